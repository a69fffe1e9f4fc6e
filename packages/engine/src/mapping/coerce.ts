/** From what a mapping gives (text, mostly) to the JSON value that the target attribute holds. */
import { MappingError } from '@drawbridge/base';
import { toDocument, type ScimValue } from '@drawbridge/scim';
import type { AttributeDefinition } from '@drawbridge/contract';
import type { SourceValue } from '../ports/source.ts';

type Target = Pick<AttributeDefinition, 'name' | 'type' | 'multivalued'>;

/**
 * Undefined, an empty text and an empty list are nothing, and give undefined.
 * Throws MappingError MAPPING_VALUE_INVALID, naming the target attribute; the value itself stays out of the message.
 */
export function coerce(value: SourceValue | undefined, target: Target): ScimValue | undefined {
  if (value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return coerceList(value as readonly string[], target);
  const single = coerceOne(value as string | number | boolean, target);
  return target.multivalued ? [single] : single;
}

function coerceList(values: readonly string[], target: Target): ScimValue | undefined {
  const present = values.filter((value) => value !== '');
  if (present.length === 0) return undefined;
  if (target.multivalued) return present.map((value) => coerceOne(value, target));
  if (present.length === 1) return coerceOne(present[0]!, target);
  throw new MappingError(
    'MAPPING_VALUE_INVALID',
    `The mapping of ${target.name} gives ${present.length} values, and the attribute holds one; take one with Item or combine them with Join.`,
  );
}

function coerceOne(value: string | number | boolean, target: Target): ScimValue {
  switch (target.type) {
    case 'Boolean':
      return toBoolean(value) ?? refuse(target, 'True or False');
    case 'Integer':
      return toInteger(value) ?? refuse(target, 'a whole number');
    default:
      return typeof value === 'boolean' ? (value ? 'True' : 'False') : toStructure(String(value), target);
  }
}

function toBoolean(value: string | number | boolean): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = String(value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function toInteger(value: string | number | boolean): number | undefined {
  const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** Role functions give complex values as JSON in a string; only lists hold them. */
function toStructure(text: string, target: Target): ScimValue {
  if (!target.multivalued || !text.startsWith('{')) return text;
  try {
    return toDocument(JSON.parse(text));
  } catch {
    // A text that merely begins with a brace is a text.
    return text;
  }
}

function refuse(target: Target, expected: string): never {
  throw new MappingError('MAPPING_VALUE_INVALID', `The mapping of ${target.name} must give ${expected}.`);
}
