/** Who is assigned to an application, and with which role. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { graph, get, type GraphPage } from '../../../lib/graph.ts';
import type { BatchRequest } from '../../../lib/batch.ts';
import { queryClient } from '../../../lib/query-client.ts';

type PrincipalType = 'User' | 'Group' | 'ServicePrincipal';

export type Assignment = {
  readonly id: string;
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principalType: PrincipalType;
  readonly principalDisplayName: string;
  readonly createdDateTime: string;
};

export type AssignmentsFilter = { readonly q?: string | undefined; readonly type?: PrincipalType | undefined };

/** "Default access": assigned, with no role. */
export const defaultAccess = '00000000-0000-0000-0000-000000000000';

export const assignmentsKey = (applicationId: string) => ['assignments', applicationId] as const;
export const assignmentsPath = (applicationId: string): string =>
  `/servicePrincipals/${applicationId}/appRoleAssignedTo`;

const pageSize = 100;

export const assignmentsQuery = (applicationId: string, filter: AssignmentsFilter) =>
  infiniteQueryOptions({
    queryKey: [...assignmentsKey(applicationId), filter],
    queryFn: ({ pageParam, signal }) => graph<GraphPage<Assignment>>('GET', pageParam, { signal }),
    initialPageParam: pathOf(applicationId, filter),
    getNextPageParam: (page) => page['@odata.nextLink'],
  });

function pathOf(applicationId: string, { q, type }: AssignmentsFilter): string {
  const text = q?.trim() ?? '';
  const conditions = [
    ...(type === undefined ? [] : [`principalType eq '${type}'`]),
    ...(text === '' ? [] : [`startsWith(principalDisplayName,'${text.replaceAll("'", "''")}')`]),
  ];
  const query = new URLSearchParams({ $top: String(pageSize), $count: 'true' });
  if (conditions.length > 0) query.set('$filter', conditions.join(' and '));
  return `${assignmentsPath(applicationId)}?${query}`;
}

/** How many of a type are assigned. */
export const assignedCountQuery = (applicationId: string, type: PrincipalType) =>
  queryOptions({
    queryKey: [...assignmentsKey(applicationId), 'count', type],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ $top: '1', $count: 'true', $filter: `principalType eq '${type}'` });
      const page = await get<GraphPage<Assignment>>(`${assignmentsPath(applicationId)}?${query}`, signal);
      return page['@odata.count'] ?? 0;
    },
  });

export const assigning = (applicationId: string, principalId: string, appRoleId: string): BatchRequest => ({
  method: 'POST',
  url: assignmentsPath(applicationId),
  body: { principalId, resourceId: applicationId, appRoleId },
});

export const unassigning = (applicationId: string, assignmentId: string): BatchRequest => ({
  method: 'DELETE',
  url: `${assignmentsPath(applicationId)}/${assignmentId}`,
});

/** The new one is made before the old one goes, so that nobody is without for a moment. */
export async function changeRole(applicationId: string, assignment: Assignment, appRoleId: string): Promise<void> {
  const made = assigning(applicationId, assignment.principalId, appRoleId);
  await graph(made.method, made.url, { body: made.body });
  const gone = unassigning(applicationId, assignment.id);
  await graph(gone.method, gone.url);
  await assignmentsChanged(applicationId);
}

export const assignmentsChanged = (applicationId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: assignmentsKey(applicationId) });
