/** What the signed-in person may do, as the service says it; the service decides anew on every request. */
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { get } from './graph.ts';

export type Me = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
};

export type MyPermissions = {
  /** Graph's names, implied ones included. */
  readonly permissions: readonly string[];
  readonly roles: readonly { readonly roleTemplateId: string; readonly displayName: string }[];
  /** Service principals of the applications that they own: there they may do what Application.ReadWrite.OwnedBy permits. */
  readonly ownedServicePrincipalIds: readonly string[];
};

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/me?$select=id,displayName,userPrincipalName,mail', signal),
  staleTime: 300_000,
});

export const permissionsQuery = queryOptions({
  queryKey: ['me', 'permissions'],
  queryFn: ({ signal }) => get<MyPermissions>('/me/permissions', signal),
  staleTime: 30_000,
});

export type Can = {
  /** Whether any of these permissions is held. */
  readonly any: (...permissions: readonly string[]) => boolean;
  /** Whether one of these is held, or the application is theirs. */
  readonly anyOrOwner: (servicePrincipalId: string, ...permissions: readonly string[]) => boolean;
};

/** The frame has loaded them before any page is drawn. */
export function useCan(): Can {
  const { data } = useSuspenseQuery(permissionsQuery);
  const any: Can['any'] = (...permissions) => permissions.some((permission) => data.permissions.includes(permission));
  return {
    any,
    anyOrOwner: (id, ...permissions) => any(...permissions) || data.ownedServicePrincipalIds.includes(id),
  };
}
