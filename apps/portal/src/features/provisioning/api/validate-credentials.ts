/** Test Connection: with what stands in the form, stored or not. Rejects with the GraphProblem that says where it failed. */
import { graph } from '../../../lib/graph.ts';
import { synchronization, type Job } from './job.ts';
import type { SecretEntry } from './secrets.ts';

export async function validateCredentials(
  applicationId: string,
  job: Pick<Job, 'id'> | null,
  credentials: readonly SecretEntry[],
): Promise<void> {
  const which = job === null ? '' : `${encodeURIComponent(job.id)}/`;
  await graph('POST', `${synchronization(applicationId)}/jobs/${which}validateCredentials`, {
    body: { useSavedCredentials: false, credentials },
  });
}
