/**
 * App roles as the SCIM attribute `roles`: those that the job wrote are kept equal to the assignments, those that somebody
 * else put there stay. Ours are told by their type.
 */
import { isObject, type PatchOperation, type ScimValue } from '@drawbridge/scim';

const ourType = 'WindowsAzureActiveDirectoryRole';

export function mergeRoles(
  target: string,
  wanted: ScimValue | undefined,
  before: ScimValue | undefined,
): readonly PatchOperation[] {
  const [desired, existing] = [listOf(wanted), listOf(before)];
  const [names, known] = [new Set(desired.map(nameOf)), new Set(existing.map(nameOf))];
  const gone = existing.filter((role) => isOurs(role) && !names.has(nameOf(role)));
  const missing = desired.filter((role) => !known.has(nameOf(role)));
  return [
    ...gone.map((role): PatchOperation => ({
      op: 'remove',
      path: `${target}[value eq ${JSON.stringify(nameOf(role))}]`,
    })),
    ...(missing.length === 0 ? [] : [{ op: 'add' as const, path: target, value: missing }]),
  ];
}

const listOf = (value: ScimValue | undefined): readonly ScimValue[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const nameOf = (role: ScimValue): string => String(isObject(role) ? (role['value'] ?? '') : role);

const isOurs = (role: ScimValue): boolean => isObject(role) && (role['type'] ?? ourType) === ourType;
