/**
 * A PostgreSQL server as the database: a pool of connections, with the same value types as the embedded one.
 * The first connection tells whether the server can be used at all.
 */
import { StorageError } from '@drawbridge/base';
import { CompiledQuery, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Engine, EngineOptions } from '../engine.ts';
import { parserOf } from '../values.ts';
import { describeUrl } from './describe-server.ts';
import { sturdyPool } from './sturdy-pool.ts';

export type PostgresOptions = EngineOptions & { readonly url: string; readonly poolSize?: number | undefined };

const oldestVersion = 15;
const connectTimeoutMs = 10_000;

// A Date for a `date` column means its UTC day, on this engine as on the embedded one.
pg.defaults.parseInputDatesAsUTC = true;

/** Throws StorageError: DATABASE_UNREACHABLE (the message never holds the password), DATABASE_TOO_OLD. */
export async function openPostgres({ url, poolSize = 10, logger }: PostgresOptions): Promise<Engine> {
  const server = describeUrl(url);
  const pgPool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'drawbridge',
    types: { getTypeParser: (oid: number) => parserOf(oid) } as pg.CustomTypesConfig,
  });
  const pool = sturdyPool({ pool: pgPool, server, logger });
  try {
    await requireVersion(pool, server);
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
  return {
    kind: 'postgres',
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(`set time zone 'UTC'`));
        // To compile a question takes longer than to answer any of ours.
        await connection.executeQuery(CompiledQuery.raw('set jit = off'));
      },
    }),
    close: async () => {
      if (!pgPool.ended && !pgPool.ending) await pool.end();
    },
  };
}

async function requireVersion(pool: PostgresPool, server: string): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version', []);
    const version = rows[0]?.server_version ?? 'unknown';
    if (Number.parseInt(version, 10) >= oldestVersion) return;
    throw new StorageError(
      'DATABASE_TOO_OLD',
      `The database server ${server} is PostgreSQL ${version}; ${oldestVersion} or newer is needed. Upgrade the server, or name another in DATABASE_URL.`,
      { details: { server, version } },
    );
  } finally {
    client.release();
  }
}
