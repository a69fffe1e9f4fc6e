/** Reading directory objects: by id, by query, by keyset. */
import type { Condition, ObjectKind, StoredObject, StoreQuery } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid } from '../rows.ts';
import { isSelective, toOrder, toPredicates } from './conditions.ts';
import { objectTables, toObject, type ObjectRow, type ObjectTable } from './object-table.ts';

export async function getObjects(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  ids: readonly string[],
  { deleted }: { deleted?: 'include' | 'only' } = {},
): Promise<readonly StoredObject[]> {
  if (ids.length === 0) return [];
  const table = objectTables[kind];
  const { rows } = await sql<ObjectRow>`
    select * from ${table.table} where id = ${anyUuid(ids)} and ${toPredicates(kind, { deleted })}`.execute(db);
  return rows.map((row) => toObject(table, row));
}

export async function listObjects(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  { where, orderBy, after, limit, select, deleted }: StoreQuery,
): Promise<readonly StoredObject[]> {
  const table = objectTables[kind];
  const place = toOrder(kind, orderBy, after);
  const conditions = toPredicates(kind, { where, deleted });
  // A fence: the few that are equal are found by their own index and then sorted. Left to choose, the planner walks the
  // whole table in the order of ids, hoping to meet them early.
  const from = where?.some((condition) => isSelective(kind, condition))
    ? sql`(select * from ${table.table} where ${conditions} offset 0) as selected where ${place.after}`
    : sql`${table.table} where ${conditions} and ${place.after}`;
  const { rows } = await sql<ObjectRow>`
    select ${selection(table, select, orderBy?.property)} from ${from}
    order by ${place.order} limit ${limit}`.execute(db);
  return rows.map((row) => toObject(table, row));
}

/** Always read. */
const dates = ['createdDateTime', 'deletedDateTime'];

/** At least what is selected; what is not a column comes with the whole document. */
function selection(
  { columns, columnOf }: ObjectTable,
  select: readonly string[] | undefined,
  ordering: string | undefined,
): RawBuilder<unknown> {
  if (!select) return sql`*`;
  const wanted = new Set(ordering === undefined || dates.includes(ordering) ? select : [...select, ordering]);
  const names = columns.filter(({ property }) => wanted.has(property)).map(({ name }) => name);
  const document = [...wanted].every((property) => columnOf.has(property)) ? [] : ['attributes'];
  return sql.join(['id', 'created_at', 'deleted_at', ...names, ...document].map((name) => sql.ref(name)));
}

export async function countObjects(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  where: readonly Condition[],
  deleted?: 'only',
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${objectTables[kind].table} where ${toPredicates(kind, { where, deleted })}`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

export async function kindsOf(
  db: QueryExecutorProvider,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { kind: ObjectKind; deleted: boolean }>> {
  if (ids.length === 0) return new Map();
  const selects = Object.values(objectTables).map(
    ({ kind, table }) =>
      sql`select id, ${sql.lit(kind)} as kind, deleted_at is not null as deleted from ${table} where id = ${anyUuid(ids)}`,
  );
  const { rows } = await sql<{
    id: string;
    kind: ObjectKind;
    deleted: boolean;
  }>`${sql.join(selects, sql` union all `)}`.execute(db);
  return new Map(rows.map(({ id, kind, deleted }) => [id, { kind, deleted }]));
}

export async function listExpired(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${objectTables[kind].table} where deleted_at < ${before} order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
