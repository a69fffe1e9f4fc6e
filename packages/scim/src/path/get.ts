/** Reading the value at a path from a resource, however the target spelled its names. */
import { getMember } from '../document/member.ts';
import { isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import type { ResourceType } from '../schema/schema.ts';
import { parsePath, type Path } from './parse.ts';
import { resolvePath, type ResolvedPath } from './resolve.ts';

/**
 * The value at a path, or undefined when unassigned (absent, null or empty).
 *
 * - `emails[type eq "work"].value`: of the first element that matches and has the sub-attribute
 * - `emails[type eq "work"]`: that element
 * - `emails.value`: the values of all elements, as an array
 * - `roles[primary eq "True"].value`: the string matches a boolean, because Microsoft Entra writes it so
 *
 * With a resource type, comparisons in brackets obey `caseExact`; without, they ignore case.
 * @throws ScimError SCIM_INVALID_PATH, or SCIM_INVALID_FILTER when the brackets compare what cannot be compared.
 */
export function getAtPath(
  resource: ScimObject,
  path: string | Path,
  resourceType?: ResourceType,
): ScimValue | undefined {
  const parsed = typeof path === 'string' ? parsePath(path) : path;
  const resolved = resolvePath(parsed, resourceType);
  const { subName } = resolved;
  const value = readAttribute(resource, parsed, resolved);
  if (parsed.valueFilter !== undefined) {
    const matches = compileElementFilter(parsed.valueFilter, resolved.attribute);
    return firstOf(value, (element) => (isObject(element) && matches(element) ? readSub(element, subName) : undefined));
  }
  if (subName === undefined) return assigned(value);
  if (!Array.isArray(value)) return value === undefined ? undefined : readSub(value, subName);
  return assigned(value.flatMap((element) => readSub(element, subName) ?? []));
}

function readAttribute(resource: ScimObject, path: Path, resolved: ResolvedPath): ScimValue | undefined {
  const holder = resolved.urn === undefined ? resource : getMember(resource, resolved.urn);
  const value = isObject(holder) ? getMember(holder, resolved.name) : undefined;
  if (value !== undefined || path.attribute.urn === undefined) return value;
  // The path of an extension as a whole, or a target that answers flat names as Entra sends them.
  return getMember(resource, `${path.attribute.urn}:${path.attribute.name}`);
}

function firstOf<T>(value: ScimValue | undefined, pick: (element: ScimValue) => T | undefined): T | undefined {
  if (value === undefined) return undefined;
  // A single object where a list is due: some targets answer so.
  if (!Array.isArray(value)) return pick(value);
  for (const element of value) {
    const picked = pick(element);
    if (picked !== undefined) return picked;
  }
  return undefined;
}

function readSub(value: ScimValue, subName: string | undefined): ScimValue | undefined {
  if (subName === undefined) return assigned(value);
  if (isObject(value)) return assigned(getMember(value, subName));
  // A multi-valued attribute of bare strings, or a manager answered as a bare string, is its own `value`.
  return subName.toLowerCase() === 'value' && !Array.isArray(value) ? assigned(value) : undefined;
}

function assigned(value: ScimValue | undefined): ScimValue | undefined {
  return isUnassigned(value) ? undefined : value;
}
