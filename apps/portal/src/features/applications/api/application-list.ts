/** The list of enterprise applications: what it is narrowed by, and its pages. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { readBatch } from '../../../lib/batch.ts';
import { now } from '../../../lib/clock.ts';
import { graph, type GraphPage } from '../../../lib/graph.ts';
import { orderBy, readSort } from '../../../lib/sort.ts';
import { searchFor } from '../../users/api/find-principals.ts';
import type { Application } from './application.ts';

export type ApplicationsFilter = {
  readonly q?: string | undefined;
  readonly type?: 'all' | undefined;
  readonly created?: 'day' | 'week' | 'month' | undefined;
  readonly required?: 'yes' | 'no' | undefined;
  readonly visibility?: 'visible' | 'hidden' | undefined;
  readonly sort?: string | undefined;
};

export type ApplicationRow = Pick<
  Application,
  | 'id'
  | 'appId'
  | 'displayName'
  | 'accountEnabled'
  | 'appRoleAssignmentRequired'
  | 'createdDateTime'
  | 'homepage'
  | 'tags'
>;

export const applicationsKey = ['applications', 'list'] as const;

const select = 'id,appId,displayName,accountEnabled,appRoleAssignmentRequired,createdDateTime,homepage,tags';
/** As many as one `$batch` asks the provisioning of. */
const pageSize = 20;
/** The tags that say what an application is to people. */
const integrated = 'WindowsAzureActiveDirectoryIntegratedApp';
export const hidden = 'HideApp';

export const applicationsQuery = (filter: ApplicationsFilter) =>
  infiniteQueryOptions({
    queryKey: [...applicationsKey, filter],
    queryFn: ({ pageParam, signal }) => graph<GraphPage<ApplicationRow>>('GET', pageParam, { signal }),
    initialPageParam: pathOf(filter),
    getNextPageParam: (page) => page['@odata.nextLink'],
  });

/** Of those who may not list all: what they own, by name. */
export const ownedApplicationsQuery = (ids: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: [...applicationsKey, 'owned', ids],
    queryFn: async ({ pageParam, signal }): Promise<GraphPage<ApplicationRow>> => {
      const urls = ids.slice(pageParam, pageParam + pageSize).map((id) => `/servicePrincipals/${id}?$select=${select}`);
      const found = await readBatch<ApplicationRow>(urls, signal);
      return { value: found.filter((one) => one !== undefined) };
    },
    initialPageParam: 0,
    getNextPageParam: (_page, pages) => (pages.length * pageSize < ids.length ? pages.length * pageSize : undefined),
  });

function pathOf({ q, type, created, required, visibility, sort }: ApplicationsFilter): string {
  const text = q?.trim() ?? '';
  const isId = looksLikeId(text);
  const conditions = [
    ...(type === 'all' ? [] : [`tags/any(t:t eq '${integrated}')`]),
    ...(created === undefined ? [] : [`createdDateTime ge ${since(created)}`]),
    ...(required === undefined ? [] : [`appRoleAssignmentRequired eq ${required === 'yes'}`]),
    ...(visibility === undefined ? [] : [`${visibility === 'visible' ? 'not ' : ''}tags/any(t:t eq '${hidden}')`]),
    ...(isId ? [`(appId eq '${text}' or id eq '${text}')`] : []),
  ];
  const query = new URLSearchParams({ $select: select, $top: String(pageSize), $count: 'true' });
  if (conditions.length > 0) query.set('$filter', conditions.join(' and '));
  if (text !== '' && !isId) query.set('$search', searchFor(['displayName'], text));
  query.set('$orderby', orderBy(readSort(sort) ?? { by: 'displayName', descending: false }));
  return `/servicePrincipals?${query}`;
}

const looksLikeId = (text: string): boolean => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text);

const days = { day: 1, week: 7, month: 30 } as const;
/** To the hour, so that a list that is asked again is the same question. */
function since(period: keyof typeof days): string {
  const at = new Date(now().getTime() - days[period] * 86_400_000);
  at.setMinutes(0, 0, 0);
  return at.toISOString();
}
