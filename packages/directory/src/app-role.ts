/** The roles an application defines; people and groups are assigned to one of them. */
import { isUuid } from '@drawbridge/base';
import type { Json } from './property.ts';

export type AppRole = {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string | null;
  readonly value?: string | null;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
  readonly origin?: string;
};

/** Default access: assigned, with no role. Graph: valid only when the application defines no roles for users. */
export const defaultAccessRoleId = '00000000-0000-0000-0000-000000000000';

/** The roles that users and groups may be given. */
export const rolesForUsers = (roles: readonly AppRole[]): readonly AppRole[] => rolesFor(roles, 'User');

/** The roles that service principals may be given: permissions of an API. */
export const rolesForApplications = (roles: readonly AppRole[]): readonly AppRole[] => rolesFor(roles, 'Application');

const rolesFor = (roles: readonly AppRole[], memberType: 'User' | 'Application'): readonly AppRole[] =>
  roles.filter((role) => role.isEnabled && role.allowedMemberTypes.includes(memberType));

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 256;

/** Says what is wrong with a list of roles that a caller wrote, or undefined when nothing is. */
export function checkAppRoles(value: Json): string | undefined {
  if (!Array.isArray(value)) return 'it must be a list of roles';
  const ids = new Set<string>();
  const values = new Set<string>();
  for (const role of value as readonly Json[]) {
    if (typeof role !== 'object' || role === null || Array.isArray(role)) return 'each role must be an object';
    const {
      id,
      displayName,
      isEnabled,
      allowedMemberTypes,
      value: roleValue,
    } = role as Record<string, Json | undefined>;
    if (typeof id !== 'string' || !isUuid(id)) return 'each role must have an id that is a GUID';
    if (ids.has(id.toLowerCase())) return `the role id ${id} occurs twice`;
    ids.add(id.toLowerCase());
    if (!isText(displayName)) return `the role ${id} must have a displayName of at most 256 characters`;
    if (typeof isEnabled !== 'boolean') return `the role ${id} must have isEnabled, true or false`;
    if (roleValue !== undefined && roleValue !== null && !isText(roleValue))
      return `the value of role ${id} must be text`;
    if (isText(roleValue) && roleValue !== '') {
      if (values.has(roleValue)) return `the role value '${roleValue}' occurs twice`;
      values.add(roleValue);
    }
    if (
      !Array.isArray(allowedMemberTypes) ||
      !allowedMemberTypes.every((type) => type === 'User' || type === 'Application')
    ) {
      return `the allowedMemberTypes of role ${id} must be a list of 'User' and 'Application'`;
    }
  }
  return undefined;
}

/** Says why a list of roles may not become another one, or undefined when it may: only a disabled role can be removed. */
export function checkRoleChange(before: readonly AppRole[], after: readonly AppRole[]): string | undefined {
  const kept = new Set(after.map(({ id }) => id.toLowerCase()));
  const removed = before.find(({ id, isEnabled }) => isEnabled && !kept.has(id.toLowerCase()));
  return removed === undefined
    ? undefined
    : `Permission (scope or role) cannot be deleted or updated unless disabled first: role '${removed.displayName}' (${removed.id}).`;
}
