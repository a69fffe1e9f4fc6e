/** How an application is reached and how Drawbridge is let in: agents, Tenant URL, Secret Token, Test Connection. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { connectivity } from '../../../text/connectivity.ts';
import { QueryState } from '../../../ui/query-state.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import { applicationAgentsQuery } from '../api/application-agents.ts';
import { jobQuery } from '../api/job.ts';
import { secretsQuery } from '../api/secrets.ts';
import { needsAgent, templatesQuery } from '../api/templates.ts';
import { AgentsSection } from './agents-section.tsx';
import { CredentialsSection } from './credentials-section.tsx';
import { ProvisioningFrame, useProvisioningRights } from './provisioning-frame.tsx';

const agentsIntervalMs = 5000;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '900px' },
});

export function ConnectivityPage() {
  const application = useApplication();
  const { mayRead } = useProvisioningRights(application);
  return (
    <ProvisioningFrame title={connectivity.title} description={connectivity.description}>
      {mayRead && <Connectivity application={application} />}
    </ProvisioningFrame>
  );
}

function Connectivity({ application }: { application: Application }) {
  const styles = useStyles();
  const templates = useQuery(templatesQuery(application.id));
  const agents = useQuery({ ...applicationAgentsQuery(application.id), refetchInterval: agentsIntervalMs });
  const job = useQuery(jobQuery(application.id));
  const secrets = useQuery(secretsQuery(application.id));
  return (
    <QueryState query={templates}>
      {(found) => (
        <div className={styles.root}>
          <QueryState query={agents}>
            {(all) => <AgentsSection application={application} agents={all} isNeeded={needsAgent(found)} />}
          </QueryState>
          <QueryState query={job}>
            {(current) => (
              <QueryState query={secrets}>
                {(stored) => (
                  <CredentialsSection
                    application={application}
                    job={current}
                    stored={stored}
                    agents={agents.data ?? []}
                    viaAgent={needsAgent(found) || (agents.data ?? []).some(({ isAssigned }) => isAssigned)}
                  />
                )}
              </QueryState>
            )}
          </QueryState>
        </div>
      )}
    </QueryState>
  );
}
