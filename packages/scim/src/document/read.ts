/**
 * The door of the package: JSON text, or JSON that someone else parsed, becomes a document of prototype-less objects.
 * What passes here is plain, finite, not too deep, and cannot name a prototype.
 */
import { ScimError } from '@drawbridge/base/errors';
import { withDefaults, type Limits } from '../limits.ts';
import type { ScimObject, ScimValue } from './value.ts';

/**
 * Reads a JSON text whose root is an object.
 * @throws ScimError SCIM_INVALID_SYNTAX when it is too large, not UTF-8, not JSON, not an object, too deep, or names `__proto__`.
 */
export function readDocument(text: string | Uint8Array, limits?: Partial<Limits>): ScimObject {
  const { maxBytes } = withDefaults(limits);
  const json = typeof text === 'string' ? checkLength(text, maxBytes) : decode(text, maxBytes);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'The body is not valid JSON.', { cause: error });
  }
  return toDocument(parsed, limits);
}

/**
 * Copies parsed JSON into a document. Members that are `undefined` are left out.
 * @throws ScimError SCIM_INVALID_SYNTAX as `readDocument` does, and for anything JSON cannot hold.
 */
export function toDocument(value: unknown, limits?: Partial<Limits>): ScimObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'The body must be a JSON object.');
  }
  return copyObject(value, withDefaults(limits), 1);
}

function copy(value: unknown, limits: Limits, depth: number): ScimValue {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new ScimError('SCIM_INVALID_SYNTAX', 'The body holds text that is not valid Unicode.');
      return value;
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new ScimError('SCIM_INVALID_SYNTAX', 'The body holds a number beyond what JSON can carry.');
    case 'object':
      if (value === null) return null;
      if (!Array.isArray(value)) return copyObject(value, limits, depth);
      checkDepth(depth, limits);
      return value.map((element) => copy(element, limits, depth + 1));
    default:
      throw new ScimError('SCIM_INVALID_SYNTAX', `The body holds a ${typeof value}, which is not JSON.`);
  }
}

function copyObject(value: object, limits: Limits, depth: number): ScimObject {
  checkDepth(depth, limits);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'The body holds an object that is not plain JSON.');
  }
  const names = Object.keys(value);
  if (names.length > limits.maxKeys) {
    throw new ScimError('SCIM_INVALID_SYNTAX', `An object of the body has more than ${limits.maxKeys} members.`);
  }
  const result = Object.create(null) as ScimObject;
  for (const name of names) {
    if (name === '__proto__')
      throw new ScimError('SCIM_INVALID_SYNTAX', 'The body uses the name __proto__, which is not allowed.');
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) result[name] = copy(member, limits, depth + 1);
  }
  return result;
}

function checkDepth(depth: number, limits: Limits): void {
  if (depth > limits.maxDepth) {
    throw new ScimError('SCIM_INVALID_SYNTAX', `The body is nested more than ${limits.maxDepth} levels deep.`);
  }
}

function checkLength(text: string, maxBytes: number): string {
  // A UTF-16 unit is at least one byte of UTF-8 and at most three: most texts need no counting.
  if (text.length > maxBytes || (text.length * 3 > maxBytes && new TextEncoder().encode(text).length > maxBytes)) {
    throw tooLarge(maxBytes);
  }
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function decode(bytes: Uint8Array, maxBytes: number): string {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'The body is not valid UTF-8.', { cause: error });
  }
}

function tooLarge(maxBytes: number): ScimError {
  return new ScimError('SCIM_INVALID_SYNTAX', `The body is larger than ${maxBytes} bytes.`, { details: { maxBytes } });
}
