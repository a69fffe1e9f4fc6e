/** What can be done with a job as a whole. */
import { graph } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, provisioningKey, synchronization, type Job, type Setting } from './job.ts';

/** Graph's flags of a restart. */
export const resetScopes = ['Watermark', 'Escrows', 'QuarantineState', 'ConnectorDataStore', 'ForceDeletes'] as const;
export type ResetScope = (typeof resetScopes)[number];

const changed = (applicationId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });

export async function createJob(applicationId: string, templateId?: string): Promise<Job> {
  const body = templateId === undefined ? {} : { templateId };
  const job = await graph<Job>('POST', `${synchronization(applicationId)}/jobs`, { body });
  await changed(applicationId);
  return job;
}

export async function startJob(applicationId: string, jobId: string): Promise<void> {
  await graph('POST', `${jobPath(applicationId, jobId)}/start`);
  await changed(applicationId);
}

export async function pauseJob(applicationId: string, jobId: string): Promise<void> {
  await graph('POST', `${jobPath(applicationId, jobId)}/pause`);
  await changed(applicationId);
}

/** With nothing to clear, the job runs again from where it is. */
export async function restartJob(applicationId: string, jobId: string, clear: readonly ResetScope[]): Promise<void> {
  const resetScope = clear.length === 0 ? 'None' : clear.join(',');
  await graph('POST', `${jobPath(applicationId, jobId)}/restart`, { body: { criteria: { resetScope } } });
  await changed(applicationId);
}

export async function removeJob(applicationId: string, jobId: string): Promise<void> {
  await graph('DELETE', jobPath(applicationId, jobId));
  await changed(applicationId);
}

type JobChange = {
  readonly schedule?: { readonly interval: string };
  readonly synchronizationJobSettings?: readonly Setting[];
};

export async function changeJob(applicationId: string, jobId: string, change: JobChange): Promise<void> {
  await graph('PATCH', jobPath(applicationId, jobId), { body: change });
  await changed(applicationId);
}
