/**
 * A document against its schema, in the exchange it is part of: the body of a POST or PUT, or the answer of a server.
 * The result holds only what the schema knows, spelled as the schema spells it.
 */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from './document/member.ts';
import { createObject, isObject, isUnassigned, type ScimObject, type ScimValue } from './document/value.ts';
import { Elements } from './patch/elements.ts';
import type { Attribute } from './schema/attribute.ts';
import { findSchema, locate, locateLeniently, rootAttributes } from './schema/find.ts';
import type { ResourceType, Schema } from './schema/schema.ts';
import { coerceValue } from './value/coerce.ts';

export const validationContexts = ['create', 'replace', 'response'] as const;
export type ValidationContext = (typeof validationContexts)[number];

/**
 * Checks and canonicalises a document.
 *
 * - create, replace: read-only attributes are ignored (RFC 7644 §3.3 and §3.5.1); required ones must be there.
 * - response: read-only attributes stay, what is never returned goes; required ones may be missing when lenient.
 *
 * Lenient, for Microsoft Entra and for targets in the field: values as `coerceValue` reads them; unknown attributes are
 * dropped; `schemas` may be missing, lack an extension that is used, or name what nobody knows (Entra's groups carry
 * `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group`).
 * `schemas` of the result is the core schema and the extensions that have values.
 * @throws ScimError SCIM_INVALID_SYNTAX (unknown attribute, wrong schemas), SCIM_INVALID_VALUE (type, missing, two primaries).
 */
export function validateResource(
  document: ScimObject,
  resourceType: ResourceType,
  context: ValidationContext,
  options: { readonly lenient: boolean },
): ScimObject {
  const check: Check = { resourceType, context, lenient: options.lenient };
  if (!check.lenient) checkSchemas(document, check);
  const core = createObject();
  const extensions = new Map<Schema, ScimObject>();
  for (const key of Object.keys(document)) {
    const value = document[key] as ScimValue;
    const schema = key.includes(':') ? findSchema(resourceType, key) : undefined;
    if (schema === undefined) readRootMember(core, extensions, key, value, check);
    else readSection(schema === resourceType.schema ? core : sectionOf(extensions, schema), schema, value, check);
  }
  for (const attribute of rootAttributes(resourceType)) requireValue(core, attribute, check);
  return assemble(core, extensions, check);
}

type Check = { readonly resourceType: ResourceType; readonly context: ValidationContext; readonly lenient: boolean };

function readRootMember(
  core: ScimObject,
  extensions: Map<Schema, ScimObject>,
  key: string,
  value: ScimValue,
  check: Check,
): void {
  const name = key.toLowerCase();
  if (name === 'schemas') return;
  // A lenient reader finds an extension's attribute at the root too.
  const located = (check.lenient ? locateLeniently : locate)(check.resourceType, { name: key });
  if (located === undefined) {
    if (!check.lenient) throw unknownAttribute(key, check.resourceType.name);
    return;
  }
  const { extension, attribute } = located;
  put(extension === undefined ? core : sectionOf(extensions, extension), attribute, value, check);
}

function readSection(section: ScimObject, schema: Schema, value: ScimValue, check: Check): void {
  if (isUnassigned(value)) return;
  if (!isObject(value)) {
    if (check.lenient) return;
    throw new ScimError('SCIM_INVALID_SYNTAX', `The value of ${schema.id} must be an object of attributes.`);
  }
  for (const key of Object.keys(value)) {
    const located = locate(check.resourceType, { urn: schema.id, name: key });
    if (located !== undefined) put(section, located.attribute, value[key] as ScimValue, check);
    else if (!check.lenient) throw unknownAttribute(key, schema.name);
  }
}

function put(section: ScimObject, attribute: Attribute, value: ScimValue, check: Check): void {
  const isResponse = check.context === 'response';
  if (!isResponse && attribute.mutability === 'readOnly') return;
  if (isResponse && attribute.returned === 'never') return;
  const options = { lenient: check.lenient, keepReadOnly: isResponse };
  const coerced = coerceValue(value, attribute, options);
  if (coerced === undefined) return;
  if (Object.hasOwn(section, attribute.name) && !check.lenient) {
    throw new ScimError('SCIM_INVALID_SYNTAX', `${attribute.name} is there more than once.`);
  }
  section[attribute.name] = Array.isArray(coerced) ? settle(coerced, attribute, check) : coerced;
}

/** No value twice, one primary, and what each element requires. */
function settle(values: ScimValue[], attribute: Attribute, check: Check): ScimValue[] {
  const elements = new Elements(attribute, undefined);
  elements.settlePrimary(
    values.map((element) => elements.add(element)),
    check.lenient,
  );
  return elements.changes() ?? [];
}

function requireValue(section: ScimObject, attribute: Attribute, check: Check): void {
  const value = section[attribute.name];
  if (value === undefined || value === '') {
    if (isDemanded(attribute, check)) throw missing(attribute.name);
    return;
  }
  if (attribute.subAttributes === undefined) return;
  for (const element of Array.isArray(value) ? value : [value]) {
    if (!isObject(element)) continue;
    for (const sub of attribute.subAttributes) {
      if (element[sub.name] === undefined && isDemanded(sub, check)) throw missing(`${attribute.name}.${sub.name}`);
    }
  }
}

function isDemanded(attribute: Attribute, check: Check): boolean {
  if (!attribute.required || attribute.name === 'schemas') return false;
  if (check.context === 'response') return !check.lenient;
  return attribute.mutability !== 'readOnly';
}

function assemble(core: ScimObject, extensions: ReadonlyMap<Schema, ScimObject>, check: Check): ScimObject {
  const schemas: string[] = [check.resourceType.schema.id];
  const result = createObject({ schemas });
  Object.assign(result, core);
  for (const { schema, required } of check.resourceType.extensions) {
    const section = extensions.get(schema);
    if (section === undefined || Object.keys(section).length === 0) {
      if (required && !(check.lenient && check.context === 'response')) throw missing(schema.id);
      continue;
    }
    for (const attribute of schema.attributes) requireValue(section, attribute, check);
    schemas.push(schema.id);
    result[schema.id] = section;
  }
  return result;
}

/** RFC 7643 §3: `schemas` names the schema of the resource and of every extension in it, and nothing unknown. */
function checkSchemas(document: ScimObject, { resourceType }: Check): void {
  const schemas = getMember(document, 'schemas');
  if (!Array.isArray(schemas) || !schemas.every((uri) => typeof uri === 'string')) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'schemas must be an array of schema URIs.');
  }
  const named = schemas.map((uri) => findSchema(resourceType, uri));
  const unknown = named.indexOf(undefined);
  if (unknown >= 0) {
    const uri = JSON.stringify(schemas[unknown]);
    throw new ScimError('SCIM_INVALID_SYNTAX', `A ${resourceType.name} has no schema ${uri}.`);
  }
  const used = Object.keys(document).flatMap((key) => (key.includes(':') ? (findSchema(resourceType, key) ?? []) : []));
  for (const schema of [resourceType.schema, ...used]) {
    if (!named.includes(schema)) throw new ScimError('SCIM_INVALID_SYNTAX', `schemas must hold ${schema.id}.`);
  }
}

function sectionOf(extensions: Map<Schema, ScimObject>, schema: Schema): ScimObject {
  let section = extensions.get(schema);
  if (section === undefined) extensions.set(schema, (section = createObject()));
  return section;
}

function unknownAttribute(key: string, owner: string): ScimError {
  return new ScimError('SCIM_INVALID_SYNTAX', `A ${owner} has no attribute ${JSON.stringify(key.slice(0, 100))}.`);
}

function missing(name: string): ScimError {
  return new ScimError('SCIM_INVALID_VALUE', `${name} is required and has no value.`, { details: { attribute: name } });
}
