/** The roles that people and groups can be assigned to. */
import type { Application, AppRole } from '../../applications/api/application.ts';
import { assignments } from '../../../text/assignments.ts';
import { defaultAccess, type Assignment } from './assignments.ts';

export type Choice = Pick<AppRole, 'id' | 'displayName' | 'value'>;

/** Never empty: an application without roles for people is assigned with default access. */
export function rolesForPeople({ appRoles }: Application): readonly Choice[] {
  const offered = appRoles.filter(
    ({ isEnabled, allowedMemberTypes }) => isEnabled && allowedMemberTypes.includes('User'),
  );
  return offered.length > 0 ? offered : [{ id: defaultAccess, displayName: assignments.defaultAccess, value: null }];
}

export function roleName({ appRoles }: Application, { appRoleId }: Assignment): string {
  if (appRoleId === defaultAccess) return assignments.defaultAccess;
  return appRoles.find(({ id }) => id === appRoleId)?.displayName ?? assignments.goneRole;
}
