/** Objects that failed, when they are tried again, and trying them now. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { pagesOf } from '../../../lib/pages.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, provisioningKey } from './job.ts';

export type Failure = {
  readonly id: string;
  readonly objectTypeName: 'User' | 'Group';
  readonly displayName: string | null;
  readonly userPrincipalName: string | null;
  readonly errorCode: string;
  readonly error: { readonly code: string; readonly message: string };
  readonly kind: 'transient' | 'persistent';
  readonly attempts: number;
  readonly firstFailedDateTime: string;
  readonly nextAttemptDateTime: string | null;
};

const pathOf = (applicationId: string, jobId: string): string => `${jobPath(applicationId, jobId)}/escrows`;
const keyOf = (applicationId: string) => [...provisioningKey(applicationId), 'failures'] as const;

export const failurePages = (applicationId: string, jobId: string) =>
  pagesOf<Failure>([...keyOf(applicationId), jobId], `${pathOf(applicationId, jobId)}?$top=200&$count=true`);

/** `activity`: the last cycle, after which the number may be another. */
export const failureCountQuery = (applicationId: string, jobId: string, activity: string | undefined) =>
  queryOptions({
    queryKey: [...keyOf(applicationId), jobId, 'count', activity],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<Failure>>(`${pathOf(applicationId, jobId)}?$top=1&$count=true`, signal))['@odata.count'] ??
      0,
    placeholderData: (before) => before,
  });

type FailureRemedy = 'retry' | 'rematch';

export async function remedyFailure(
  { applicationId, jobId }: { readonly applicationId: string; readonly jobId: string },
  remedy: FailureRemedy,
  objectId: string,
): Promise<void> {
  await graph('POST', `${pathOf(applicationId, jobId)}/${objectId}/${remedy}`);
  await queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });
}
