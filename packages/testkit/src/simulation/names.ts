/** Who is who in the simulated world: ids, names, and how a person or a group is told from what the target has. */
import { getAtPath, isObject, userResourceType, type ScimObject } from '@drawbridge/scim';

export const personId = (person: number): string => `00000000-0000-4000-8000-${String(person).padStart(12, '0')}`;
export const groupId = (group: number): string => `00000000-0000-4000-8001-${String(group).padStart(12, '0')}`;
export const nicknameOf = (person: number): string => `p${person}`;
export const groupNameOf = (group: number): string => `Group ${group}`;
export const principalNameOf = (person: number, version: number): string =>
  version === 0 ? `p${person}@corp.example` : `p${person}.v${version}@corp.example`;

/** Whose account this is: by the nickname that the mapping writes, or by a name that only this person ever had. */
export function personOf(account: ScimObject | undefined): number | undefined {
  if (!account) return undefined;
  const [, byName] = /^p(\d+)(?:\.v\d)?@/.exec(String(account['userName'])) ?? [];
  const [, byNickname] = /^p(\d+)$/.exec(String(account['externalId'] ?? '')) ?? [];
  const found = byNickname ?? byName;
  return found === undefined ? undefined : Number(found);
}

export function groupOf(group: ScimObject | undefined): number | undefined {
  const [, number] = /^Group (\d+)$/.exec(String(group?.['displayName'] ?? '')) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Who the manager of an account is, as the target has it. */
export function managerOf(account: ScimObject): string | undefined {
  const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';
  const value: unknown = getAtPath(account, path, userResourceType);
  return typeof value === 'string' ? value : undefined;
}

export const membersOf = (group: ScimObject): readonly string[] => {
  const members = group['members'];
  return (Array.isArray(members) ? members : []).map((one) => String(isObject(one) ? one['value'] : one));
};
