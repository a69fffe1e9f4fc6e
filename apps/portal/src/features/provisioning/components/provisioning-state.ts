/** In which of the states of the provisioning area an application is: what its overview shows and which commands it has. */
import type { ApplicationAgent } from '../api/application-agents.ts';
import type { Job } from '../api/job.ts';

export type ProvisioningState =
  'assignAgent' | 'enterCredentials' | 'notStarted' | 'running' | 'steady' | 'quarantine' | 'stopped' | 'disabled';

type Facts = { readonly needsAgent: boolean; readonly agents: readonly ApplicationAgent[] };

/** Held-back deletions do not keep a job from its work. */
const isLaidUp = ({ status }: Job): boolean =>
  status.quarantine !== null && status.quarantine.reason !== 'TooManyDeletes';

export function stateOf(job: Job, { needsAgent, agents }: Facts): ProvisioningState {
  const { status, schedule } = job;
  const hasRun = status.lastExecution !== null || status.cycle !== null;
  if (!hasRun && status.quarantine === null) {
    if (needsAgent && !agents.some(({ isAssigned }) => isAssigned)) return 'assignAgent';
    if (status.code === 'NotConfigured') return 'enterCredentials';
    if (schedule.state === 'Disabled') return 'notStarted';
  }
  if (schedule.state === 'Disabled' && status.quarantine !== null) return 'disabled';
  if (schedule.state !== 'Active') return 'stopped';
  if (isLaidUp(job)) return 'quarantine';
  return status.cycle !== null || status.lastExecution === null ? 'running' : 'steady';
}

/** Assigned agents that are not connected now. */
export const offlineAgents = (agents: readonly ApplicationAgent[]): readonly ApplicationAgent[] =>
  agents.filter(({ isAssigned, status }) => isAssigned && status !== 'active');
