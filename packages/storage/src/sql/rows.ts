/**
 * Many rows as one parameter: `json_to_recordset` instead of thousands of placeholders, so that a page of 500 records
 * is one statement with one parse.
 */
import { sql, type RawBuilder } from 'kysely';

/** `json_to_recordset('[…]') as alias(columns)`; column list and alias are literals of this code base, never input. */
export function recordset(rows: readonly object[], alias: string, columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as ${sql.raw(`${alias}(${columns})`)}`;
}

/** `any('{…}'::uuid[])` for a list of ids in one parameter. */
export const anyUuid = (ids: readonly string[]): RawBuilder<unknown> => sql`any(${`{${ids.join(',')}}`}::uuid[])`;
