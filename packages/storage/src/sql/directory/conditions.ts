/** Where the properties of directory objects lie, for conditions and orders; the indexes are those of migrations 0001 and 0005. */
import {
  isCustomExtension,
  propertyOf,
  type Condition,
  type ListPlace,
  type ObjectKind,
  type ObjectQuery,
} from '@drawbridge/directory';
import { sql, type RawBuilder } from 'kysely';
import { folded, toPredicate, type Predicate, type SqlField } from '../predicate.ts';
import { objectTables } from './object-table.ts';

const identity: Readonly<Record<string, SqlField>> = {
  id: { type: 'uuid', value: sql.ref('id') },
  createdDateTime: { type: 'timestamp', value: sql.ref('created_at') },
  deletedDateTime: { type: 'timestamp', value: sql.ref('deleted_at') },
};

function fieldOf(kind: ObjectKind, name: string): SqlField | undefined {
  if (Object.hasOwn(identity, name)) return identity[name];
  if (isCustomExtension(name)) return { type: 'text', value: sql`(attributes ->> ${name}::text)` };
  const property = propertyOf(kind, name);
  if (!property) return undefined;
  const column = objectTables[kind].columnOf.get(name);
  return column ? inColumn(sql.ref(column.name), property.type) : inDocument(name, property.type);
}

function inColumn(column: RawBuilder<unknown>, type: string): SqlField | undefined {
  switch (type) {
    case 'string':
      return { type: 'text', value: column };
    case 'boolean':
    case 'uuid':
      return { type, value: column };
    case 'dateTime':
      return { type: 'isoText', value: column };
    case 'strings':
      return {
        type: 'texts',
        elements: sql`unnest(${column})`,
        isEmpty: sql`(cardinality(${column}) > 0) is not true`,
      };
    default:
      return undefined;
  }
}

/** Ids stand in the document as text, in lower case. */
function inDocument(name: string, type: string): SqlField | undefined {
  const key = sql.lit(name);
  switch (type) {
    case 'string':
    case 'uuid':
      return { type: 'text', value: sql`(attributes ->> ${key})` };
    case 'boolean':
      return { type: 'boolean', value: sql`((attributes -> ${key}) = 'true'::jsonb)` };
    case 'dateTime':
      return { type: 'isoText', value: sql`(attributes ->> ${key})` };
    case 'strings':
      return {
        type: 'texts',
        elements: sql`jsonb_array_elements_text(attributes -> ${key})`,
        isEmpty: sql`(attributes ? ${key}) is not true`,
        contains: (value) =>
          sql`(attributes ? ${key} and lower((attributes -> ${key})::text)::jsonb @> to_jsonb(lower(${value})))`,
      };
    default:
      return undefined;
  }
}

export function toPredicates(
  kind: ObjectKind,
  { where = [], deleted }: Pick<ObjectQuery, 'where' | 'deleted'>,
): Predicate {
  const predicates = where.map((condition) => toPredicate(condition, (name) => fieldOf(kind, name)));
  if (deleted === undefined) predicates.push(sql`deleted_at is null`);
  if (deleted === 'only') predicates.push(sql`deleted_at is not null`);
  return predicates.length === 0 ? sql`true` : sql.join(predicates, sql` and `);
}

/** Few objects are so, and an index knows which: a value of its own that is equal, or words of a name. */
export function isSelective(kind: ObjectKind, condition: Condition): boolean {
  if (condition.op === 'and') return condition.conditions.some((one) => isSelective(kind, one));
  if (condition.op === 'or') return condition.conditions.every((one) => isSelective(kind, one));
  if (condition.op === 'eq') return condition.value !== null && isNaming(kind, condition.property);
  if (condition.op === 'search') return condition.words.some((word) => word.length >= namingLetters);
  return condition.op === 'in' && isNaming(kind, condition.property);
}

/** So many letters of a word leave few names; with fewer, walking the list meets enough of them soon. */
const namingLetters = 3;

const isNaming = (kind: ObjectKind, property: string): boolean =>
  property === 'id' || (propertyOf(kind, property)?.filter ?? false) === 'text';

/** What comes after a place, and the order that makes it so. */
export function toOrder(
  kind: ObjectKind,
  orderBy: ObjectQuery['orderBy'],
  after: ListPlace | undefined,
): { after: Predicate; order: RawBuilder<unknown> } {
  const ordered = orderBy && keyOf(kind, orderBy.property);
  if (!ordered) {
    const [direction, beyond] = directions[orderBy?.descending === true ? 'down' : 'up'];
    return { after: after ? sql`id ${beyond} ${after.id}::uuid` : sql`true`, order: sql`id ${direction}` };
  }
  const [direction, beyond] = directions[orderBy.descending === true ? 'down' : 'up'];
  const order = sql`${ordered.key} ${direction}, id ${direction}`;
  if (!after) return { after: sql`true`, order };
  return { after: sql`(${ordered.key}, id) ${beyond} (${ordered.place(after.key ?? '')}, ${after.id}::uuid)`, order };
}

const directions = { up: [sql`asc`, sql`>`], down: [sql`desc`, sql`<`] } as const;

type SortKey = { readonly key: RawBuilder<unknown>; readonly place: (key: string) => RawBuilder<unknown> };

function keyOf(kind: ObjectKind, property: string): SortKey | undefined {
  const field = fieldOf(kind, property);
  if (field?.type === 'timestamp') return { key: field.value, place: (key) => sql`${key}::timestamptz` };
  if (field?.type === 'text') return { key: folded(field.value), place: (key) => sql`lower(${key})` };
  return undefined;
}
