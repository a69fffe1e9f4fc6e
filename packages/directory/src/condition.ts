/**
 * A condition on a record: the language between the API, which translates OData to it, and the stores, which translate it
 * to SQL. What a collection can be asked stands in its fields; a condition on anything else is refused here, by name.
 */
import { DirectoryError } from '@drawbridge/base';

export type Condition =
  | Comparison
  | { readonly op: 'and'; readonly conditions: readonly Condition[] }
  | { readonly op: 'or'; readonly conditions: readonly Condition[] }
  /** Also true of records without a value. */
  | { readonly op: 'not'; readonly condition: Condition }
  /** A collection contains the value: `tags/any(t:t eq 'x')`. */
  | { readonly property: string; readonly op: 'any'; readonly value: string }
  /** Some or every element of a collection is so; in `element`, the element itself is the property `''`. Without it: there is one. */
  | { readonly property: string; readonly op: 'some'; readonly element?: Condition }
  | { readonly property: string; readonly op: 'every'; readonly element?: Condition }
  /** Every word begins a word of the text. */
  | { readonly property: string; readonly op: 'search'; readonly words: readonly string[] };

type Comparison =
  /** Text is compared without case. `null`: has no value; `ne` is true of records without one. */
  | { readonly property: string; readonly op: 'eq' | 'ne'; readonly value: string | boolean | null }
  | { readonly property: string; readonly op: 'gt' | 'ge' | 'lt' | 'le'; readonly value: string }
  | { readonly property: string; readonly op: 'in'; readonly values: readonly string[] }
  | { readonly property: string; readonly op: 'startsWith' | 'endsWith'; readonly value: string };

/** `moment`: a point in time. `texts`: a collection. */
export type FieldType = 'text' | 'boolean' | 'uuid' | 'moment' | 'texts';

/** What a collection can be asked: `resource` is how errors call it. */
export type Fields = {
  readonly resource: string;
  typeOf(property: string): FieldType | undefined;
  /** Properties that exist and cannot be asked for. */
  isKnown?(property: string): boolean;
};

const equality = ['eq', 'ne', 'in'] as const;
const order = ['gt', 'ge', 'lt', 'le'] as const;
const operators: Readonly<Record<FieldType, readonly string[]>> = {
  text: [...equality, ...order, 'startsWith', 'endsWith', 'search'],
  boolean: ['eq', 'ne'],
  uuid: equality,
  moment: [...equality, ...order],
  texts: ['any', 'some', 'every'],
};
/** As the client wrote them. */
const spoken: Readonly<Record<FieldType, string>> = {
  text: 'eq, ne, in, gt, ge, lt, le, startsWith, endsWith',
  boolean: 'eq, ne',
  uuid: 'eq, ne, in',
  moment: 'eq, ne, in, gt, ge, lt, le',
  texts: 'any(…), all(…)',
};

const maxInValues = 1000;
const maxConditions = 1000;

/** Throws DirectoryError REQUEST_INVALID for unknown properties and values of the wrong type, QUERY_UNSUPPORTED for operators. */
export function checkConditions(conditions: readonly Condition[], fields: Fields): void {
  let count = 0;
  const check = (condition: Condition, typeOf: Fields['typeOf']): void => {
    if (++count > maxConditions) {
      throw new DirectoryError('QUERY_UNSUPPORTED', `A filter holds at most ${maxConditions} comparisons.`);
    }
    if (condition.op === 'and' || condition.op === 'or')
      return condition.conditions.forEach((one) => check(one, typeOf));
    if (condition.op === 'not') return check(condition.condition, typeOf);
    const type = typeOf(condition.property);
    if (type === undefined) throw refusedProperty(condition.property, fields);
    if (!operators[type].includes(condition.op)) throw refusedOperator(condition, type, fields);
    if (condition.op === 'some' || condition.op === 'every') {
      if (condition.element) check(condition.element, (name) => (name === '' ? 'text' : undefined));
      return;
    }
    checkValues(condition, type);
  };
  for (const condition of conditions) check(condition, fields.typeOf);
}

function checkValues(condition: Comparison | Extract<Condition, { op: 'any' | 'search' }>, type: FieldType): void {
  if (condition.op === 'search') return;
  const values = condition.op === 'in' ? condition.values : [condition.value];
  if (values.length > maxInValues) {
    throw new DirectoryError(
      'QUERY_UNSUPPORTED',
      `A filter 'in' holds at most ${maxInValues} values; this one has ${values.length}.`,
    );
  }
  for (const value of values) {
    if (value === null) continue;
    if (typeof value === 'boolean' ? type === 'boolean' : isValueOf(type, value)) continue;
    throw new DirectoryError(
      'REQUEST_INVALID',
      `Invalid filter clause: property '${named(condition.property)}' is compared with ${wanted[type]}.`,
      { details: { property: named(condition.property) } },
    );
  }
}

const wanted: Readonly<Record<FieldType, string>> = {
  text: 'a text in single quotes',
  boolean: 'true or false',
  uuid: 'an id',
  moment: 'a date, or a date and time in ISO 8601',
  texts: 'a text in single quotes',
};

/** An id that is none is compared and found nowhere. */
const isValueOf = (type: FieldType, value: string): boolean =>
  type === 'boolean' ? false : type !== 'moment' || readMoment(value) !== undefined;

/** A date (midnight in UTC) or a date and time; undefined when it is neither, or in no year from 1 to 9998. */
export function readMoment(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/i.test(text)) return undefined;
  const at = new Date(/T.*[^Z\d:.]|T.*Z|^[^T]*$/i.test(text) ? text : `${text}Z`);
  const year = at.getUTCFullYear();
  return year >= 1 && year <= 9998 ? at : undefined;
}

const named = (property: string): string => property.slice(0, 128);

function refusedProperty(property: string, { resource, isKnown }: Fields): DirectoryError {
  const details = { details: { property: named(property) } };
  if (isKnown?.(property) ?? false) {
    return new DirectoryError(
      'QUERY_UNSUPPORTED',
      `Unsupported or invalid query filter clause specified for property '${named(property)}' of resource '${resource}': it cannot be filtered by.`,
      details,
    );
  }
  return new DirectoryError(
    'REQUEST_INVALID',
    `Could not find a property named '${named(property)}' on type '${resource}'.`,
    details,
  );
}

const refusedOperator = (
  { op, property }: { op: string; property: string },
  type: FieldType,
  { resource }: Fields,
): DirectoryError =>
  new DirectoryError(
    'QUERY_UNSUPPORTED',
    `Unsupported or invalid query filter clause specified for property '${named(property)}' of resource '${resource}': ` +
      `it cannot be asked with '${op}', but with ${spoken[type]}.`,
    { details: { property: named(property) } },
  );
