/** Which role an assignment may carry. */
import { DirectoryError } from '@drawbridge/base';
import { defaultAccessRoleId, rolesForApplications, rolesForUsers, type AppRole } from './app-role.ts';
import type { MemberKind } from './membership.ts';

/**
 * The role to assign: the one asked for, or when none is, the application's first role for such principals, or default
 * access when it has none. Throws DirectoryError OBJECT_INVALID when the application does not offer the role.
 */
export function chooseRole(
  roles: readonly AppRole[],
  asked: string | undefined,
  { appId, principalType }: { appId: string; principalType: MemberKind },
): string {
  const offered = principalType === 'ServicePrincipal' ? rolesForApplications(roles) : rolesForUsers(roles);
  if (asked === undefined) return offered[0]?.id ?? defaultAccessRoleId;
  const role = asked.toLowerCase();
  if (role === defaultAccessRoleId) {
    if (offered.length === 0) return role;
    const names = offered.map((one) => `${one.displayName} (${one.id})`).join(', ');
    throw new DirectoryError(
      'OBJECT_INVALID',
      `Default access cannot be assigned: application '${appId}' defines roles. Assign one of them: ${names.slice(0, 1000)}.`,
    );
  }
  if (!offered.some((one) => one.id.toLowerCase() === role)) {
    throw new DirectoryError('OBJECT_INVALID', `Permission being assigned was not found on application '${appId}'.`);
  }
  return role;
}
