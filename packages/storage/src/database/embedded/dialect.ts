/** Kysely's way to the embedded database: the PostgreSQL dialect, with the shared session as its driver. */
import {
  AbortedTransactionError,
  IdentifierNode,
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  RawNode,
  createQueryId,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { affectedRows } from './plan-upkeep.ts';
import type { Session } from './session.ts';
import type { SessionTransaction } from './session-transaction.ts';

export class EmbeddedDialect implements Dialect {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  createAdapter(): EmbeddedAdapter {
    return new EmbeddedAdapter();
  }

  createDriver(): Driver {
    return new EmbeddedDriver(this.#session);
  }

  createIntrospector(db: Kysely<never>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }
}

/** The session does the queueing itself, so Kysely need not hand statements over one at a time. */
class EmbeddedAdapter extends PGliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #session: Session;
  transaction: SessionTransaction | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, tag } = await (this.transaction ?? this.#session).execute(sql, parameters);
    const affected = affectedRows(tag);
    return { rows: rows as Row[], ...(affected === undefined ? {} : { numAffectedRows: BigInt(affected) }) };
  }

  // The embedded database answers a statement as a whole. Large results are read in keyset pages.
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }
}

type Compile = QueryCompiler['compileQuery'];

class EmbeddedDriver implements Driver {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(new EmbeddedConnection(this.#session));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}

  async beginTransaction(
    connection: EmbeddedConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const isolation = isolationLevel ? ` isolation level ${isolationLevel}` : '';
    connection.transaction = await this.#session.begin(`begin${isolation}${accessMode ? ` ${accessMode}` : ''}`);
  }

  async commitTransaction(connection: EmbeddedConnection): Promise<void> {
    const { transaction } = connection;
    connection.transaction = undefined;
    if ((await transaction?.commit()) === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: EmbeddedConnection): Promise<void> {
    const { transaction } = connection;
    connection.transaction = undefined;
    await transaction?.rollback();
  }

  savepoint(connection: EmbeddedConnection, name: string, compile: Compile): Promise<void> {
    return control(connection, 'savepoint', { name, compile });
  }

  rollbackToSavepoint(connection: EmbeddedConnection, name: string, compile: Compile): Promise<void> {
    return control(connection, 'rollback to', { name, compile });
  }

  releaseSavepoint(connection: EmbeddedConnection, name: string, compile: Compile): Promise<void> {
    return control(connection, 'release', { name, compile });
  }
}

async function control(
  connection: EmbeddedConnection,
  command: string,
  { name, compile }: { name: string; compile: Compile },
): Promise<void> {
  const node = RawNode.createWithChildren([RawNode.createWithSql(`${command} `), IdentifierNode.create(name)]);
  await connection.executeQuery(compile(node, createQueryId()));
}
