/**
 * Applies PATCH operations to a resource (RFC 7644 §3.5.2). This file finds what each operation means: which attribute, and
 * for an operation without path, which attributes. `write-single.ts` and `write-elements.ts` then write the draft.
 */
import { ScimError } from '@drawbridge/base/errors';
import { sameJson } from '../document/equal.ts';
import { isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { isAttributeName, readAttributePath } from '../path/attribute-path.ts';
import { parsePath, type Path } from '../path/parse.ts';
import { findSubAttribute } from '../schema/attribute.ts';
import { findSchema, locate, locateLeniently, locateSchema } from '../schema/find.ts';
import type { ResourceType, Schema } from '../schema/schema.ts';
import { Draft, refuseReadOnly } from './draft.ts';
import type { PatchOp, PatchOperation, PatchOptions } from './operation.ts';
import { writeElements } from './write-elements.ts';
import { writeSingle } from './write-single.ts';

export type PatchResult = {
  /** A new resource, or the very one that was given when nothing changed. */
  readonly resource: ScimObject;
  readonly changed: boolean;
  /** Set when an operation touched `members`: who came and who went, by `value`. */
  readonly members?: { readonly added: readonly ScimObject[]; readonly removed: readonly string[] };
};

/**
 * Applies all operations or none. The resource given is not changed. Afterwards at most one value of an attribute is
 * primary, and no value is there twice.
 *
 * Lenient, for Microsoft Entra: values as `coerceValue` reads them; dotted names and URNs as flat keys of an operation without
 * path; extension attributes without their URN; members removed by a list; elements made where a path matches none; what
 * the schema does not know is dropped. Lenient, for Okta and OneLogin: `id` and `schemas` in an operation without path are ignored.
 * @throws ScimError SCIM_INVALID_PATH, SCIM_INVALID_VALUE, SCIM_INVALID_SYNTAX, SCIM_NO_TARGET, SCIM_MUTABILITY, SCIM_INVALID_FILTER.
 */
export function applyPatch(
  resource: ScimObject,
  operations: readonly PatchOperation[],
  resourceType: ResourceType,
  options: PatchOptions,
): PatchResult {
  const draft = new Draft(resource, resourceType, options.lenient);
  for (const { op, path, value } of operations) {
    if (path !== undefined) applyAt(draft, parsePath(path), op, value);
    else applyWithoutPath(draft, op, value);
  }
  const patched = draft.finish();
  const members = draft.memberChanges();
  return { resource: patched, changed: patched !== resource, ...(members === undefined ? {} : { members }) };
}

function applyAt(draft: Draft, path: Path, op: PatchOp, value: ScimValue | undefined): void {
  const schema = path.valueFilter === undefined ? locateSchema(draft.resourceType, path.attribute) : undefined;
  if (schema !== undefined) {
    applyToSchema(draft, schema, op, value);
    return;
  }
  const find = draft.lenient ? locateLeniently : locate;
  const located = find(draft.resourceType, path.attribute);
  const subName = path.subAfterFilter;
  const sub = located && (subName === undefined ? located.sub : findSubAttribute(located.attribute, subName));
  if (located === undefined || (subName !== undefined && sub === undefined)) {
    if (draft.lenient) return;
    throw new ScimError('SCIM_INVALID_PATH', `A ${draft.resourceType.name} has no attribute ${nameOf(path)}.`);
  }
  const { attribute } = located;
  refuseReadOnly(attribute);
  if (attribute.name === 'schemas' && located.extension === undefined) {
    if (draft.lenient) return;
    throw new ScimError(
      'SCIM_MUTABILITY',
      'schemas follows from the attributes of the resource and cannot be patched.',
    );
  }
  const target = { located, sub, filter: path.valueFilter };
  if (attribute.multiValued) writeElements(draft, target, op, value);
  else writeSingle(draft, target, op, value);
}

/** RFC 7644 §3.5.2.1: without a path, the value is an object whose members are attributes of the resource. */
function applyWithoutPath(draft: Draft, op: PatchOp, value: ScimValue | undefined): void {
  if (op === 'remove') throw new ScimError('SCIM_NO_TARGET', 'A remove needs a path.');
  if (!isObject(value))
    throw new ScimError('SCIM_INVALID_VALUE', 'Without a path, the value must be an object of attributes.');
  for (const key of Object.keys(value)) {
    const own = value[key] as ScimValue;
    const schema = key.includes(':') ? findSchema(draft.resourceType, key) : undefined;
    if (schema !== undefined) applyToSchema(draft, schema, op, own);
    else applyMember(draft, undefined, key, op, own);
  }
}

/** The attributes of one schema: `{"urn:…:User": {…}}`, or the URN as the path. */
function applyToSchema(draft: Draft, schema: Schema, op: PatchOp, value: ScimValue | undefined): void {
  if (op === 'remove' || (op === 'replace' && value === null)) {
    if (schema === draft.resourceType.schema)
      throw new ScimError('SCIM_MUTABILITY', 'The core schema of a resource cannot be removed.');
    for (const { name, mutability } of schema.attributes) {
      if (mutability !== 'readOnly') applyAt(draft, { attribute: { urn: schema.id, name } }, 'remove', undefined);
    }
    return;
  }
  if (!isObject(value))
    throw new ScimError('SCIM_INVALID_VALUE', `The value of ${schema.id} must be an object of attributes.`);
  for (const key of Object.keys(value)) applyMember(draft, schema, key, op, value[key] as ScimValue);
}

function applyMember(draft: Draft, schema: Schema | undefined, key: string, op: PatchOp, value: ScimValue): void {
  const path = readKey(draft, key);
  if (path === undefined) return;
  const full = schema === undefined || path.attribute.urn !== undefined ? path : withUrn(path, schema.id);
  const located = locate(draft.resourceType, full.attribute);
  if (located?.attribute.name === 'schemas' && located.extension === undefined) return;
  if (located?.attribute.mutability === 'readOnly') {
    // Okta sends `id` along; what it sends is what is there, or is none of its business.
    if (draft.lenient || sameJson(draft.current(located), value)) return;
  }
  applyAt(draft, full, op, value);
}

/** Strictly a plain name. Microsoft Entra with its flag also writes `name.givenName` and `urn:…:User:department` as keys. */
function readKey(draft: Draft, key: string): Path | undefined {
  if (isAttributeName(key)) return { attribute: { name: key } };
  if (!draft.lenient) {
    throw new ScimError(
      'SCIM_INVALID_SYNTAX',
      `${JSON.stringify(key)} is not an attribute of a ${draft.resourceType.name}.`,
    );
  }
  if (key.includes('[')) return parsePath(key);
  const attribute = readAttributePath(key);
  return attribute && { attribute };
}

function withUrn(path: Path, urn: string): Path {
  return { ...path, attribute: { ...path.attribute, urn } };
}

function nameOf(path: Path): string {
  const { urn, name, subName } = path.attribute;
  const sub = path.subAfterFilter ?? subName;
  return JSON.stringify(`${urn === undefined ? '' : `${urn}:`}${name}${sub === undefined ? '' : `.${sub}`}`);
}
