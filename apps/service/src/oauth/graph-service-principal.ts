/** Microsoft Graph as it stands in every directory: the service principal whose app roles are this API's permissions. */
import { ProvisioningError } from '@drawbridge/base';
import type { AppRole, Directory } from '@drawbridge/directory';
import { graphAppId, graphAppRoles, graphScopes } from './graph-permissions.ts';

/** At every start: made when it is missing, brought up to date when this version knows other permissions. */
export async function ensureGraphServicePrincipal(directory: Directory): Promise<void> {
  const where = [{ property: 'appId', op: 'eq', value: graphAppId } as const];
  const [found] = (await directory.listServicePrincipals({ where, limit: 1 })).items;
  const appRoles = [...graphAppRoles, ...retiredRoles(found?.appRoles ?? [])];
  const permissions = { appRoles, oauth2PermissionScopes: graphScopes };
  if (found) {
    if (idsOf(found.appRoles) !== idsOf(appRoles) || idsOf(found.oauth2PermissionScopes) !== idsOf(graphScopes))
      await directory.updateServicePrincipal(found.id, permissions);
    return;
  }
  try {
    await directory.createServicePrincipal({
      appId: graphAppId,
      displayName: 'Microsoft Graph',
      appDisplayName: 'Microsoft Graph',
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoleAssignmentRequired: false,
      servicePrincipalNames: [graphAppId, 'https://graph.microsoft.com'],
      ...permissions,
    });
  } catch (thrown) {
    // Another process that starts at the same time was faster.
    if (!(thrown instanceof ProvisioningError && thrown.code === 'OBJECT_CONFLICT')) throw thrown;
  }
}

/** Permissions of another version, which somebody may hold: disabled, since a role that is enabled cannot be removed. */
const retiredRoles = (stored: readonly AppRole[]): readonly AppRole[] => {
  const known = new Set(graphAppRoles.map(({ id }) => id));
  return stored.filter(({ id }) => !known.has(id)).map((role) => ({ ...role, isEnabled: false }));
};

const idsOf = (list: unknown): string =>
  Array.isArray(list)
    ? list
        .map((entry: { id?: unknown }) => String(entry.id))
        .sort()
        .join()
    : '';
