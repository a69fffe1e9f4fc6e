/** One PATCH operation on a multi-valued attribute: the whole list, selected elements, or a part of them. */
import { ScimError } from '@drawbridge/base/errors';
import { createObject, isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { elementFromFilter } from '../path/set.ts';
import type { Attribute } from '../schema/attribute.ts';
import { coerceElements, coerceSingle, coerceValue } from '../value/coerce.ts';
import { coversValue } from '../value/same.ts';
import { refuseChange, refuseReadOnly, refuseSubChanges, refuseUnassigning, write, type Draft } from './draft.ts';
import type { Elements } from './elements.ts';
import type { PatchOp } from './operation.ts';
import { coerceOptions, unexpectedValue, type Target } from './write-single.ts';

export function writeElements(draft: Draft, target: Target, op: PatchOp, value: ScimValue | undefined): void {
  const elements = draft.elements(target.located);
  const wasEmpty = elements.isEmpty;
  if (target.sub !== undefined) refuseReadOnly(target.sub);
  if (target.filter === undefined && target.sub === undefined) writeList(draft, elements, op, value);
  else writeSelected(draft, target, elements, op, value);
  if (elements.isEmpty && !wasEmpty) refuseUnassigning(elements.attribute);
}

function writeList(draft: Draft, elements: Elements, op: PatchOp, value: ScimValue | undefined): void {
  if (op === 'remove') {
    if (isGiven(value)) removeListed(draft, elements, value);
    else elements.clear();
    return;
  }
  // A single value where a list is due is read as a list of one, strictly too: RFC 7644 does not forbid it in PATCH.
  const list = isUnassigned(value) ? [] : Array.isArray(value) ? value : [value as ScimValue];
  const coerced = coerceElements(list, elements.attribute, coerceOptions(draft));
  if (op === 'replace') elements.clear();
  elements.settlePrimary(
    coerced.map((element) => elements.add(element)),
    draft.lenient,
  );
}

function isGiven(value: ScimValue | undefined): value is ScimValue {
  return value !== undefined && value !== null;
}

/** Microsoft Entra without its compliance flag removes members by listing them in `value`. RFC: by a path in brackets. */
function removeListed(draft: Draft, elements: Elements, value: ScimValue): void {
  const { attribute } = elements;
  if (!draft.lenient) throw unexpectedValue(attribute);
  for (const given of coerceElements(value, attribute, coerceOptions(draft))) {
    const position = elements.find(given);
    if (position !== undefined) elements.removeAt(position);
    else if (!elements.isKeyedByValue) {
      for (const candidate of elements.select(undefined)) {
        if (coversValue(elements.at(candidate), given, attribute)) elements.removeAt(candidate);
      }
    }
  }
}

function writeSelected(
  draft: Draft,
  target: Target,
  elements: Elements,
  op: PatchOp,
  value: ScimValue | undefined,
): void {
  const { filter, sub } = target;
  if (op === 'remove' && isGiven(value) && !draft.lenient) throw unexpectedValue(elements.attribute);
  const selected = elements.select(filter);
  if (selected.length === 0) {
    writeMissing(draft, target, elements, op, value);
    return;
  }
  if (op === 'remove' && sub === undefined) {
    for (const position of selected) elements.removeAt(position);
    return;
  }
  for (const position of selected) {
    const next =
      sub === undefined
        ? nextElement(draft, elements, position, op, value)
        : nextPart(draft, elements, position, sub, op, value);
    if (next === undefined) elements.removeAt(position);
    else elements.replaceAt(position, next);
  }
  elements.settlePrimary(selected, draft.lenient);
  elements.dropDuplicates();
}

/**
 * No element matched. RFC 7644 §3.5.2.3 and §3.12: noTarget. Microsoft Entra adds `emails[type eq "work"].value` to say that
 * there should be such an element; leniently it is made, and a removal of what is not there is done already.
 */
function writeMissing(
  draft: Draft,
  target: Target,
  elements: Elements,
  op: PatchOp,
  value: ScimValue | undefined,
): void {
  const { attribute } = elements;
  if (draft.lenient && op === 'remove') return;
  const described = target.filter === undefined ? createObject() : elementFromFilter(target.filter, attribute);
  if (!draft.lenient || described === undefined) {
    throw new ScimError('SCIM_NO_TARGET', `No value of ${attribute.name} matches the path.`, {
      details: { attribute: attribute.name },
    });
  }
  const part = target.sub === undefined ? coerceElement(draft, attribute, value) : coercePart(draft, target.sub, value);
  if (part === undefined) return;
  elements.settlePrimary([elements.add(createObject({ ...described, ...part }))], draft.lenient);
}

function coerceElement(draft: Draft, attribute: Attribute, value: ScimValue | undefined): ScimObject | undefined {
  const coerced = isUnassigned(value) ? undefined : coerceSingle(value as ScimValue, attribute, coerceOptions(draft));
  if (coerced === undefined || isObject(coerced)) return coerced;
  throw new ScimError('SCIM_INVALID_VALUE', `The value of ${attribute.name} must be an object.`);
}

function coercePart(draft: Draft, sub: Attribute, value: ScimValue | undefined): ScimObject | undefined {
  const coerced = coerceValue(value ?? null, sub, coerceOptions(draft));
  return coerced === undefined ? undefined : createObject({ [sub.name]: coerced });
}

/** `emails[type eq "work"]` with an object: add completes the element, replace puts another in its place. */
function nextElement(
  draft: Draft,
  elements: Elements,
  position: number,
  op: PatchOp,
  value: ScimValue | undefined,
): ScimValue | undefined {
  const { attribute } = elements;
  const current = elements.at(position);
  if (attribute.type !== 'complex')
    return isUnassigned(value) ? undefined : coerceSingle(value as ScimValue, attribute, coerceOptions(draft));
  const given = coerceElement(draft, attribute, value);
  if (given === undefined) return op === 'add' ? current : undefined;
  const next = op === 'add' && isObject(current) ? createObject({ ...current, ...given }) : given;
  refuseSubChanges(attribute, current, next);
  return next;
}

/** `emails[type eq "work"].value`: one sub-attribute of the element. An element that has nothing left goes. */
function nextPart(
  draft: Draft,
  elements: Elements,
  position: number,
  sub: Attribute,
  op: PatchOp,
  value: ScimValue | undefined,
): ScimObject | undefined {
  const current = elements.at(position);
  const next = createObject(isObject(current) ? current : undefined);
  const coerced = op === 'remove' ? undefined : coerceValue(value ?? null, sub, coerceOptions(draft));
  if (coerced === undefined && op === 'add') return next;
  refuseChange(sub, next[sub.name], coerced);
  if (coerced === undefined) refuseUnassigning(sub);
  write(next, sub, coerced);
  return Object.keys(next).length === 0 ? undefined : next;
}
