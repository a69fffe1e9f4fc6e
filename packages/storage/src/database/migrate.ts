/**
 * Brings the tables to the newest version. Forward only: there is no way down, and a database that has seen a newer
 * version is left alone. On a server several processes may start at once; Kysely's lock lets one migrate, the others
 * wait and find nothing left to do.
 */
import { StorageError, type Logger } from '@drawbridge/base';
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

export type { Migration };
export type Migrations = Readonly<Record<string, Migration>>;

/** Throws StorageError DATABASE_NEWER before anything is changed; the error of a migration as it is, all rolled back. */
export async function migrate(kysely: Kysely<unknown>, migrations: Migrations, logger: Logger): Promise<void> {
  const applied = await appliedMigrations(kysely);
  refuseNewer(applied, migrations);
  const pending = Object.keys(migrations).filter((name) => !applied.has(name));
  if (pending.length === 0) return;
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  // Another process may have brought a newer version between the look and the lock.
  if (error) refuseNewer(await appliedMigrations(kysely), migrations);
  if (error) throw error;
  if (results.length > 0)
    logger.info({ migrations: results.map(({ migrationName }) => migrationName) }, 'The database was migrated.');
}

async function appliedMigrations(kysely: Kysely<unknown>): Promise<ReadonlySet<string>> {
  const table = await sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`.execute(
    kysely,
  );
  if (!table.rows[0]?.name) return new Set();
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(kysely);
  return new Set(rows.map(({ name }) => name));
}

function refuseNewer(applied: ReadonlySet<string>, migrations: Migrations): void {
  const known = Object.keys(migrations).sort();
  const unknown = [...applied].filter((name) => !Object.hasOwn(migrations, name)).sort();
  if (unknown.length === 0) return;
  throw new StorageError(
    'DATABASE_NEWER',
    `The database was written by a newer version: it has the migrations ${unknown.join(', ')}, and this version ends at ${known.at(-1) ?? 'none'}. ` +
      'Run the newer version, or restore a backup made by this one. Nothing was changed.',
    { details: { unknown: unknown.join(', '), newestKnown: known.at(-1) } },
  );
}
