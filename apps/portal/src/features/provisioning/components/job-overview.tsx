/** How the provisioning of an application stands: what runs, what the last cycle did, what is wrong, what can be done. */
import { Link } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Sections } from '../../../ui/section.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { ApplicationAgent } from '../api/application-agents.ts';
import { failureCountQuery } from '../api/failures.ts';
import type { Job } from '../api/job.ts';
import { pendingDeletionsQuery } from '../api/staged-deletions.ts';
import { CountsSection } from './counts-section.tsx';
import { CycleSection } from './cycle-section.tsx';
import { ProvisioningFrame } from './provisioning-frame.tsx';
import { stateOf } from './provisioning-state.ts';
import { QuarantinePane } from './quarantine-pane.tsx';
import { StateBanners } from './state-banners.tsx';
import { TallySection } from './tally-section.tsx';
import { TechnicalPane } from './technical-pane.tsx';
import { useJobCommands } from './use-job-commands.tsx';

const route = getRouteApi(paths.provisioning);

type JobOverviewProps = {
  readonly application: Application;
  readonly job: Job;
  readonly agents: readonly ApplicationAgent[];
  readonly needsAgent: boolean;
  /** Of the last time it was asked. */
  readonly problem: unknown;
  readonly expectChange: () => void;
};

export function JobOverview(props: JobOverviewProps) {
  const { application, job, agents, needsAgent, problem, expectChange } = props;
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const showPane = (next: 'technical' | 'quarantine' | undefined) =>
    void navigate({ search: next === undefined ? {} : { pane: next } });
  const activity = job.status.lastExecution?.activityIdentifier;
  const failures = useQuery(failureCountQuery(application.id, job.id, activity));
  const pending = useQuery(pendingDeletionsQuery(application.id, job.id, activity));
  const state = stateOf(job, { needsAgent, agents });
  const { commands, dialog } = useJobCommands({ application, job, state, expectChange });
  const { cycle, lastCycleTally, lastInitialCycle } = job.status;
  return (
    <ProvisioningFrame title={provisioning.title} commands={commands}>
      {problem !== null && <Problem error={problem} />}
      <StateBanners
        application={application}
        job={job}
        state={state}
        agents={agents}
        onDetails={() => showPane('quarantine')}
      />
      <Sections>
        <CycleSection application={application} job={job} state={state} />
        <CountsSection application={application} job={job} failures={failures.data} pending={pending.data} />
        {cycle && <TallySection title={provisioning.tally.running} tally={cycle.tally} />}
        {!cycle && lastCycleTally && <TallySection title={provisioning.tally.last} tally={lastCycleTally} />}
        {lastInitialCycle && <TallySection title={provisioning.tally.initial} tally={lastInitialCycle.tally} />}
      </Sections>
      <p>
        <Link as="button" onClick={() => showPane('technical')}>
          {provisioning.technical.open}
        </Link>
      </p>
      {pane === 'technical' && <TechnicalPane job={job} onClose={() => showPane(undefined)} />}
      {pane === 'quarantine' && job.status.quarantine && (
        <QuarantinePane
          application={application}
          job={job}
          quarantine={job.status.quarantine}
          pending={pending.data ?? 0}
          expectChange={expectChange}
          onClose={() => showPane(undefined)}
        />
      )}
      {dialog}
    </ProvisioningFrame>
  );
}
