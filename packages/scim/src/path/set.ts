/**
 * Building a resource for POST from mapped paths, one value at a time. The resource given is changed; it is the
 * caller's own, made by `createObject()`.
 */
import { ScimError } from '@drawbridge/base/errors';
import { findKey, getMember, setMember } from '../document/member.ts';
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import type { Filter, FilterLiteral } from '../filter/tree.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import type { ResourceType } from '../schema/schema.ts';
import { textToBoolean } from '../value/text.ts';
import { parsePath, type Path } from './parse.ts';
import { printPath } from './print.ts';
import { resolvePath } from './resolve.ts';

/** Elements of these say which of them is preferred; Microsoft Entra prefers the one of type work. */
const attributesWithPrimary = new Set(['emails', 'phonenumbers', 'addresses']);

/**
 * Sets the value at a path, creating what is missing: complex objects, extension objects, and the element that
 * `emails[type eq "work"]` describes, with `primary` true for type work and false for others (as Microsoft Entra sends).
 * With a resource type, names are spelled as in the schema, a bare value for a complex attribute becomes
 * `{ value }` (manager), and a bare value for a multi-valued one becomes a list.
 * @throws ScimError SCIM_INVALID_PATH when the path is none, or its brackets hold more than `eq` and `and`.
 */
export function setAtPath(
  resource: ScimObject,
  path: string | Path,
  value: ScimValue,
  resourceType?: ResourceType,
): void {
  const parsed = typeof path === 'string' ? parsePath(path) : path;
  const { urn, name, subName, attribute } = resolvePath(parsed, resourceType);
  const holder = urn === undefined ? resource : childObject(resource, urn);
  if (parsed.valueFilter !== undefined) {
    const element = elementFor(childArray(holder, name), parsed, parsed.valueFilter, attribute);
    if (subName !== undefined) setMember(element, subName, value);
    else if (isObject(value)) for (const key of Object.keys(value)) setMember(element, key, value[key] as ScimValue);
    else setMember(element, 'value', value);
    return;
  }
  if (subName === undefined) setMember(holder, name, attribute ? fit(value, attribute) : value);
  else if (attribute?.multiValued === true) setMember(firstElement(childArray(holder, name)), subName, value);
  else setMember(childObject(holder, name), subName, value);
}

/**
 * The element that a value filter describes: `type eq "work"` is `{ type: 'work' }`. Undefined when the filter says
 * more than equalities, so that no single element follows from it.
 */
export function elementFromFilter(filter: Filter, attribute: Attribute | undefined): ScimObject | undefined {
  const element = createObject();
  const terms = filter.kind === 'and' ? filter.filters : [filter];
  for (const term of terms) {
    if (term.kind !== 'compare' || term.operator !== 'eq' || term.path.subName !== undefined) return undefined;
    const sub = attribute && findSubAttribute(attribute, term.path.name);
    if (attribute !== undefined && sub === undefined) return undefined;
    const name = sub?.name ?? term.path.name;
    const value = literalToValue(term.value, sub, name);
    if (value !== null) element[name] = value;
  }
  return element;
}

function literalToValue(literal: FilterLiteral, sub: Attribute | undefined, name: string): FilterLiteral {
  const isBoolean = sub === undefined ? name.toLowerCase() === 'primary' : sub.type === 'boolean';
  return isBoolean && typeof literal === 'string' ? (textToBoolean(literal) ?? literal) : literal;
}

function elementFor(elements: ScimValue[], path: Path, filter: Filter, attribute: Attribute | undefined): ScimObject {
  const matches = compileElementFilter(filter, attribute);
  const existing = elements.find((element) => isObject(element) && matches(element));
  if (isObject(existing)) return existing;
  const created = elementFromFilter(filter, attribute);
  if (created === undefined) {
    throw new ScimError('SCIM_INVALID_PATH', `No element can be made from ${printPath(path)}: use eq and and only.`);
  }
  const type = getMember(created, 'type');
  const isPlain = getMember(created, 'primary') === undefined;
  if (isPlain && typeof type === 'string' && attributesWithPrimary.has(path.attribute.name.toLowerCase())) {
    const isTaken = elements.some((element) => isObject(element) && getMember(element, 'primary') === true);
    created['primary'] = type.toLowerCase() === 'work' && !isTaken;
  }
  elements.push(created);
  return created;
}

function firstElement(elements: ScimValue[]): ScimObject {
  const first = elements[0];
  if (isObject(first)) return first;
  const created = createObject();
  elements.unshift(created);
  return created;
}

function fit(value: ScimValue, attribute: Attribute): ScimValue {
  if (value === null) return value;
  if (attribute.multiValued) {
    return (Array.isArray(value) ? value : [value]).map((element) => wrap(element, attribute));
  }
  return wrap(value, attribute);
}

function wrap(value: ScimValue, attribute: Attribute): ScimValue {
  if (attribute.type !== 'complex' || typeof value === 'object') return value;
  return findSubAttribute(attribute, 'value') === undefined ? value : createObject({ value });
}

function childObject(holder: ScimObject, name: string): ScimObject {
  const key = findKey(holder, name) ?? name;
  const existing = Object.hasOwn(holder, key) ? holder[key] : undefined;
  if (isObject(existing)) return existing;
  const created = createObject();
  holder[key] = created;
  return created;
}

function childArray(holder: ScimObject, name: string): ScimValue[] {
  const key = findKey(holder, name) ?? name;
  const existing = Object.hasOwn(holder, key) ? holder[key] : undefined;
  if (Array.isArray(existing)) return existing;
  const created: ScimValue[] = [];
  holder[key] = created;
  return created;
}
