/**
 * Comparing wanted with existing, for the engine's diff: what a target stores in another spelling is not a change.
 */
import { getMember } from '../document/member.ts';
import { isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { elementKeyOf } from './key.ts';
import { dateTimeToMs, foldCase, textToBoolean, textToNumber } from './text.ts';

/**
 * Whether two values are the same for this attribute. Unassigned equals unassigned (null, absent, empty list); "True"
 * equals true and "42" equals 42; dates are compared as points in time; strings ignore case unless `caseExact`; the order of
 * a multi-valued attribute does not count; a bare string equals `{ value }`, which some targets answer for a manager.
 * Without a definition, strings are compared exactly.
 */
export function sameValue(a: ScimValue | undefined, b: ScimValue | undefined, attribute?: Attribute): boolean {
  if (isUnassigned(a) || isUnassigned(b)) return isUnassigned(a) && isUnassigned(b);
  if (Array.isArray(a) || Array.isArray(b)) return sameElements(toArray(a), toArray(b), attribute);
  if (isObject(a) && isObject(b)) return sameMembers(a, b, attribute);
  if (isObject(a)) return sameValue(getMember(a, 'value'), b, subOf(attribute, 'value'));
  if (isObject(b)) return sameValue(a, getMember(b, 'value'), subOf(attribute, 'value'));
  return sameScalar(a, b, attribute);
}

/**
 * Whether `existing` already has everything that `wanted` says: as `sameValue`, but what a target adds to an object of its own
 * (`display`, `$ref`, `primary`) is not missed in `wanted`. For lists, every wanted element must be there and no other.
 */
export function coversValue(
  existing: ScimValue | undefined,
  wanted: ScimValue | undefined,
  attribute?: Attribute,
): boolean {
  if (isUnassigned(wanted)) return isUnassigned(existing);
  if (isUnassigned(existing)) return false;
  if (Array.isArray(wanted) || Array.isArray(existing)) {
    return sameElements(toArray(existing), toArray(wanted), attribute, coversValue);
  }
  if (isObject(wanted) && isObject(existing)) {
    return Object.keys(wanted).every(
      (name) =>
        isUnassigned(wanted[name]) || coversValue(getMember(existing, name), wanted[name], subOf(attribute, name)),
    );
  }
  return sameValue(existing, wanted, attribute);
}

/** What to add and what to remove so that `existing` becomes `wanted`; elements are told apart as PATCH tells them. */
export function diffValues(
  existing: ScimValue | undefined,
  wanted: ScimValue | undefined,
  attribute: Attribute,
): { added: ScimValue[]; removed: ScimValue[] } {
  const keyOf = elementKeyOf(attribute);
  const before = new Map(toArray(existing).map((element) => [keyOf(element), element]));
  const after = new Map(toArray(wanted).map((element) => [keyOf(element), element]));
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, element]) => element),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, element]) => element),
  };
}

type Same = (a: ScimValue | undefined, b: ScimValue | undefined, attribute?: Attribute) => boolean;

function sameElements(
  a: ScimValue[],
  b: ScimValue[],
  attribute: Attribute | undefined,
  same: Same = sameValue,
): boolean {
  if (a.length !== b.length) return false;
  if (attribute !== undefined) {
    const keyOf = elementKeyOf(attribute);
    const byKey = new Map(b.map((element) => [keyOf(element), element]));
    if (byKey.size === b.length) {
      return a.every((element) => {
        const key = keyOf(element);
        const other = byKey.get(key);
        return other !== undefined && byKey.delete(key) && same(element, other, attribute);
      });
    }
  }
  // Few elements, or none with a key of its own: each must find a partner that no other has.
  const rest = [...b];
  return a.every((element) => {
    const index = rest.findIndex((other) => same(element, other, attribute));
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  });
}

function sameMembers(a: ScimObject, b: ScimObject, attribute: Attribute | undefined): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)].map((name) => name.toLowerCase()));
  for (const name of names) {
    if (!sameValue(getMember(a, name), getMember(b, name), subOf(attribute, name))) return false;
  }
  return true;
}

function sameScalar(a: ScimValue, b: ScimValue, attribute: Attribute | undefined): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return sameText(a, b, attribute);
  return typeof a === 'string' ? sameAsText(b, a) : typeof b === 'string' && sameAsText(a, b);
}

function sameText(a: string, b: string, attribute: Attribute | undefined): boolean {
  if (attribute === undefined) return a === b;
  if (attribute.type === 'dateTime') {
    const ms = dateTimeToMs(a);
    return ms !== undefined && ms === dateTimeToMs(b);
  }
  if (attribute.type === 'boolean') return textToBoolean(a) !== undefined && textToBoolean(a) === textToBoolean(b);
  return !attribute.caseExact && attribute.type !== 'binary' && foldCase(a) === foldCase(b);
}

function sameAsText(value: ScimValue, text: string): boolean {
  if (typeof value === 'boolean') return textToBoolean(text) === value;
  return typeof value === 'number' && textToNumber(text) === value;
}

function toArray(value: ScimValue | undefined): ScimValue[] {
  if (isUnassigned(value)) return [];
  return Array.isArray(value) ? value : [value as ScimValue];
}

function subOf(attribute: Attribute | undefined, name: string): Attribute | undefined {
  return attribute && findSubAttribute(attribute, name);
}
