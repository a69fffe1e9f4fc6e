/** One PATCH operation on an attribute with a single value: simple (userName) or complex (name, manager). */
import { ScimError } from '@drawbridge/base/errors';
import { createObject, isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import type { Filter } from '../filter/tree.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import type { Located } from '../schema/find.ts';
import { coerceValue } from '../value/coerce.ts';
import { isKeyedByValue } from '../value/key.ts';
import { coversValue } from '../value/same.ts';
import { refuseChange, refuseReadOnly, refuseSubChanges, refuseUnassigning, write, type Draft } from './draft.ts';
import type { PatchOp } from './operation.ts';

export type Target = {
  readonly located: Located;
  readonly sub: Attribute | undefined;
  readonly filter: Filter | undefined;
};

export function writeSingle(draft: Draft, target: Target, op: PatchOp, value: ScimValue | undefined): void {
  const { located, sub, filter } = target;
  const current = draft.current(located);
  if (filter !== undefined && !filterAllows(draft, target, filter, op, current)) return;
  if (sub !== undefined) writeSub(draft, located, sub, op, value);
  else if (op === 'remove') remove(draft, located, current, value);
  else set(draft, located, op, current, value ?? null);
}

/** Microsoft Entra removes `manager[value eq "m"]`, a value filter where only one value can be. RFC: multi-valued only. */
function filterAllows(
  draft: Draft,
  target: Target,
  filter: Filter,
  op: PatchOp,
  current: ScimValue | undefined,
): boolean {
  const { attribute } = target.located;
  if (!draft.lenient || attribute.type !== 'complex') {
    throw new ScimError(
      'SCIM_INVALID_PATH',
      `${attribute.name} has a single value: a path in brackets cannot select from it.`,
    );
  }
  return op !== 'remove' || (isObject(current) && compileElementFilter(filter, attribute)(current));
}

function writeSub(draft: Draft, located: Located, sub: Attribute, op: PatchOp, value: ScimValue | undefined): void {
  const { extension, attribute } = located;
  refuseReadOnly(sub);
  const current = draft.current(located);
  const next = createObject(isObject(current) ? current : undefined);
  const coerced = op === 'remove' ? undefined : coerceValue(value ?? null, sub, coerceOptions(draft));
  if (coerced === undefined && op === 'add') return;
  refuseChange(sub, next[sub.name], coerced);
  if (coerced === undefined) refuseUnassigning(sub);
  if (sub.name === 'value' && next['value'] !== coerced) dropDerived(attribute, next);
  write(next, sub, coerced);
  put(draft, extension, attribute, next);
}

function remove(draft: Draft, located: Located, current: ScimValue | undefined, value: ScimValue | undefined): void {
  if (value !== undefined && value !== null) {
    if (!draft.lenient) throw unexpectedValue(located.attribute);
    // Microsoft Entra says which manager to remove; if another has come in the meantime, that one stays.
    const named = coerceValue(value, located.attribute, coerceOptions(draft));
    if (!coversValue(current, named, located.attribute)) return;
  }
  unassign(draft, located, current);
}

function set(draft: Draft, located: Located, op: PatchOp, current: ScimValue | undefined, value: ScimValue): void {
  const { extension, attribute } = located;
  if (isUnassigned(value)) {
    if (op === 'replace') unassign(draft, located, current);
    return;
  }
  const coerced = coerceValue(value, attribute, coerceOptions(draft));
  if (attribute.type === 'complex') {
    put(
      draft,
      extension,
      attribute,
      mergeSubs(attribute, current, isObject(coerced) ? coerced : createObject(), nullsOf(op, value)),
    );
    return;
  }
  refuseChange(attribute, current, coerced);
  if (attribute.required && coerced === '') {
    throw new ScimError('SCIM_INVALID_VALUE', `${attribute.name} is required and cannot be empty.`);
  }
  write(draft.holder(extension), attribute, coerced);
}

/** Sub-attributes that are not given stay as they are (RFC 7644 §3.5.2.1 and §3.5.2.3). */
function mergeSubs(
  attribute: Attribute,
  current: ScimValue | undefined,
  given: ScimObject,
  nulls: readonly string[],
): ScimObject {
  const next = createObject(isObject(current) ? current : undefined);
  if (given['value'] !== undefined && given['value'] !== next['value']) dropDerived(attribute, next);
  for (const name of nulls) {
    const sub = findSubAttribute(attribute, name);
    if (sub === undefined || sub.mutability === 'readOnly') continue;
    refuseUnassigning(sub);
    Reflect.deleteProperty(next, sub.name);
  }
  Object.assign(next, given);
  refuseSubChanges(attribute, current, next);
  return next;
}

/** With another manager, `$ref` and `displayName` of the old one are no longer true. */
function dropDerived(attribute: Attribute, object: ScimObject): void {
  if (!isKeyedByValue(attribute)) return;
  for (const name of Object.keys(object)) if (name !== 'value') Reflect.deleteProperty(object, name);
}

function nullsOf(op: PatchOp, value: ScimValue): string[] {
  return op === 'replace' && isObject(value) ? Object.keys(value).filter((name) => isUnassigned(value[name])) : [];
}

function unassign(draft: Draft, located: Located, current: ScimValue | undefined): void {
  if (isUnassigned(current)) return;
  refuseUnassigning(located.attribute);
  refuseChange(located.attribute, current, undefined);
  write(draft.holder(located.extension), located.attribute, undefined);
}

function put(draft: Draft, extension: Located['extension'], attribute: Attribute, next: ScimObject): void {
  const isEmpty = Object.keys(next).length === 0;
  if (isEmpty && draft.current({ extension, attribute, sub: undefined }) !== undefined) refuseUnassigning(attribute);
  write(draft.holder(extension), attribute, isEmpty ? undefined : next);
}

export function coerceOptions(draft: Draft): { lenient: boolean; keepReadOnly: boolean } {
  return { lenient: draft.lenient, keepReadOnly: false };
}

/** RFC 7644 knows no value in a remove. To ignore it would remove everything where one value was meant. */
export function unexpectedValue(attribute: Attribute): ScimError {
  return new ScimError(
    'SCIM_INVALID_VALUE',
    `A remove of ${attribute.name} takes no value: select with a path in brackets.`,
  );
}
