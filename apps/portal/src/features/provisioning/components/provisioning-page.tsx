/** The provisioning of one application: how to begin, or how it stands. */
import { useQuery } from '@tanstack/react-query';
import { provisioning } from '../../../text/provisioning.ts';
import { QueryState } from '../../../ui/query-state.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import { applicationAgentsQuery } from '../api/application-agents.ts';
import { needsAgent, templatesQuery } from '../api/templates.ts';
import { GetStarted } from './get-started.tsx';
import { JobOverview } from './job-overview.tsx';
import { ProvisioningFrame, useProvisioningRights } from './provisioning-frame.tsx';
import { useJob } from './use-job.ts';

export function ProvisioningPage() {
  const application = useApplication();
  const { mayRead } = useProvisioningRights(application);
  return mayRead ? <Provisioning application={application} /> : <Frame />;
}

const Frame = ({ children }: { children?: React.ReactNode }) => (
  <ProvisioningFrame title={provisioning.title}>{children}</ProvisioningFrame>
);

const agentsIntervalMs = 15_000;

function Provisioning({ application }: { application: Application }) {
  const { query, expectChange } = useJob(application.id);
  const templates = useQuery(templatesQuery(application.id));
  const agents = useQuery({ ...applicationAgentsQuery(application.id), refetchInterval: agentsIntervalMs });
  if (query.data && templates.data && agents.data) {
    return (
      <JobOverview
        application={application}
        job={query.data}
        agents={agents.data}
        needsAgent={needsAgent(templates.data)}
        problem={query.error}
        expectChange={expectChange}
      />
    );
  }
  return (
    <Frame>
      <QueryState query={query}>
        {() => (
          <QueryState query={templates}>
            {(found) => (
              <QueryState query={agents}>
                {(all) => <GetStarted application={application} templates={found} agents={all} />}
              </QueryState>
            )}
          </QueryState>
        )}
      </QueryState>
    </Frame>
  );
}
