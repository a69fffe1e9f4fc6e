/** The directory roles, built-in and custom. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';

export type Role = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly isEnabled: boolean;
  /** How many hold it directly. */
  readonly assignmentCount: number;
  readonly rolePermissions: readonly { readonly allowedResourceActions: readonly string[] }[];
};

const path = '/roleManagement/directory/roleDefinitions';

export const rolesQuery = queryOptions({
  queryKey: ['roles', 'list'],
  queryFn: async ({ signal }) => (await get<GraphPage<Role>>(`${path}?$top=999`, signal)).value,
});

export const roleQuery = (id: string) =>
  queryOptions({ queryKey: ['roles', 'one', id], queryFn: ({ signal }) => get<Role>(`${path}/${id}`, signal) });

export type RoleDraft = {
  readonly displayName: string;
  readonly description: string | null;
  readonly isEnabled: boolean;
  readonly rolePermissions: readonly { readonly allowedResourceActions: readonly string[] }[];
};

export const createRole = (body: RoleDraft): Promise<Role> => graph('POST', path, { body });
export const updateRole = (id: string, body: RoleDraft): Promise<void> => graph('PATCH', `${path}/${id}`, { body });
export const deleteRole = (id: string): Promise<void> => graph('DELETE', `${path}/${id}`);

export const actionsOf = ({ rolePermissions }: Pick<Role, 'rolePermissions'>): readonly string[] =>
  rolePermissions.flatMap(({ allowedResourceActions }) => allowedResourceActions);
