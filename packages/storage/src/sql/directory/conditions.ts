/** From conditions to SQL that the indexes of migration 0001 serve. Text is compared without case, in C collation. */
import { isUuid } from '@drawbridge/base';
import {
  propertyOf,
  unsupportedFilter,
  type Condition,
  type ListPlace,
  type ObjectKind,
  type ObjectQuery,
} from '@drawbridge/directory';
import { sql, type RawBuilder } from 'kysely';
import { objectTables, type Column } from './object-table.ts';

type Predicate = RawBuilder<boolean>;

const never: Predicate = sql`false`;

/** Text without case; the same expression as in the indexes. */
export const folded = (column: string): RawBuilder<string> => sql`(lower(${sql.ref(column)}) collate "C")`;

/** PostgreSQL's text does not hold U+0000, so nothing equals a value that has one. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Throws DirectoryError QUERY_UNSUPPORTED for a value of the wrong type. */
export function toPredicates(
  kind: ObjectKind,
  { where = [], deleted }: Pick<ObjectQuery, 'where' | 'deleted'>,
): Predicate {
  const predicates = where.map((condition) => toPredicate(kind, condition));
  if (deleted === undefined) predicates.push(sql`deleted_at is null`);
  if (deleted === 'only') predicates.push(sql`deleted_at is not null`);
  return predicates.length === 0 ? sql`true` : sql.join(predicates, sql` and `);
}

function toPredicate(kind: ObjectKind, condition: Condition): Predicate {
  if (condition.property === 'id') return onId(kind, condition);
  const column = objectTables[kind].columnOf.get(condition.property);
  if (!column) throw unsupportedFilter(condition.property, kind);
  if (column.type === 'boolean') return onBoolean(kind, column, condition);
  if (column.type === 'uuid') return onUuid(kind, column.name, condition);
  const isText = propertyOf(kind, condition.property)?.filter === 'text';
  return onText(kind, isText ? folded(column.name) : sql.ref(column.name), isText, condition, column);
}

function onId(kind: ObjectKind, condition: Condition): Predicate {
  return onUuid(kind, 'id', condition);
}

function onUuid(kind: ObjectKind, name: string, condition: Condition): Predicate {
  const column = sql.ref(name);
  if (condition.op === 'in') {
    const ids = condition.values.filter(isUuid);
    return sql`${column} = any(${ids}::uuid[])`;
  }
  if (condition.op !== 'eq' || typeof condition.value === 'boolean') throw unsupportedFilter(condition.property, kind);
  if (condition.value === null) return sql`${column} is null`;
  return isUuid(condition.value) ? sql`${column} = ${condition.value}::uuid` : never;
}

function onBoolean(kind: ObjectKind, { name }: Column, condition: Condition): Predicate {
  if (condition.op !== 'eq' || typeof condition.value === 'string') throw unsupportedFilter(condition.property, kind);
  const column = sql.ref(name);
  if (condition.value === null) return sql`${column} is null`;
  // Literal, so that a partial index on the rarer value is seen to fit.
  return condition.value ? sql`${column}` : sql`not ${column}`;
}

function onText(
  kind: ObjectKind,
  subject: RawBuilder<unknown>,
  isFolded: boolean,
  condition: Condition,
  column: Column,
): Predicate {
  const fold = (value: string): RawBuilder<string> => (isFolded ? sql`lower(${value})` : sql`${value}`);
  switch (condition.op) {
    case 'eq':
      if (condition.value === null) return sql`${sql.ref(column.name)} is null`;
      if (typeof condition.value === 'boolean') throw unsupportedFilter(condition.property, kind);
      return isStorable(condition.value) ? sql`${subject} = ${fold(condition.value)}` : never;
    case 'in': {
      const values = condition.values.filter(isStorable);
      return isFolded
        ? sql`${subject} = any(array(select lower(value) from unnest(${values}::text[]) as given(value)))`
        : sql`${subject} = any(${values}::text[])`;
    }
    case 'startsWith':
      return isStorable(condition.value) ? sql`${subject} ^@ ${fold(condition.value)}` : never;
    case 'any':
      return isStorable(condition.value) ? sql`${sql.ref(column.name)} @> array[${condition.value}]::text[]` : never;
  }
}

/** What comes after a place, and the order that makes it so. */
export function toOrder(
  kind: ObjectKind,
  orderBy: ObjectQuery['orderBy'],
  after: ListPlace | undefined,
): { after: Predicate; order: RawBuilder<unknown> } {
  const column = orderBy && objectTables[kind].columnOf.get(orderBy.property);
  if (!column) return { after: after ? sql`id > ${after.id}::uuid` : sql`true`, order: sql`id` };
  const key = folded(column.name);
  const direction = orderBy.descending ? sql`desc` : sql`asc`;
  const order = sql`${key} ${direction}, id ${direction}`;
  if (!after) return { after: sql`true`, order };
  const beyond = orderBy.descending ? sql`<` : sql`>`;
  return { after: sql`(${key}, id) ${beyond} (lower(${after.key ?? ''}), ${after.id}::uuid)`, order };
}
