/**
 * The `pg` pool as Kysely takes it, made safe against a server that goes away: a connection that the server has ended
 * is thrown away instead of being handed to the next caller, its `error` event never ends the process, and a failure
 * to connect is reported as what it is.
 */
import type { Logger } from '@drawbridge/base';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { unreachable } from './describe-server.ts';

export type SturdyPoolOptions = { readonly pool: pg.Pool; readonly server: string; readonly logger: Logger };

export function sturdyPool({ pool, server, logger }: SturdyPoolOptions): PostgresPool {
  const guarded = new WeakMap<pg.PoolClient, GuardedClient>();
  // Without a listener, Node treats the error event of a connection that is in use as uncaught.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) =>
    logger.warn({ err: error, server }, 'A database connection broke while idle; it is replaced.'),
  );
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect().catch((cause: unknown) => {
      throw unreachable(server, cause);
    });
    const known = guarded.get(client) ?? new GuardedClient(client);
    guarded.set(client, known);
    return known as unknown as PostgresPoolClient; // Kysely's type has a second form of `query`, for cursors only
  };
  return { connect, end: () => pool.end(), options: pool.options };
}

class GuardedClient {
  readonly #client: pg.PoolClient;
  #isBroken = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    client.on('error', () => (this.#isBroken = true));
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(sql, [...parameters]);
    } catch (thrown) {
      if (endsConnection(thrown)) this.#isBroken = true;
      throw thrown;
    }
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#isBroken);
  }
}

/** FATAL and PANIC end the session; an error that is no answer of the server at all means the socket is gone. */
const endsConnection = (thrown: unknown): boolean => {
  const { severity } = thrown as { readonly severity?: unknown };
  return severity === undefined || severity === 'FATAL' || severity === 'PANIC';
};
