/** Who gives an application a credential can act as it: only who may do everything that it may do. */
import type { FastifyRequest } from 'fastify';
import { accessDenied, holds } from '../../http/request-context.ts';
import { permissions, type Permission } from '../../oauth/directory-roles.ts';
import type { Services } from '../../services.ts';

const isPermission = (name: string): name is Permission => (permissions as readonly string[]).includes(name);

/** Throws ACCESS_DENIED when the application holds a permission, by role or by grant, that the caller does not. */
export async function mayActAs(services: Services, request: FastifyRequest, appId: string): Promise<void> {
  const { directory, roles, applicationCredentials } = services;
  const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
  const [principal] = (await directory.listServicePrincipals({ where, limit: 1 })).items;
  if (!principal) return;
  const byRole = await roles.permissionsOf(await roles.idsOf(principal.id));
  const byGrant = (await applicationCredentials.grantedAppRolesOf(principal.id)).filter(isPermission);
  const beyond = [...byRole, ...byGrant].find((permission) => !holds(request, permission));
  if (beyond === undefined) return;
  throw accessDenied(`The application holds ${beyond}, which the caller does not.`);
}
