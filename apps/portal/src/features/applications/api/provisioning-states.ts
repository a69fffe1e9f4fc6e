/** How provisioning stands in several applications, in one request for each page of them. */
import { queryOptions } from '@tanstack/react-query';
import { readBatch } from '../../../lib/batch.ts';
import type { GraphPage } from '../../../lib/graph.ts';
import { synchronization, type Job } from '../../provisioning/api/job.ts';

export type ProvisioningState = 'none' | 'running' | 'unknown' | Job['status']['code'];

export function stateOf(job: Job | null | undefined): ProvisioningState {
  if (job === undefined) return 'unknown';
  if (job === null) return 'none';
  return job.status.code === 'Active' && job.status.cycle !== null ? 'running' : job.status.code;
}

/** At most twenty. */
export const provisioningStatesQuery = (applicationIds: readonly string[]) =>
  queryOptions({
    queryKey: ['applications', 'provisioning-states', applicationIds],
    queryFn: async ({ signal }): Promise<Readonly<Record<string, ProvisioningState>>> => {
      const answers = await readBatch<GraphPage<Job>>(
        applicationIds.map((id) => `${synchronization(id)}/jobs`),
        signal,
      );
      return Object.fromEntries(
        applicationIds.map((id, index) => {
          const answer = answers[index];
          return [id, stateOf(answer && (answer.value[0] ?? null))];
        }),
      );
    },
  });
