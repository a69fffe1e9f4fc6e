/**
 * One page of a list (RFC 7644 §3.4.2.4). Without `sortBy` the order is that of creation: ids grow with time, so a page
 * that was read once does not change because others were added.
 */
import { ScimError } from '@drawbridge/base';
import { printAttributePath, type AttributePath, type Filter } from '@drawbridge/scim';
import { sql, type Kysely } from 'kysely';
import type { Scope } from './filter/field.ts';
import { filterToSql } from './filter/filter-to-sql.ts';
import { sortKey, type Sql } from './filter/operand.ts';
import type { RowCount } from './row-count.ts';
import type { Tables } from './tables.ts';

export type PageQuery = {
  readonly filter?: Filter;
  readonly sort?: { readonly path: AttributePath; readonly isDescending: boolean };
  /** One-based. */
  readonly startIndex: number;
  readonly count: number;
  /** Whether to read what is in other tables: the groups of a user, the members of a group. */
  readonly withReferences: boolean;
};

export type Page<Row> = { readonly total: number; readonly rows: readonly Row[] };

export type ListSource<Row, Stored> = {
  readonly table: 'users' | 'groups';
  readonly scope: Scope;
  readonly columns: (withReferences: boolean) => Sql;
  readonly toStored: (row: Row) => Stored;
};

/** @throws ScimError SCIM_INVALID_FILTER, SCIM_INVALID_PATH (sortBy). */
export async function selectPage<Row, Stored>(
  db: Kysely<Tables>,
  source: ListSource<Row, Stored>,
  query: PageQuery,
  rowCount: RowCount,
): Promise<Page<Stored>> {
  const { filter, startIndex, count } = query;
  const table = sql.ref(source.table);
  const where = filter ? sql`where ${filterToSql(filter, source.scope)}` : sql``;
  const order = orderOf(query, source);
  // The columns that cost something are made for the rows of the page only, not for those before it.
  const rows =
    count === 0
      ? []
      : (
          await sql<Row>`
            select ${source.columns(query.withReferences)}
            from (select * from ${table} ${where} order by ${order} limit ${count} offset ${startIndex - 1}) as ${table}
            order by ${order}`.execute(db)
        ).rows;
  return { rows: rows.map(source.toStored), total: await total() };

  async function total(): Promise<number> {
    if (rows.length > 0 && rows.length < count) return startIndex - 1 + rows.length;
    if (rows.length === 0 && count > 0 && startIndex === 1) return 0;
    return filter ? countRows(db, source.table, where) : rowCount.get();
  }
}

export async function countRows(db: Kysely<Tables>, table: 'users' | 'groups', where: Sql = sql``): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from ${sql.ref(table)} ${where}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

function orderOf<Row, Stored>({ sort }: PageQuery, { table, scope }: ListSource<Row, Stored>): Sql {
  const id = sql.ref(`${table}.id`);
  if (!sort) return id;
  const operand = scope(sort.path)?.operand;
  if (!operand) {
    throw new ScimError(
      'SCIM_INVALID_PATH',
      `This server cannot sort by ${printAttributePath(sort.path)}: sortBy takes an attribute with a single, simple value.`,
    );
  }
  // Resources without a value come last in ascending order (RFC 7644 §3.4.2.3).
  const direction = sort.isDescending ? sql`desc nulls first` : sql`asc nulls last`;
  return sql`${sortKey(operand)} ${direction}, ${id}`;
}

/** The page of a query that one row at most answers. */
export function onlyPage<Row>(
  row: Row | undefined,
  { startIndex, count }: Pick<PageQuery, 'startIndex' | 'count'>,
): Page<Row> {
  if (!row) return { total: 0, rows: [] };
  return { total: 1, rows: startIndex === 1 && count > 0 ? [row] : [] };
}
