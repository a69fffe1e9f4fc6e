/**
 * Filter tree to predicate. Attributes are looked up once; what remains per resource is reading and comparing.
 * A multi-valued attribute matches when any of its values does. An attribute without value matches `ne`, `eq null` and
 * nothing else; so does one that the resource type does not know.
 */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import { isObject, isUnassigned, type ScimObject, type ScimValue } from '../document/value.ts';
import { printAttributePath, type AttributePath } from '../path/attribute-path.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { locate } from '../schema/find.ts';
import type { ResourceType } from '../schema/schema.ts';
import { createValueTest } from './compare.ts';
import type { CompareFilter, Filter, PresentFilter, ValuePathFilter } from './tree.ts';

export type Predicate = (resource: ScimObject) => boolean;

/** Where the paths of a filter begin: at a resource, or at an element of a multi-valued attribute. */
type Scope = (path: AttributePath) => Field;
type Field = {
  /** Undefined when nothing is known about the attribute. */
  readonly attribute: Attribute | undefined;
  readonly isUnknown: boolean;
  /** The assigned values, flat. */
  readonly read: (object: ScimObject) => ScimValue[];
};

/** Whether the resource satisfies the filter. For many resources, use `compileFilter` once. */
export function evaluateFilter(filter: Filter, resource: ScimObject, resourceType: ResourceType): boolean {
  return compileFilter(filter, resourceType)(resource);
}

/**
 * Makes a predicate for resources of this type.
 * @throws ScimError SCIM_INVALID_FILTER when an operator or literal does not suit its attribute.
 */
export function compileFilter(filter: Filter, resourceType: ResourceType): Predicate {
  return compile(filter, (path) => rootField(path, resourceType));
}

const untyped = {};
const elementPredicates = new WeakMap<Filter, WeakMap<object, Predicate>>();

/** Makes a predicate for the elements of an attribute: what stands in the brackets of a path. Remembered per filter. */
export function compileElementFilter(filter: Filter, attribute: Attribute | undefined): Predicate {
  let perAttribute = elementPredicates.get(filter);
  if (perAttribute === undefined) elementPredicates.set(filter, (perAttribute = new WeakMap()));
  const key = attribute ?? untyped;
  let predicate = perAttribute.get(key);
  if (predicate === undefined) {
    predicate = compile(filter, (path) => elementField(path, attribute));
    perAttribute.set(key, predicate);
  }
  return predicate;
}

function compile(filter: Filter, scope: Scope): Predicate {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map((part) => compile(part, scope));
      return (object) => parts.every((part) => part(object));
    }
    case 'or': {
      const parts = filter.filters.map((part) => compile(part, scope));
      return (object) => parts.some((part) => part(object));
    }
    case 'not': {
      const inner = compile(filter.filter, scope);
      return (object) => !inner(object);
    }
    case 'present':
      return compilePresent(filter, scope);
    case 'compare':
      return compileCompare(filter, scope);
    case 'valuePath':
      return compileValuePath(filter, scope);
  }
}

function compilePresent(filter: PresentFilter, scope: Scope): Predicate {
  const { read } = scope(filter.path);
  return (object) => read(object).some(hasContent);
}

function compileCompare(filter: CompareFilter, scope: Scope): Predicate {
  const { attribute, read, isUnknown } = scope(filter.path);
  const isNe = filter.operator === 'ne';
  if (filter.value === null) {
    if (filter.operator !== 'eq' && !isNe) throw invalid(filter.path, 'null can only be compared with eq and ne');
    return (object) => read(object).some(hasContent) === isNe;
  }
  if (isUnknown) return () => isNe;
  const { leaf, unwrap } = leafOf(filter.path, attribute);
  const test = createValueTest(filter, leaf);
  return (object) => {
    const values = read(object);
    return values.length === 0 ? isNe : values.some((value) => test(unwrap(value)));
  };
}

/** `emails eq "x"` and `manager eq "x"` compare the sub-attribute `value` (RFC 7643 §2.4). */
function leafOf(path: AttributePath, attribute: Attribute | undefined) {
  const unwrap = (value: ScimValue): ScimValue => (isObject(value) ? (getMember(value, 'value') ?? null) : value);
  if (attribute === undefined || attribute.type !== 'complex') return { leaf: attribute, unwrap };
  const leaf = findSubAttribute(attribute, 'value');
  if (leaf === undefined)
    throw invalid(path, 'it is complex and has no value of its own: compare one of its sub-attributes');
  return { leaf, unwrap };
}

function compileValuePath(filter: ValuePathFilter, scope: Scope): Predicate {
  const { attribute, read, isUnknown } = scope(filter.path);
  if (isUnknown) return () => false;
  if (attribute !== undefined && attribute.type !== 'complex') {
    throw invalid(filter.path, 'only complex attributes take a filter in brackets');
  }
  const inner = compileElementFilter(filter.filter, attribute);
  return (object) => read(object).some((element) => isObject(element) && inner(element));
}

function rootField(path: AttributePath, resourceType: ResourceType): Field {
  const located = locate(resourceType, path);
  if (located === undefined) return { attribute: undefined, isUnknown: true, read: () => [] };
  const { extension, attribute, sub } = located;
  const read = (resource: ScimObject): ScimValue[] => {
    const holder = extension === undefined ? resource : getMember(resource, extension.id);
    const values = isObject(holder) ? toValues(getMember(holder, attribute.name)) : [];
    return sub === undefined ? values : values.flatMap((value) => readSub(value, sub.name));
  };
  return { attribute: sub ?? attribute, isUnknown: false, read };
}

function elementField(path: AttributePath, attribute: Attribute | undefined): Field {
  const sub = attribute && path.urn === undefined ? findSubAttribute(attribute, path.name) : undefined;
  // Elements have no third level (RFC 7643 §2.3.8), and a URN makes no sense inside brackets.
  const isUnknown =
    path.urn !== undefined || path.subName !== undefined || (attribute !== undefined && sub === undefined);
  return { attribute: sub, isUnknown, read: isUnknown ? () => [] : (element) => readSub(element, path.name) };
}

function readSub(value: ScimValue, name: string): ScimValue[] {
  return isObject(value) ? toValues(getMember(value, name)) : [];
}

function toValues(value: ScimValue | undefined): ScimValue[] {
  if (isUnassigned(value)) return [];
  return Array.isArray(value) ? value.filter((element) => element !== null) : [value as ScimValue];
}

function hasContent(value: ScimValue): boolean {
  return isObject(value) ? Object.values(value).some((member) => !isUnassigned(member)) : value !== '';
}

function invalid(path: AttributePath, reason: string): ScimError {
  const name = printAttributePath(path);
  return new ScimError('SCIM_INVALID_FILTER', `The filter cannot use ${name} like this: ${reason}.`, {
    details: { attribute: name },
  });
}
