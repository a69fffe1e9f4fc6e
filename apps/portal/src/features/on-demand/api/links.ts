/** Which account in the application belongs to whom; and forgetting that it does. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, type JobOf } from '../../mappings/api/job.ts';
import { findPrincipals } from '../../users/api/find-principals.ts';

export type Link = {
  readonly id: string;
  readonly objectTypeName: 'User' | 'Group';
  readonly displayName: string;
  readonly userPrincipalName: string | null;
  readonly isInDirectory: boolean;
  readonly targetId: string;
  readonly state: 'managed' | 'unmanaged';
  readonly targetActive: boolean | null;
  readonly deletionDateTime: string | null;
  readonly linkedDateTime: string | null;
  readonly lastRecord: {
    readonly id: string;
    readonly activityDateTime: string;
    readonly provisioningAction: string;
    readonly status: 'success' | 'failure' | 'skipped' | 'warning';
  } | null;
};

export type LinkSearch = {
  /** A name, or an id of the person or of the account. */
  readonly text?: string | undefined;
  readonly kind?: 'User' | 'Group' | undefined;
  readonly state?: 'managed' | 'unmanaged' | undefined;
};

const linksKey = (job: JobOf) => ['synchronization', job.servicePrincipalId, 'links', job.jobId] as const;

export const linksQuery = (job: JobOf, search: LinkSearch) =>
  infiniteQueryOptions({
    queryKey: [...linksKey(job), search],
    queryFn: async ({ pageParam, signal }) =>
      get<GraphPage<Link>>(pageParam ?? (await firstPage(job, search, signal)), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page['@odata.nextLink'],
    placeholderData: keepPreviousData,
  });

export const linkQuery = (job: JobOf, objectId: string) =>
  queryOptions({
    queryKey: [...linksKey(job), 'one', objectId],
    queryFn: async ({ signal }): Promise<Link | null> => {
      const query = new URLSearchParams({ $filter: `objectId eq ${quoted(objectId)}` });
      return (await get<GraphPage<Link>>(`${jobPath(job)}/links?${query}`, signal)).value[0] ?? null;
    },
  });

/** Names are looked up in the directory, whose index serves them; the links are then asked by ids. */
async function firstPage(job: JobOf, { text, kind, state }: LinkSearch, signal: AbortSignal): Promise<string> {
  const conditions: string[] = [];
  if (kind !== undefined) conditions.push(`objectTypeName eq ${quoted(kind)}`);
  if (state !== undefined) conditions.push(`state eq ${quoted(state)}`);
  if (text !== undefined) conditions.push(await searched(text.trim(), kind, signal));
  const query = new URLSearchParams({ $top: '100', $count: 'true' });
  if (conditions.length > 0) query.set('$filter', conditions.join(' and '));
  return `${jobPath(job)}/links?${query}`;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function searched(text: string, kind: LinkSearch['kind'], signal: AbortSignal): Promise<string> {
  const byTarget = `targetId eq ${quoted(text)}`;
  if (uuid.test(text)) return `(${byTarget} or objectId eq ${quoted(text.toLowerCase())})`;
  const found = await findPrincipals(kind === undefined ? ['User', 'Group'] : [kind], text, signal);
  if (found.length === 0) return byTarget;
  return `(${byTarget} or objectId in (${found.map(({ id }) => quoted(id)).join(',')}))`;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The account is looked for anew, at once. */
export async function rematch(job: JobOf, objectId: string): Promise<void> {
  await graph('POST', `${jobPath(job)}/escrows/${objectId}/rematch`);
  await queryClient.invalidateQueries({ queryKey: ['synchronization', job.servicePrincipalId] });
}
