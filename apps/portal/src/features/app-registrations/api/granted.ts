/** The permissions of this API that a program holds: app roles of Microsoft Graph that are assigned to it. */
import { queryOptions } from '@tanstack/react-query';
import { get, literal, type GraphPage } from '../../../lib/graph.ts';
import { pagesOf } from '../../../lib/pages.ts';

const graphAppId = '00000003-0000-0000-c000-000000000000';

export type Permission = { readonly id: string; readonly value: string; readonly displayName: string };
export type Granted = { readonly id: string; readonly appRoleId: string; readonly createdDateTime: string };

/** What there is to grant, and who grants it. */
export const graphQuery = queryOptions({
  queryKey: ['registrations', 'graph'],
  queryFn: async ({ signal }) => {
    const path = `/servicePrincipals?$select=id,appRoles&$filter=appId eq ${literal(graphAppId)}`;
    const { value } = await get<GraphPage<{ id: string; appRoles: readonly Permission[] }>>(path, signal);
    return value[0] ?? { id: '', appRoles: [] };
  },
  staleTime: 300_000,
});

export const grantedKey = (principalId: string) => ['registrations', 'granted', principalId] as const;

export const grantedQuery = (principalId: string, graphId: string) =>
  pagesOf<Granted>(
    grantedKey(principalId),
    `/servicePrincipals/${principalId}/appRoleAssignments?$filter=resourceId eq ${literal(graphId)}`,
  );

export const grant = (principalId: string, graphId: string, appRoleId: string) =>
  ({
    method: 'POST',
    url: `/servicePrincipals/${principalId}/appRoleAssignments`,
    body: { principalId, resourceId: graphId, appRoleId },
  }) as const;

export const revoke = (principalId: string, assignmentId: string) =>
  ({ method: 'DELETE', url: `/servicePrincipals/${principalId}/appRoleAssignments/${assignmentId}` }) as const;
