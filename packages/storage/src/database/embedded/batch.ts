/**
 * A batch of wire messages for the embedded database, and the reading of its answer.
 *
 * A batch is a row of groups; a group ends with Sync, and PostgreSQL runs what stands between two Syncs as one
 * transaction (PostgreSQL documentation, 54.2.4 "Pipelining"). So statements that callers sent on their own, each
 * expecting its own commit, share one commit and one fsync: a group commit. Nobody is answered before that commit.
 */
import { serialize } from 'pg-protocol';
import {
  type DatabaseError,
  type BackendMessage,
  type DataRowMessage,
  type RowDescriptionMessage,
} from 'pg-protocol/dist/messages.js';
import { Parser } from 'pg-protocol/dist/parser.js';
import {
  columnsOf,
  encode,
  readRow,
  type Prepared,
  type PreparedStatements,
  type Statement,
  type StatementResult,
} from './statement.ts';

type Sent = { readonly statement: Statement; readonly prepared: Prepared; readonly parsesHere: boolean };

export type GroupOutcome =
  | { readonly results: readonly StatementResult[] }
  | {
      readonly error: unknown;
      /** The index of the statement that failed; undefined when the commit itself failed. */
      readonly failedAt: number | undefined;
      /** The server no longer takes the statement by its name; sent again, it is parsed anew. */
      readonly isStale: boolean;
    };

type Failure = Extract<GroupOutcome, { readonly error: unknown }>;

export type TransactionStatus = 'I' | 'T' | 'E';

export class Batch {
  readonly #prepared: PreparedStatements;
  readonly #messages: Uint8Array[] = [];
  readonly #groups: Sent[][] = [];

  constructor(prepared: PreparedStatements) {
    this.#prepared = prepared;
  }

  /** Statements that share one Sync. A statement that cannot be encoded is rejected at once and left out. */
  addGroup(statements: readonly Statement[]): readonly Statement[] {
    const group: Sent[] = [];
    const named = new Set<Prepared>();
    this.#messages.push(...this.#prepared.evict());
    for (const statement of statements) {
      const { entry, isNew } = this.#prepared.entryFor(statement.sql);
      try {
        const isKnown = entry.columns !== undefined || (entry.name !== '' && named.has(entry));
        // Another group is just having it parsed and may fail before it gets there: do not rely on the name.
        const prepared = isKnown || isNew ? entry : { sql: entry.sql, name: '', columns: undefined };
        this.#messages.push(...encode(statement, prepared, !isKnown));
        if (isNew) named.add(entry);
        group.push({ statement, prepared, parsesHere: !isKnown });
      } catch (thrown) {
        if (isNew) this.#prepared.forget(entry);
        statement.reject(thrown);
      }
    }
    this.#messages.push(serialize.sync());
    this.#groups.push(group);
    return group.map(({ statement }) => statement);
  }

  /** SQL without parameters through the simple protocol: several statements in one text, or BEGIN and COMMIT. */
  addSimple(statement: Statement): void {
    this.#messages.push(serialize.query(statement.sql));
    this.#groups.push([
      { statement, prepared: { sql: statement.sql, name: '', columns: undefined }, parsesHere: false },
    ]);
  }

  /** Tells the server to drop all prepared statements. */
  addClear(): void {
    this.#messages.push(this.#prepared.clear());
    this.#groups.push([]);
  }

  get groupCount(): number {
    return this.#groups.length;
  }

  /** One buffer of its own, fit to be given away to the worker. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#messages.reduce((length, message) => length + message.length, 0));
    let offset = 0;
    for (const message of this.#messages) {
      bytes.set(message, offset);
      offset += message.length;
    }
    return bytes;
  }

  /** Reads the server's answer: one outcome for each group, and the transaction status after the last. */
  read(answer: Uint8Array): { readonly outcomes: readonly GroupOutcome[]; readonly status: TransactionStatus } {
    const reader = new AnswerReader(this.#groups, this.#prepared);
    new Parser().parse(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength), (message) =>
      reader.read(message),
    );
    return reader.finish();
  }
}

class AnswerReader {
  readonly #groups: readonly (readonly Sent[])[];
  readonly #prepared: PreparedStatements;
  readonly #outcomes: GroupOutcome[] = [];
  #results: StatementResult[] = [];
  #rows: Record<string, unknown>[] = [];
  #columns: Prepared['columns'];
  #failure: Failure | undefined;
  #status: TransactionStatus = 'I';

  constructor(groups: readonly (readonly Sent[])[], prepared: PreparedStatements) {
    this.#groups = groups;
    this.#prepared = prepared;
  }

  read(message: BackendMessage): void {
    switch (message.name) {
      case 'dataRow':
        this.#rows.push(
          readRow(this.#columns ?? this.#current?.prepared.columns ?? [], (message as DataRowMessage).fields),
        );
        break;
      case 'rowDescription':
        this.#describe(columnsOf((message as RowDescriptionMessage).fields));
        break;
      case 'noData':
        this.#describe([]);
        break;
      case 'commandComplete':
        this.#complete((message as BackendMessage & { text: string }).text);
        break;
      case 'emptyQuery':
        this.#complete('');
        break;
      case 'error':
        this.#fail(message as unknown as DatabaseError);
        break;
      case 'readyForQuery':
        this.#endGroup((message as BackendMessage & { status: string }).status as TransactionStatus);
        break;
      default: // parseComplete, bindComplete, parameterDescription, notices: nothing to learn from them
    }
  }

  finish(): { readonly outcomes: readonly GroupOutcome[]; readonly status: TransactionStatus } {
    if (this.#outcomes.length !== this.#groups.length) {
      throw new Error(`The embedded database answered ${this.#outcomes.length} of ${this.#groups.length} groups.`);
    }
    return { outcomes: this.#outcomes, status: this.#status };
  }

  get #group(): readonly Sent[] {
    return this.#groups[this.#outcomes.length] ?? [];
  }

  get #current(): Sent | undefined {
    return this.#group[this.#results.length];
  }

  #describe(columns: NonNullable<Prepared['columns']>): void {
    if (this.#current?.parsesHere) this.#current.prepared.columns = columns;
    else this.#columns = columns;
  }

  #complete(tag: string): void {
    this.#results.push({ rows: this.#rows, tag });
    this.#rows = [];
    this.#columns = undefined;
  }

  #fail(error: DatabaseError): void {
    const current = this.#current;
    // 0A000: the result changed with the schema. 26000: the server has forgotten the name.
    const isStale = current !== undefined && !current.parsesHere && (error.code === '0A000' || error.code === '26000');
    if (isStale) this.#prepared.forget(current.prepared);
    this.#failure ??= { error, isStale, failedAt: current && this.#results.length };
    this.#rows = [];
    this.#columns = undefined;
  }

  #endGroup(status: TransactionStatus): void {
    for (const { prepared, parsesHere } of this.#group) {
      if (parsesHere && prepared.columns === undefined) this.#prepared.forget(prepared);
    }
    this.#outcomes.push(this.#failure ?? { results: this.#results });
    this.#results = [];
    this.#failure = undefined;
    this.#status = status;
  }
}
