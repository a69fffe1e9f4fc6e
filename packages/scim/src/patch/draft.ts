/**
 * The resource while a PATCH is applied: a copy made where it is written, so that an error leaves nothing behind and what is
 * not touched is shared with the original.
 */
import { ScimError } from '@drawbridge/base/errors';
import { sameJson } from '../document/equal.ts';
import { findKey, getMember } from '../document/member.ts';
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import type { Attribute } from '../schema/attribute.ts';
import type { Located } from '../schema/find.ts';
import type { ResourceType, Schema } from '../schema/schema.ts';
import { Elements } from './elements.ts';

export class Draft {
  readonly resourceType: ResourceType;
  readonly lenient: boolean;
  readonly #original: ScimObject;
  readonly #root: ScimObject;
  readonly #extensions = new Map<Schema, ScimObject>();
  readonly #elements = new Map<Attribute, { readonly located: Located; readonly elements: Elements }>();

  constructor(resource: ScimObject, resourceType: ResourceType, lenient: boolean) {
    this.resourceType = resourceType;
    this.lenient = lenient;
    this.#original = resource;
    this.#root = createObject(resource);
  }

  /** The object that holds an attribute: the resource itself or an extension's part of it. May be written. */
  holder(extension: Schema | undefined): ScimObject {
    if (extension === undefined) return this.#root;
    let holder = this.#extensions.get(extension);
    if (holder === undefined) {
      const existing = getMember(this.#root, extension.id);
      holder = createObject(isObject(existing) ? existing : undefined);
      this.#extensions.set(extension, holder);
    }
    return holder;
  }

  elements(located: Located): Elements {
    const known = this.#elements.get(located.attribute);
    if (known !== undefined) return known.elements;
    const current = getMember(this.holder(located.extension), located.attribute.name);
    const elements = new Elements(located.attribute, current);
    this.#elements.set(located.attribute, { located, elements });
    return elements;
  }

  /** The current value of an attribute, elements included. */
  current(located: Located): ScimValue | undefined {
    return getMember(this.holder(located.extension), located.attribute.name);
  }

  /** The new resource, or the original itself when nothing changed. */
  finish(): ScimObject {
    for (const { located, elements } of this.#elements.values()) {
      const list = elements.changes();
      if (list !== undefined)
        write(this.holder(located.extension), located.attribute, list.length > 0 ? list : undefined);
    }
    for (const [schema, holder] of this.#extensions) this.#putExtension(schema, holder);
    return sameJson(this.#original, this.#root) ? this.#original : this.#root;
  }

  /** What happened to the members of a group, for servers that keep them in a table of their own. */
  memberChanges(): { added: ScimObject[]; removed: string[] } | undefined {
    for (const { located, elements } of this.#elements.values()) {
      if (located.extension !== undefined || located.attribute.name !== 'members' || !elements.isKeyedByValue) continue;
      const removed = [...elements.removed.values()].map((element) =>
        isObject(element) ? String(element['value']) : '',
      );
      return { added: [...elements.added.values()].filter(isObject), removed };
    }
    return undefined;
  }

  /** The extension's part, and its URN in `schemas`, come and go together (RFC 7643 §3.3). */
  #putExtension(schema: Schema, holder: ScimObject): void {
    const key = findKey(this.#root, schema.id);
    const isEmpty = Object.keys(holder).length === 0;
    if (sameJson(key === undefined ? createObject() : this.#root[key], holder)) return;
    if (key !== undefined) Reflect.deleteProperty(this.#root, key);
    if (!isEmpty) this.#root[schema.id] = holder;
    const schemas = this.#root['schemas'];
    if (!Array.isArray(schemas)) return;
    const others = schemas.filter((uri) => typeof uri !== 'string' || uri.toLowerCase() !== schema.id.toLowerCase());
    if (isEmpty) this.#root['schemas'] = others;
    else if (others.length === schemas.length) this.#root['schemas'] = [...schemas, schema.id];
  }
}

/** Writes or, with undefined, takes away an attribute, under the spelling that is there. */
export function write(holder: ScimObject, attribute: Attribute, value: ScimValue | undefined): void {
  const key = findKey(holder, attribute.name) ?? attribute.name;
  if (value === undefined) Reflect.deleteProperty(holder, key);
  else holder[key] = value;
}

/** @throws ScimError SCIM_MUTABILITY for a read-only attribute (RFC 7644 §3.5.2). */
export function refuseReadOnly(attribute: Attribute): void {
  if (attribute.mutability === 'readOnly') throw immutable(attribute, 'is read-only');
}

/** @throws ScimError SCIM_MUTABILITY when an immutable attribute that has a value would get another (RFC 7643 §2.2). */
export function refuseChange(attribute: Attribute, current: ScimValue | undefined, next: ScimValue | undefined): void {
  if (attribute.mutability !== 'immutable' || current === undefined || sameJson(current, next)) return;
  throw immutable(attribute, 'cannot be changed once it has a value');
}

/** @throws ScimError SCIM_MUTABILITY when a required attribute would lose its value (RFC 7644 §3.5.2.2). */
export function refuseUnassigning(attribute: Attribute): void {
  if (attribute.required) throw immutable(attribute, 'is required and cannot be removed');
}

/** As `refuseChange`, for each immutable sub-attribute of an object that takes another's place. */
export function refuseSubChanges(attribute: Attribute, current: ScimValue | undefined, next: ScimObject): void {
  if (!isObject(current)) return;
  for (const sub of attribute.subAttributes ?? []) refuseChange(sub, current[sub.name], next[sub.name]);
}

function immutable(attribute: Attribute, fact: string): ScimError {
  return new ScimError('SCIM_MUTABILITY', `${attribute.name} ${fact}.`, { details: { attribute: attribute.name } });
}
