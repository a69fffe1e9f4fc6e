/**
 * Looking up a member of an object by a name whose case may differ (RFC 7643 §2.1: attribute names are case
 * insensitive). Only own members are ever seen.
 */
import type { ScimObject, ScimValue } from './value.ts';

/** The name as the object spells it, or undefined. */
export function findKey(object: ScimObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  for (const key of Object.keys(object)) {
    if (key.length === name.length && key.toLowerCase() === wanted) return key;
  }
  return undefined;
}

/** The member's value by a name of any case. */
export function getMember(object: ScimObject, name: string): ScimValue | undefined {
  const key = findKey(object, name);
  return key === undefined ? undefined : object[key];
}

/** Sets the member under the spelling that is already there, else under `name`. */
export function setMember(object: ScimObject, name: string, value: ScimValue): void {
  object[findKey(object, name) ?? name] = value;
}

export function deleteMember(object: ScimObject, name: string): void {
  const key = findKey(object, name);
  if (key !== undefined) Reflect.deleteProperty(object, key);
}
