/**
 * How values cross between JavaScript and PostgreSQL, the same on both engines: bigint, numeric, xid8 and every date
 * without a zone are strings, timestamptz is a Date, json and jsonb are parsed, bytea is a Buffer, arrays are arrays.
 */
import pg from 'pg';

export type ValueParser = (text: string) => unknown;

const { types } = pg;
const oid = {
  date: 1082,
  timestamp: 1114,
  interval: 1186,
  dateArray: 1182,
  timestampArray: 1115,
  intervalArray: 1187,
  textArray: 1009,
};

const asText: ValueParser = (text) => text;
const asTextArray: ValueParser = types.getTypeParser(oid.textArray, 'text');

// A date without a zone is no moment: as a Date it would depend on the zone of this host.
const overrides = new Map<number, ValueParser>([
  [oid.date, asText],
  [oid.timestamp, asText],
  [oid.interval, asText],
  [oid.dateArray, asTextArray],
  [oid.timestampArray, asTextArray],
  [oid.intervalArray, asTextArray],
]);

/** The parser for the text form of a type, by the type's oid. */
export const parserOf = (typeOid: number): ValueParser =>
  overrides.get(typeOid) ?? types.getTypeParser(typeOid, 'text');

/** A parameter in the form PostgreSQL reads: text, bytes or NULL. The rules are those of the `pg` package. */
export function parameterOf(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return arrayLiteral(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(arrayElement).join(',')}}`;
}

function arrayElement(value: unknown): string {
  if (Array.isArray(value)) return arrayLiteral(value);
  const parameter = parameterOf(value);
  if (parameter === null) return 'NULL';
  const text = typeof parameter === 'string' ? parameter : `\\x${parameter.toString('hex')}`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
