/**
 * The values of one multi-valued attribute while a PATCH is applied: an ordered list with an index by key, so that a
 * thousand members are added to a hundred thousand without looking through them. Removed places stay as holes until the
 * end, so that positions keep their meaning. The list it was made from is never changed.
 */
import { ScimError } from '@drawbridge/base/errors';
import { sameJson } from '../document/equal.ts';
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import type { Filter } from '../filter/tree.ts';
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { elementKeyOf, isKeyedByValue } from '../value/key.ts';

export class Elements {
  readonly attribute: Attribute;
  readonly isKeyedByValue: boolean;
  /** Elements new since the start and gone since the start, by key. Kept for references only. */
  readonly added = new Map<string, ScimValue>();
  readonly removed = new Map<string, ScimValue>();
  readonly #original: readonly ScimValue[];
  readonly #keyOf: (element: ScimValue) => string;
  #items: (ScimValue | undefined)[];
  #index: Map<string, number> | undefined;
  #isEdited = false;
  #isTouched = false;

  constructor(attribute: Attribute, current: ScimValue | undefined) {
    this.attribute = attribute;
    this.isKeyedByValue = isKeyedByValue(attribute);
    this.#original = Array.isArray(current) ? current : current === undefined || current === null ? [] : [current];
    this.#items = [...this.#original];
    this.#keyOf = elementKeyOf(attribute);
  }

  /** Adds an element, or completes the one with the same key (RFC 7644 §3.5.2.1: no duplicates). Gives its position. */
  add(element: ScimValue): number {
    const key = this.#keyOf(element);
    const position = this.#positions().get(key);
    if (position !== undefined) {
      const existing = this.#items[position] as ScimValue;
      const isMergeable = !this.isKeyedByValue && isObject(existing) && isObject(element);
      if (isMergeable) this.#put(position, createObject({ ...existing, ...element }));
      return position;
    }
    const before = this.removed.get(key);
    // A reference that was there all along keeps what the server knows about it, such as `display`.
    const restored = before ?? element;
    if (this.isKeyedByValue && !this.removed.delete(key)) this.added.set(key, element);
    this.#isTouched = true;
    this.#positions().set(key, this.#items.length);
    return this.#items.push(restored) - 1;
  }

  /** Positions of the elements that the filter selects; of all, without one. */
  select(filter: Filter | undefined): number[] {
    const values = filter && this.isKeyedByValue ? valuesAskedFor(filter) : undefined;
    if (values !== undefined) return values.flatMap((value) => this.find(createObject({ value })) ?? []);
    const matches = filter && compileElementFilter(filter, this.attribute);
    const selected: number[] = [];
    this.#items.forEach((item, position) => {
      if (item === undefined) return;
      if (matches === undefined || (isObject(item) && matches(item))) selected.push(position);
    });
    return selected;
  }

  /** The position of the element with the same key. */
  find(element: ScimValue): number | undefined {
    return this.#positions().get(this.#keyOf(element));
  }

  at(position: number): ScimValue {
    return this.#items[position] as ScimValue;
  }

  /** Puts another element in a place, as an edit of the one that is there. */
  replaceAt(position: number, element: ScimValue): void {
    this.#put(position, element);
    this.#index = undefined;
  }

  removeAt(position: number): void {
    const element = this.#items[position];
    if (element === undefined) return;
    const key = this.#keyOf(element);
    this.#items[position] = undefined;
    this.#isTouched = true;
    if (this.#index?.get(key) === position) this.#index.delete(key);
    if (this.isKeyedByValue && !this.added.delete(key)) this.removed.set(key, element);
  }

  clear(): void {
    for (const position of this.#items.keys()) this.removeAt(position);
    this.#items = [];
    this.#index = undefined;
  }

  /** After edits: what has become a second of its kind goes. */
  dropDuplicates(): void {
    const seen = new Set<string>();
    this.#items.forEach((item, position) => {
      if (item === undefined) return;
      const key = this.#keyOf(item);
      if (seen.has(key)) this.removeAt(position);
      seen.add(key);
    });
    this.#index = undefined;
  }

  /**
   * At most one element is primary (RFC 7643 §2.4): if one of the `written` is, all others are not any more
   * (RFC 7644 §3.5.2). Several at once are an error, or leniently the last of them counts.
   */
  settlePrimary(written: readonly number[], lenient: boolean): void {
    if (findSubAttribute(this.attribute, 'primary') === undefined) return;
    const claims = [...new Set(written)].filter((position) => isPrimary(this.#items[position]));
    const winner = claims.at(-1);
    if (winner === undefined) return;
    if (claims.length > 1 && !lenient) {
      throw new ScimError('SCIM_INVALID_VALUE', `Only one value of ${this.attribute.name} may be primary.`, {
        details: { attribute: this.attribute.name },
      });
    }
    this.#items.forEach((item, position) => {
      if (position !== winner && isPrimary(item)) this.#put(position, createObject({ ...item, primary: false }));
    });
  }

  get isEmpty(): boolean {
    return !this.#items.some((item) => item !== undefined);
  }

  /** The new list, or undefined when nothing changed. */
  changes(): ScimValue[] | undefined {
    if (!this.#isTouched) return undefined;
    if (this.isKeyedByValue && !this.#isEdited && this.added.size === 0 && this.removed.size === 0) return undefined;
    const list = this.#items.filter((item) => item !== undefined);
    return sameJson(list, this.#original as ScimValue[]) ? undefined : list;
  }

  #put(position: number, element: ScimValue): void {
    if (sameJson(this.#items[position], element)) return;
    this.#items[position] = element;
    this.#isEdited = true;
    this.#isTouched = true;
  }

  #positions(): Map<string, number> {
    if (this.#index === undefined) {
      const index = new Map<string, number>();
      // From the end, so that the first of its kind is the one that is found.
      for (let position = this.#items.length - 1; position >= 0; position -= 1) {
        const item = this.#items[position];
        if (item !== undefined) index.set(this.#keyOf(item), position);
      }
      this.#index = index;
    }
    return this.#index;
  }
}

/** The values of `value eq "a"` or `value eq "a" or value eq "b"`; undefined for any other filter. */
export function valuesAskedFor(filter: Filter): string[] | undefined {
  const terms = filter.kind === 'or' ? filter.filters : [filter];
  const values: string[] = [];
  for (const term of terms) {
    if (term.kind !== 'compare' || term.operator !== 'eq' || typeof term.value !== 'string') return undefined;
    const { urn, name, subName } = term.path;
    if (urn !== undefined || subName !== undefined || name.toLowerCase() !== 'value') return undefined;
    values.push(term.value);
  }
  return values;
}

function isPrimary(item: ScimValue | undefined): item is ScimObject {
  return isObject(item) && item['primary'] === true;
}
