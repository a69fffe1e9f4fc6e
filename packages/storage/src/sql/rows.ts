/**
 * Many rows as one parameter: `json_to_recordset` instead of thousands of placeholders, so that a page of 500 records
 * is one statement with one parse.
 */
import { sql, type RawBuilder } from 'kysely';

/** `json_to_recordset('[…]') as alias(columns)`; column list and alias are literals of this code base, never input. */
export function recordset(rows: readonly object[], alias: string, columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${storableJson(rows)}::json) as ${sql.raw(`${alias}(${columns})`)}`;
}

/** `any('{…}'::uuid[])` for a list of ids in one parameter. */
export const anyUuid = (ids: readonly string[]): RawBuilder<unknown> => sql`any(${`{${ids.join(',')}}`}::uuid[])`;

/**
 * Text as PostgreSQL can hold it: U+0000 and halves of surrogate pairs become U+FFFD. What a target answers may hold
 * them, and must not keep a page from being stored.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

const mayBeUnstorable = /\\u(?:0000|d[89a-f])/;

/** The walk over every value is slow, so only for rows in whose JSON an escape asks for it. */
function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!mayBeUnstorable.test(json)) return json;
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}
