/** Who holds a role, and which roles somebody holds. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, graph, literal, type GraphPage } from '../../../lib/graph.ts';
import type { DirectoryObject } from '../../../ui/object-list.tsx';

export type RoleAssignment = {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
};

/** A directory object that holds a role, with the assignment by which it does. */
export type Holder = DirectoryObject & { readonly assignmentId: string };

const path = '/roleManagement/directory/roleAssignments';

export const roleAssignmentsOf = (principalId: string) =>
  queryOptions({
    queryKey: ['roles', 'of', principalId],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<RoleAssignment>>(`${path}?$top=999&$filter=principalId eq ${literal(principalId)}`, signal))
        .value,
  });

export const holdersKey = (roleId: string) => ['roles', 'holders', roleId] as const;

/** Each page of assignments with the objects that they name. */
export const holdersQuery = (roleId: string) =>
  infiniteQueryOptions({
    queryKey: holdersKey(roleId),
    initialPageParam: `${path}?$filter=roleDefinitionId eq ${literal(roleId)}`,
    queryFn: async ({ pageParam, signal }): Promise<GraphPage<Holder>> => {
      const page = await get<GraphPage<RoleAssignment>>(pageParam, signal);
      const ids = page.value.map(({ principalId }) => principalId);
      const named =
        ids.length === 0
          ? []
          : (await graph<GraphPage<DirectoryObject>>('POST', '/directoryObjects/getByIds', { body: { ids }, signal }))
              .value;
      const value = page.value.map(({ id, principalId }) => ({
        ...(named.find((object) => object.id === principalId) ?? { id: principalId, displayName: null }),
        assignmentId: id,
      }));
      return { ...page, value };
    },
    getNextPageParam: (page) => page['@odata.nextLink'],
  });

export const giveRole = (principalId: string, roleDefinitionId: string) =>
  ({ method: 'POST', url: path, body: { principalId, roleDefinitionId, directoryScopeId: '/' } }) as const;

export const takeRole = (assignmentId: string) => ({ method: 'DELETE', url: `${path}/${assignmentId}` }) as const;
