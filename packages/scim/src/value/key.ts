/**
 * What makes two elements of a multi-valued attribute the same one. RFC 7643 §2.4: a server returns the same
 * (type, value) pair once. An element that points to a resource is that resource: its `value` alone counts, whatever
 * `display`, `$ref` or `type` come with it.
 */
import { getMember } from '../document/member.ts';
import { isObject, type ScimValue } from '../document/value.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { foldCase } from './text.ts';

/** Whether elements are references to resources (members, groups): identified by `value` alone. */
export function isKeyedByValue(attribute: Attribute): boolean {
  return (
    attribute.type === 'complex' &&
    findSubAttribute(attribute, 'value') !== undefined &&
    findSubAttribute(attribute, '$ref') !== undefined
  );
}

/** The key function of an attribute. Two elements with one key are one element. */
export function elementKeyOf(attribute: Attribute): (element: ScimValue) => string {
  const value = findSubAttribute(attribute, 'value');
  if (attribute.type !== 'complex') return (element) => fold(element, attribute);
  if (value === undefined) return canonicalKey;
  const type = findSubAttribute(attribute, 'type');
  const isReference = isKeyedByValue(attribute);
  return (element) => {
    if (!isObject(element)) return fold(element, value);
    const own = getMember(element, 'value');
    // Without a value there is nothing but the rest to tell elements apart.
    if (own === undefined || own === null) return canonicalKey(element);
    // The value itself, not a text made from it: its hash is computed once, which counts with 100,000 members.
    if (isReference) return fold(own, value);
    const kind = type && getMember(element, 'type');
    return kind === undefined || kind === null
      ? fold(own, value)
      : `\0${JSON.stringify([fold(kind, type), fold(own, value)])}`;
  };
}

function fold(value: ScimValue, attribute: Attribute | undefined): string {
  if (typeof value === 'string') return attribute?.caseExact === true ? value : foldCase(value);
  return typeof value === 'object' ? canonicalKey(value) : String(value);
}

/** All members but `primary`, which is about the list and not the element. NUL sets these keys apart from plain values. */
function canonicalKey(element: ScimValue): string {
  if (!isObject(element)) return `\0${JSON.stringify(element)}`;
  const names = Object.keys(element).filter((name) => name.toLowerCase() !== 'primary');
  return `\0${JSON.stringify(names.sort().map((name) => [name.toLowerCase(), element[name]]))}`;
}
