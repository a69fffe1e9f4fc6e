/** Who may read and write each kind of directory object, for routes that learn the kind only when they have found it. */
import type { ObjectKind } from '@drawbridge/directory';
import type { FastifyRequest } from 'fastify';
import { accessDenied, holds } from '../http/request-context.ts';
import type { Permission } from '../oauth/directory-roles.ts';

/** As Graph writes them behind `microsoft.graph.`, in lower case. */
export const kindsByType: ReadonlyMap<string, ObjectKind> = new Map([
  ['user', 'User'],
  ['group', 'Group'],
  ['application', 'Application'],
  ['serviceprincipal', 'ServicePrincipal'],
]);

export type KindPermissions = Readonly<Record<ObjectKind, readonly Permission[]>>;

export const readers: KindPermissions = {
  User: ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  Group: ['GroupMember.Read.All', 'Group.Read.All'],
  Application: ['Application.Read.All', 'Application.ReadWrite.All'],
  ServicePrincipal: ['Application.Read.All', 'Application.ReadWrite.All'],
};
export const writers: KindPermissions = {
  User: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  Group: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  Application: ['Application.ReadWrite.All'],
  ServicePrincipal: ['Application.ReadWrite.All'],
};

/** Opens the route to all of them; which kind may be touched is checked when the kind is known. */
export const anyOf = (by: KindPermissions) => ({ config: { permissions: [...new Set(Object.values(by).flat())] } });

export const mayTouch = (request: FastifyRequest, by: KindPermissions, kind: ObjectKind): boolean =>
  by[kind].some((permission) => holds(request, permission));

/** Throws ACCESS_DENIED. */
export function requireFor(request: FastifyRequest, by: KindPermissions, kind: ObjectKind): void {
  if (!mayTouch(request, by, kind)) throw accessDenied(`It needs ${by[kind].join(' or ')}.`);
}
