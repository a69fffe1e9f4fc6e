/**
 * Fits a JSON value to an attribute: names in the schema's spelling, types checked, unassigned parts left out. Validation
 * of documents and PATCH both write only what has passed here, so no name outside the schema can be stored.
 */
import { ScimError } from '@drawbridge/base/errors';
import { createObject, isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { dateTimeToMs, textToBoolean, textToNumber } from './text.ts';

export type CoerceOptions = {
  /**
   * Accept what Microsoft Entra, Okta and others send beyond the RFC: "True" for true, "42" for 42, 42 for "42", a bare
   * string for `{ value }` (Entra's manager), `[{ value }]` for a single value (Entra before 2018); drop unknown names.
   */
  readonly lenient: boolean;
  /** Whether read-only sub-attributes stay (answers of a server) or are ignored (RFC 7644 §3.3, requests). */
  readonly keepReadOnly: boolean;
};

/**
 * The value as the attribute holds it; undefined when it is unassigned (null, empty array, nothing left).
 * A multi-valued attribute gives an array.
 * @throws ScimError SCIM_INVALID_VALUE when it does not fit, SCIM_INVALID_SYNTAX for an unknown sub-attribute.
 */
export function coerceValue(value: ScimValue, attribute: Attribute, options: CoerceOptions): ScimValue | undefined {
  if (isUnassigned(value)) return undefined;
  if (!attribute.multiValued) return coerceSingle(value, attribute, options);
  const elements = coerceElements(value, attribute, options);
  return elements.length === 0 ? undefined : elements;
}

/** The elements of a multi-valued attribute. A single value counts as a list of one where `options.lenient` says so. */
export function coerceElements(value: ScimValue, attribute: Attribute, options: CoerceOptions): ScimValue[] {
  if (!Array.isArray(value) && !options.lenient) throw misfit(attribute, 'an array');
  const result: ScimValue[] = [];
  for (const element of Array.isArray(value) ? value : [value]) {
    const coerced = isUnassigned(element) ? undefined : coerceSingle(element, attribute, options);
    if (coerced !== undefined) result.push(coerced);
  }
  return result;
}

/** One value: of a single-valued attribute, or one element of a multi-valued one. */
export function coerceSingle(value: ScimValue, attribute: Attribute, options: CoerceOptions): ScimValue | undefined {
  const plain = options.lenient ? unwrapLeniently(value, attribute) : value;
  if (isUnassigned(plain)) return undefined;
  if (attribute.type === 'complex') return coerceComplex(plain, attribute, options);
  if (typeof plain === 'object') throw misfit(attribute, `a ${attribute.type}`);
  switch (attribute.type) {
    case 'boolean':
      return coerceBoolean(plain, attribute, options);
    case 'integer':
    case 'decimal':
      return coerceNumber(plain, attribute, options);
    case 'dateTime':
      if (typeof plain === 'string' && dateTimeToMs(plain) !== undefined) return plain;
      throw misfit(attribute, 'a date and time such as "2026-01-31T08:00:00Z"');
    case 'binary':
      if (typeof plain === 'string' && /^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/.test(plain)) return plain;
      throw misfit(attribute, 'a base64 string');
    default:
      if (typeof plain === 'string') return plain;
      if (options.lenient) return String(plain);
      throw misfit(attribute, 'a string');
  }
}

function unwrapLeniently(value: ScimValue, attribute: Attribute): ScimValue | undefined {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (attribute.type === 'complex') return single;
  return isObject(single) && Object.hasOwn(single, 'value') ? single['value'] : single;
}

function coerceBoolean(value: string | number | boolean, attribute: Attribute, options: CoerceOptions): boolean {
  const own = options.lenient && typeof value === 'string' ? textToBoolean(value) : value;
  if (typeof own === 'boolean') return own;
  throw misfit(attribute, 'true or false');
}

function coerceNumber(value: string | number | boolean, attribute: Attribute, options: CoerceOptions): number {
  const own = options.lenient && typeof value === 'string' ? textToNumber(value) : value;
  const isFit = typeof own === 'number' && (attribute.type === 'decimal' || Number.isInteger(own));
  if (isFit) return own;
  throw misfit(attribute, attribute.type === 'integer' ? 'a whole number' : 'a number');
}

function coerceComplex(value: ScimValue, attribute: Attribute, options: CoerceOptions): ScimObject | undefined {
  if (!isObject(value)) {
    const canWrap = options.lenient && !Array.isArray(value) && findSubAttribute(attribute, 'value') !== undefined;
    if (!canWrap) throw misfit(attribute, 'an object');
    return coerceComplex(createObject({ value }), attribute, options);
  }
  const result = createObject();
  let isEmpty = true;
  for (const name of Object.keys(value)) {
    const sub = findSubAttribute(attribute, name);
    if (sub === undefined) {
      if (options.lenient) continue;
      throw new ScimError('SCIM_INVALID_SYNTAX', `${attribute.name} has no sub-attribute ${JSON.stringify(name)}.`, {
        details: { attribute: attribute.name },
      });
    }
    if (sub.mutability === 'readOnly' && !options.keepReadOnly) continue;
    const coerced = coerceValue(value[name] as ScimValue, sub, options);
    if (coerced === undefined) continue;
    result[sub.name] = coerced;
    isEmpty = false;
  }
  return isEmpty ? undefined : result;
}

function misfit(attribute: Attribute, expected: string): ScimError {
  return new ScimError('SCIM_INVALID_VALUE', `The value of ${attribute.name} must be ${expected}.`, {
    details: { attribute: attribute.name },
  });
}
