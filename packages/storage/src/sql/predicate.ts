/**
 * From conditions to SQL, for any table: a store says where each field lies, this says what is asked of it. Values are
 * parameters only. Text is compared without case, in C collation, by the same expressions as in the indexes.
 */
import { isUuid } from '@drawbridge/base';
import { readMoment, type Condition } from '@drawbridge/directory';
import { sql, type RawBuilder } from 'kysely';

export type Predicate = RawBuilder<boolean>;

/** Where a field lies. A moment lies as a timestamp or as its text in ISO 8601 (UTC, milliseconds). */
export type SqlField =
  | { readonly type: 'text' | 'boolean' | 'uuid' | 'timestamp' | 'isoText'; readonly value: RawBuilder<unknown> }
  /** `elements` is a relation of one column. `contains` is a shorter way to find an element, when there is one. */
  | {
      readonly type: 'texts';
      readonly elements: RawBuilder<unknown>;
      readonly isEmpty: Predicate;
      readonly contains?: (value: string) => Predicate;
    };

export type FieldOf = (property: string) => SqlField | undefined;

const never: Predicate = sql`false`;
const always: Predicate = sql`true`;

/** Text without case; the same expression as in the indexes. */
export const folded = (text: RawBuilder<unknown>): RawBuilder<string> => sql`(lower(${text}) collate "C")`;
const reversed = (text: RawBuilder<unknown>): RawBuilder<string> => sql`(reverse(lower(${text})) collate "C")`;

/** PostgreSQL's text does not hold U+0000, so nothing equals a value that has one. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** The condition has been checked by `checkConditions` against the same fields. */
export function toPredicate(condition: Condition, fieldOf: FieldOf): Predicate {
  if (condition.op === 'and' || condition.op === 'or') {
    if (condition.conditions.length === 0) return condition.op === 'and' ? always : never;
    const parts = condition.conditions.map((one) => toPredicate(one, fieldOf));
    return sql`(${sql.join(parts, condition.op === 'and' ? sql` and ` : sql` or `)})`;
  }
  if (condition.op === 'not') return sql`((${toPredicate(condition.condition, fieldOf)}) is not true)`;
  const field = fieldOf(condition.property);
  if (!field) return never;
  if (field.type === 'texts') return onTexts(field, condition);
  switch (condition.op) {
    case 'eq':
    case 'ne':
      return onEquality(field, condition);
    case 'in': {
      const values = condition.values.map((value) => comparable(field, value)).filter((value) => value !== undefined);
      return values.length === 0 ? never : sql`${subjectOf(field)} in (${sql.join(values)})`;
    }
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const value = comparable(field, condition.value);
      return value ? sql`${subjectOf(field)} ${signs[condition.op]} ${value}` : never;
    }
    case 'startsWith':
      return isStorable(condition.value) ? sql`${folded(field.value)} ^@ lower(${condition.value})` : never;
    case 'endsWith':
      return isStorable(condition.value) ? sql`${reversed(field.value)} ^@ reverse(lower(${condition.value}))` : never;
    case 'search':
      return onSearch(field.value, condition.words);
    default:
      return never;
  }
}

const signs = { gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` } as const;

type ScalarField = Exclude<SqlField, { type: 'texts' }>;

const subjectOf = ({ type, value }: ScalarField): RawBuilder<unknown> =>
  type === 'text' ? folded(value) : type === 'isoText' ? sql`(${value} collate "C")` : value;

/** Undefined when no stored value can be equal to it. */
function comparable({ type }: ScalarField, value: string | boolean): RawBuilder<unknown> | undefined {
  if (typeof value === 'boolean') return value ? always : never;
  switch (type) {
    case 'text':
      return isStorable(value) ? sql`lower(${value})` : undefined;
    case 'uuid':
      return isUuid(value) ? sql`${value}::uuid` : undefined;
    case 'timestamp':
    case 'isoText': {
      const moment = readMoment(value)?.toISOString();
      return moment === undefined ? undefined : type === 'timestamp' ? sql`${moment}::timestamptz` : sql`${moment}`;
    }
    case 'boolean':
      return undefined;
  }
}

function onEquality(field: ScalarField, { op, value }: { op: 'eq' | 'ne'; value: string | boolean | null }): Predicate {
  if (value === null) return op === 'eq' ? sql`${field.value} is null` : sql`${field.value} is not null`;
  // Bare, so that a partial index on the rarer value is seen to fit.
  if (field.type === 'boolean' && op === 'eq') return value === true ? sql`${field.value}` : sql`not ${field.value}`;
  const compared = comparable(field, value);
  if (!compared) return op === 'eq' ? never : always;
  return op === 'eq' ? sql`${subjectOf(field)} = ${compared}` : sql`${subjectOf(field)} is distinct from ${compared}`;
}

/** Words as `search_words` splits them, each the beginning of one. */
function onSearch(text: RawBuilder<unknown>, words: readonly string[]): Predicate {
  const storable = words.filter(isStorable);
  if (storable.length === 0 || storable.length < words.length) return never;
  const quoted = storable.map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`);
  return sql`search_words(${text}) @@ lower(${quoted.join(' & ')})::tsquery`;
}

function onTexts(field: Extract<SqlField, { type: 'texts' }>, condition: Condition): Predicate {
  if (condition.op === 'any') {
    if (!isStorable(condition.value)) return never;
    if (field.contains) return field.contains(condition.value);
    return someElement(field, sql`${folded(element)} = lower(${condition.value})`);
  }
  if (condition.op !== 'some' && condition.op !== 'every') return never;
  if (!condition.element) return condition.op === 'some' ? sql`not ${field.isEmpty}` : always;
  const inner = toPredicate(condition.element, (name) => (name === '' ? { type: 'text', value: element } : undefined));
  return condition.op === 'some'
    ? someElement(field, inner)
    : sql`not exists (select 1 from ${field.elements} as element(value) where (${inner}) is not true)`;
}

const element = sql.ref('element.value');

const someElement = (
  { elements, isEmpty }: Extract<SqlField, { type: 'texts' }>,
  predicate: RawBuilder<unknown>,
): Predicate => sql`(not ${isEmpty} and exists (select 1 from ${elements} as element(value) where ${predicate}))`;
