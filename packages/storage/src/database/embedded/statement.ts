/**
 * One SQL statement on its way through the wire protocol, and the cache of statements the server has parsed before:
 * a statement seen again is bound and run by name, which saves parsing it.
 */
import { serialize } from 'pg-protocol';
import { parameterOf, parserOf, type ValueParser } from '../values.ts';

export type StatementResult = {
  readonly rows: Record<string, unknown>[];
  /** The server's own word for what it did: `INSERT 0 5`, `SELECT 1`, `COMMIT`. */
  readonly tag: string;
};

export type Statement = {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
};

/** Would end the embedded database: it asks for data that this protocol never sends. */
export const refusalOf = (sql: string): Error | undefined =>
  /\bcopy\b[^;]*\bfrom\s+stdin\b/i.test(sql)
    ? new Error('COPY FROM STDIN is not possible here; insert many rows per statement.')
    : undefined;

type Column = { readonly name: string; readonly parse: ValueParser };

/** A statement the server knows by name. `columns` is undefined until the server has described it. */
export type Prepared = { readonly sql: string; readonly name: string; columns: readonly Column[] | undefined };

const maxPrepared = 256;
const maxPreparedSqlLength = 8_192;

export class PreparedStatements {
  readonly #bySql = new Map<string, Prepared>();
  #nextName = 0;

  /** The entry for this SQL, newest use last; a new one is unconfirmed until the server has parsed it. */
  entryFor(sql: string): { readonly entry: Prepared; readonly isNew: boolean } {
    const known = this.#bySql.get(sql);
    if (known) {
      this.#bySql.delete(sql);
      this.#bySql.set(sql, known);
      return { entry: known, isNew: false };
    }
    const entry: Prepared = {
      sql,
      name: sql.length > maxPreparedSqlLength ? '' : `s${this.#nextName++}`,
      columns: undefined,
    };
    if (entry.name) this.#bySql.set(sql, entry);
    return { entry, isNew: true };
  }

  forget(entry: Prepared): void {
    if (this.#bySql.get(entry.sql) === entry) this.#bySql.delete(entry.sql);
  }

  /** Close messages for the statements beyond the limit, least recently used first. Only confirmed ones are closed. */
  evict(): Buffer[] {
    const closing: Buffer[] = [];
    for (const entry of this.#bySql.values()) {
      if (this.#bySql.size <= maxPrepared) break;
      if (!entry.columns) continue;
      this.#bySql.delete(entry.sql);
      closing.push(serialize.close({ type: 'S', name: entry.name }));
    }
    return closing;
  }

  /** Forgets everything; to be sent to the server with it. For changes of the schema. */
  clear(): Buffer {
    this.#bySql.clear();
    return serialize.query('deallocate all');
  }
}

/** The messages that run a statement; with Parse and Describe when the server does not know it yet. */
export function encode(statement: Statement, { name }: Prepared, withParse: boolean): Buffer[] {
  const values = statement.parameters.map(parameterOf);
  const run = [serialize.bind({ statement: name, values }), serialize.execute()];
  if (!withParse) return run;
  if (statement.sql.includes('\0')) throw new TypeError('A SQL statement cannot hold the character U+0000.');
  return [serialize.parse({ name, text: statement.sql }), serialize.describe({ type: 'S', name }), ...run];
}

export const columnsOf = (
  fields: readonly { readonly name: string; readonly dataTypeID: number }[],
): readonly Column[] => fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));

export function readRow(columns: readonly Column[], texts: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) {
    const { name, parse } = columns[index]!;
    const text = texts[index];
    row[name] = text === null || text === undefined ? null : parse(text);
  }
  return row;
}

/** Text with several statements, as `pg` takes it too, has no parameters and needs the simple protocol. */
export const isSimple = ({ sql, parameters }: Pick<Statement, 'sql' | 'parameters'>): boolean =>
  parameters.length === 0 && (/;\s*\S/.test(sql) || /^\s*(vacuum|reindex|checkpoint|discard|deallocate)\b/i.test(sql));
