/**
 * Reads what a target answers on `/Schemas`. Tolerant: targets leave characteristics out, spell them in other cases
 * (`ReadWrite`), and answer one schema where a list is due. What names no usable attribute is left out.
 */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import { isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { isAttributeName } from '../path/attribute-path.ts';
import {
  attributeTypes,
  defineAttribute,
  mutabilities,
  returnedRules,
  uniquenesses,
  type Attribute,
} from './attribute.ts';
import type { Schema } from './schema.ts';

/**
 * The schemas of a ListResponse, or of a single Schema document.
 * @throws ScimError TARGET_ANSWER_INVALID when it is neither.
 */
export function readSchemas(answer: ScimObject): Schema[] {
  const resources = getMember(answer, 'Resources');
  if (Array.isArray(resources)) return resources.flatMap((resource) => readSchema(resource) ?? []);
  const single = readSchema(answer);
  if (single !== undefined) return [single];
  const total = getMember(answer, 'totalResults');
  if (total === 0 || total === '0') return [];
  throw new ScimError('TARGET_ANSWER_INVALID', 'The answer of /Schemas is not a ListResponse of schemas.');
}

function readSchema(document: ScimValue): Schema | undefined {
  if (!isObject(document)) return undefined;
  const id = text(document, 'id');
  const attributes = getMember(document, 'attributes');
  if (id === undefined || !Array.isArray(attributes)) return undefined;
  return {
    id,
    name: text(document, 'name') ?? id.slice(id.lastIndexOf(':') + 1),
    description: text(document, 'description') ?? '',
    attributes: readAttributes(attributes, 2),
  };
}

/** `levels`: SCIM knows attributes and sub-attributes (RFC 7643 §2.3.8); one more is allowed, for the schema of schemas. */
function readAttributes(documents: readonly ScimValue[], levels: number): Attribute[] {
  return documents.flatMap((document) => readAttribute(document, levels) ?? []);
}

function readAttribute(document: ScimValue, levels: number): Attribute | undefined {
  if (!isObject(document)) return undefined;
  const name = text(document, 'name');
  // A name that no path could say would be of no use, and `__proto__` must not come in this way.
  if (name === undefined || !isAttributeName(name)) return undefined;
  const subDocuments = getMember(document, 'subAttributes');
  const subAttributes = Array.isArray(subDocuments) && levels > 0 ? readAttributes(subDocuments, levels - 1) : [];
  const canonicalValues = texts(document, 'canonicalValues');
  const referenceTypes = texts(document, 'referenceTypes');
  return defineAttribute(name, text(document, 'description') ?? '', {
    type: oneOf(document, 'type', attributeTypes) ?? (subAttributes.length > 0 ? 'complex' : 'string'),
    multiValued: flag(document, 'multiValued'),
    required: flag(document, 'required'),
    caseExact: flag(document, 'caseExact'),
    mutability: oneOf(document, 'mutability', mutabilities) ?? 'readWrite',
    returned: oneOf(document, 'returned', returnedRules) ?? 'default',
    uniqueness: oneOf(document, 'uniqueness', uniquenesses) ?? 'none',
    ...(canonicalValues.length > 0 ? { canonicalValues } : {}),
    ...(referenceTypes.length > 0 ? { referenceTypes } : {}),
    ...(subAttributes.length > 0 ? { subAttributes } : {}),
  });
}

function text(document: ScimObject, name: string): string | undefined {
  const value = getMember(document, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(document: ScimObject, name: string): string[] {
  const value = getMember(document, name);
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
}

function flag(document: ScimObject, name: string): boolean {
  const value = getMember(document, name);
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function oneOf<T extends string>(document: ScimObject, name: string, allowed: readonly T[]): T | undefined {
  const value = text(document, name)?.toLowerCase();
  return allowed.find((candidate) => candidate.toLowerCase() === value);
}
