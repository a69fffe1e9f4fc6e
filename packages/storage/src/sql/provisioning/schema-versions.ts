/** The schemas that a job had, as the job store keeps and reads them. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { keptSchemaVersions, type KeptSchema, type SchemaChange, type SchemaVersion } from '@drawbridge/engine';
import type { Kysely, Transaction } from 'kysely';
import { storable } from '../rows.ts';
import type { ProvisioningTables, StoredSchemaChange } from './tables.ts';

type Tx = Transaction<ProvisioningTables>;
type Version = { readonly version: number; readonly schema: SynchronizationSchema; readonly change?: SchemaChange };

/** Within the transaction that writes the job, so that both are there or neither is. */
export async function keepSchemaVersion(tx: Tx, jobKey: number, { version, schema, change }: Version): Promise<void> {
  await tx
    .insertInto('schema_versions')
    .values({
      job_key: jobKey,
      version,
      schema: JSON.stringify(schema),
      change: change ? JSON.stringify(change) : null,
    })
    .execute();
  await tx
    .deleteFrom('schema_versions')
    .where('job_key', '=', jobKey)
    .where('version', '<=', version - keptSchemaVersions)
    .execute();
}

export async function listSchemaVersions(
  db: Kysely<ProvisioningTables>,
  jobId: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<readonly SchemaVersion[]> {
  let select = versionsOf(db, jobId).select(['version', 'change']).orderBy('version', 'desc').limit(limit);
  if (before !== undefined) select = select.where('version', '<', before);
  return (await select.execute()).map(toVersion);
}

export async function readSchemaVersion(
  db: Kysely<ProvisioningTables>,
  jobId: string,
  version: number,
): Promise<KeptSchema | undefined> {
  const row = await versionsOf(db, jobId)
    .select(['version', 'change', 'schema_versions.schema'])
    .where('version', '=', version)
    .executeTakeFirst();
  return row && { ...toVersion(row), schema: row.schema };
}

const versionsOf = (db: Kysely<ProvisioningTables>, jobId: string) =>
  db
    .selectFrom('schema_versions')
    .innerJoin('synchronization_jobs', 'synchronization_jobs.key', 'schema_versions.job_key')
    .where('synchronization_jobs.id', '=', storable(jobId));

const toVersion = ({ version, change }: { version: number; change: StoredSchemaChange | null }): SchemaVersion => ({
  version,
  ...(change ? { change: { ...change, at: new Date(change.at) } } : {}),
});
