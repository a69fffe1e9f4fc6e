/**
 * Runs a suite on the embedded database and on a PostgreSQL server. Opening takes a second, so each engine is opened once
 * for the suite, and every test finds its tables empty.
 */
import { silentLogger } from '@drawbridge/base';
import { startPostgres, type PostgresServer } from '@drawbridge/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openDatabase, type Database, type DatabaseLocation } from '../../src/database/index.ts';
import { migrations } from '../../src/migrations/index.ts';
import type { ServiceTables } from '../../src/sql/tables.ts';
import { makeDirectory, removeDirectory } from '../database/temporary-directory.ts';

export type ServiceDatabase = Database<ServiceTables>;

const ownTables = [
  'synchronization_jobs',
  'links',
  'written_references',
  'escrows',
  'synchronization_secrets',
  'provisioning_log',
  'outcome_counts',
  'agents',
  'enrolment_tokens',
  'agent_groups',
  'published_resources',
  'installation',
  'password_credentials',
  'role_assignments',
  'audit_log',
];

export const openService = (location: DatabaseLocation): Promise<ServiceDatabase> =>
  openDatabase<ServiceTables>({ location, migrations, logger: silentLogger });

/** What hangs on these tables by a foreign key goes with them. */
export async function emptyTables(database: ServiceDatabase): Promise<void> {
  await database.transaction(async (tx) => {
    for (const table of ownTables) await sql`delete from ${sql.table(table)}`.execute(tx);
  });
}

type Suite = (engine: { readonly name: string; readonly database: () => ServiceDatabase }) => void;

export function onBothEngines(suite: Suite): void {
  onEmbedded(suite);
  onPostgres(suite);
}

export function onEmbedded(suite: Suite): void {
  describe('on the embedded database', () => {
    let directory: string;
    let database: ServiceDatabase;
    beforeAll(async () => {
      directory = makeDirectory();
      database = await openService({ kind: 'embedded', directory });
    });
    beforeEach(() => emptyTables(database));
    afterAll(async () => {
      await database.close();
      removeDirectory(directory);
    });
    suite({ name: 'SQL, embedded,', database: () => database });
  });
}

export type OnPostgres = Parameters<Suite>[0] & {
  /** As another process opens it: connections of its own to the same tables. */
  readonly openAnother: () => Promise<ServiceDatabase>;
};

export function onPostgres(suite: (engine: OnPostgres) => void): void {
  describe('on PostgreSQL', () => {
    let server: PostgresServer;
    let url: string;
    let database: ServiceDatabase;
    beforeAll(async () => {
      server = await startPostgres();
      url = await server.createDatabase();
      database = await openService({ kind: 'postgres', url });
    });
    beforeEach(() => emptyTables(database));
    afterAll(async () => {
      await database.close();
      await server.stop();
    });
    suite({
      name: 'SQL, PostgreSQL,',
      database: () => database,
      openAnother: () => openService({ kind: 'postgres', url }),
    });
  });
}
