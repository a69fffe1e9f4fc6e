/** Disables and deletes that the accidental-deletion threshold holds back, and a person's word on them. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { pagesOf } from '../../../lib/pages.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, provisioningKey } from './job.ts';

export type StagedState = 'pending' | 'approved' | 'rejected';

export type StagedDeletion = {
  readonly id: string;
  readonly objectTypeName: 'User' | 'Group';
  readonly displayName: string;
  readonly userPrincipalName: string | null;
  readonly targetId: string;
  readonly action: 'disable' | 'delete';
  readonly event: 'unassigned' | 'outOfScope' | 'disabled' | 'softDeleted' | 'hardDeleted';
  readonly reason: string;
  readonly state: StagedState;
  readonly sinceDateTime: string;
  readonly decidedDateTime: string | null;
};

const pathOf = (applicationId: string, jobId: string): string => `${jobPath(applicationId, jobId)}/stagedDeletions`;
const filterOf = (state: StagedState): string => encodeURIComponent(`state eq '${state}'`);
const keyOf = (applicationId: string) => [...provisioningKey(applicationId), 'staged-deletions'] as const;

export const stagedDeletionPages = (applicationId: string, jobId: string, state: StagedState) =>
  pagesOf<StagedDeletion>(
    [...keyOf(applicationId), jobId, state],
    `${pathOf(applicationId, jobId)}?$filter=${filterOf(state)}&$top=200&$count=true`,
  );

/** `activity`: the last cycle, after which the number may be another. */
export const pendingDeletionsQuery = (applicationId: string, jobId: string, activity: string | undefined) =>
  queryOptions({
    queryKey: [...keyOf(applicationId), jobId, 'count', activity],
    queryFn: async ({ signal }) =>
      (
        await get<GraphPage<StagedDeletion>>(
          `${pathOf(applicationId, jobId)}?$filter=${filterOf('pending')}&$top=1&$count=true`,
          signal,
        )
      )['@odata.count'] ?? 0,
    placeholderData: (before) => before,
  });

export type Decision = 'approve' | 'reject';
/** More than this go in several requests. */
const mostAtOnce = 1000;

/** All that are pending, or these. Gives how many were decided. */
export async function decideStaged(
  { applicationId, jobId }: { readonly applicationId: string; readonly jobId: string },
  decision: Decision,
  ids: readonly string[] | 'all',
): Promise<number> {
  const path = `${pathOf(applicationId, jobId)}/${decision}`;
  const send = async (body: object) => (await graph<{ decided: number }>('POST', path, { body })).decided;
  let decided = 0;
  if (ids === 'all') decided = await send({ all: true });
  else {
    for (let at = 0; at < ids.length; at += mostAtOnce) decided += await send({ ids: ids.slice(at, at + mostAtOnce) });
  }
  await queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });
  return decided;
}
