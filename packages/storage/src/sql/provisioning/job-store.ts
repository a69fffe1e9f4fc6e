/** JobStore on SQL: the lease is a column, taken with SKIP LOCKED, so that any number of processes share the jobs. */
import { AbortedError } from '@drawbridge/base';
import type { StoredJobSettings, SynchronizationSchema } from '@drawbridge/contract';
import {
  isLaidUp,
  type CycleCursor,
  type Job,
  type JobStatus,
  type JobStore,
  type KeptSchema,
  type Lease,
  type ScheduleState,
  type SchemaChange,
  type SchemaVersion,
} from '@drawbridge/engine';
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import { keepSchemaVersion, listSchemaVersions, readSchemaVersion } from './schema-versions.ts';
import type { ProvisioningTables } from './tables.ts';

type JobRow = Selectable<ProvisioningTables['synchronization_jobs']>;

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    servicePrincipalId: row.service_principal_id,
    templateId: row.template_id,
    schedule: { state: row.schedule_state as ScheduleState, intervalMs: Number(row.interval_ms) },
    schema: row.schema,
    schemaVersion: row.schema_version,
    ...(Object.keys(row.settings).length === 0 ? {} : { settings: row.settings }),
    ...(row.cursor === null ? {} : { cursor: row.cursor }),
    status: row.status,
    createdAt: row.created_at.toISOString(),
  };
}

/** What a worker that claimed the job and has not given it back may still be told by; its lease may be fenced off. */
const claimedBy = ({ jobId, owner, fence }: Lease) =>
  sql<boolean>`(id = ${jobId} and lease_owner = ${owner} and lease_fence = ${fence})`;
export const heldBy = (lease: Lease) => sql<boolean>`(${claimedBy(lease)} and not lease_fenced)`;

/** What names the job by its key, without a foreign key. */
const jobTables = [
  'links',
  'written_references',
  'escrows',
  'create_intents',
  'staged_deletions',
  'deletion_counts',
] as const;

/** Job ids are text of any kind, so they travel as one array. */
const noneOf = (column: 'id' | 'due.id', ids: readonly string[]) =>
  ids.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} <> all(${[...ids]}::text[])`;

/** The worker that holds the job can write no more, and the job stays closed to others until that one has stopped. */
export const fencedOff = { lease_fenced: sql<boolean>`lease_owner is not null` };
const free = { lease_owner: null, lease_until: null, lease_fenced: false };

/**
 * Locks the job until the transaction ends, and gives its key. Throws AbortedError when the job is gone, or with a lease
 * that is not held any more.
 */
export async function lockJob(
  tx: Transaction<ProvisioningTables>,
  jobId: string,
  lease: Lease | undefined,
): Promise<number> {
  let select = tx.selectFrom('synchronization_jobs').select('key').where('id', '=', jobId).forNoKeyUpdate();
  if (lease) select = select.where(heldBy(lease));
  const job = await select.executeTakeFirst();
  if (job) return job.key;
  throw new AbortedError(
    lease
      ? `The lease on job ${jobId} was lost: it was restarted, removed or taken over.`
      : `The job ${jobId} was removed.`,
  );
}

/** What people change is written in a transaction, which carries the audit record with it. */
export class SqlJobStore implements JobStore {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  async get(jobId: string): Promise<Job | undefined> {
    const row = await this.#database.kysely
      .selectFrom('synchronization_jobs')
      .selectAll()
      .where('id', '=', storable(jobId))
      .executeTakeFirst();
    return row && toJob(row);
  }

  async listByServicePrincipal(servicePrincipalId: string): Promise<readonly Job[]> {
    const rows = await this.#database.kysely
      .selectFrom('synchronization_jobs')
      .selectAll()
      .where('service_principal_id', '=', servicePrincipalId)
      .orderBy('created_at')
      .execute();
    return rows.map(toJob);
  }

  async create(job: Job): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const { key } = await tx
        .insertInto('synchronization_jobs')
        .values({
          id: job.id,
          service_principal_id: job.servicePrincipalId,
          template_id: job.templateId,
          schedule_state: job.schedule.state,
          interval_ms: job.schedule.intervalMs,
          schema: JSON.stringify(job.schema),
          schema_version: job.schemaVersion,
          settings: JSON.stringify(job.settings ?? {}),
          cursor: job.cursor ? JSON.stringify(job.cursor) : null,
          status: JSON.stringify(job.status),
          quarantined: isLaidUp(job.status),
          created_at: new Date(job.createdAt),
          due_at: null,
          lease_owner: null,
          lease_until: null,
        })
        .returning('key')
        .executeTakeFirstOrThrow();
      await keepSchemaVersion(tx, key, { version: job.schemaVersion, schema: job.schema });
    });
  }

  async remove(jobId: string): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const job = await tx
        .deleteFrom('synchronization_jobs')
        .where('id', '=', jobId)
        .returning('key')
        .executeTakeFirst();
      if (!job) return;
      for (const table of jobTables) {
        await tx.deleteFrom(table).where('job_key', '=', job.key).execute();
      }
    });
  }

  async setSchedule(jobId: string, schedule: Job['schedule'], dueAt: Date | undefined): Promise<void> {
    await this.#database.transaction((tx) =>
      tx
        .updateTable('synchronization_jobs')
        .set({
          schedule_state: schedule.state,
          interval_ms: schedule.intervalMs,
          due_at: dueAt ?? null,
          woken: dueAt ? 'name' : null,
        })
        .where('id', '=', jobId)
        .execute(),
    );
  }

  async setSchema(jobId: string, schema: SynchronizationSchema, change?: SchemaChange): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const job = await tx
        .updateTable('synchronization_jobs')
        .set((eb) => ({
          schema: JSON.stringify(schema),
          schema_version: eb('schema_version', '+', 1),
          cursor: null,
          ...fencedOff,
        }))
        .where('id', '=', jobId)
        .returning(['key', 'schema_version'])
        .executeTakeFirst();
      if (job) await keepSchemaVersion(tx, job.key, { version: job.schema_version, schema, ...(change && { change }) });
    });
  }

  listSchemaVersions(...[jobId, page]: Parameters<JobStore['listSchemaVersions']>): Promise<readonly SchemaVersion[]> {
    return listSchemaVersions(this.#database.kysely, jobId, page);
  }

  readSchemaVersion(jobId: string, version: number): Promise<KeptSchema | undefined> {
    return readSchemaVersion(this.#database.kysely, jobId, version);
  }

  async setSettings(
    jobId: string,
    settings: StoredJobSettings,
    { reevaluates }: { readonly reevaluates: boolean },
  ): Promise<void> {
    await this.#database.transaction((tx) =>
      tx
        .updateTable('synchronization_jobs')
        .set({ settings: JSON.stringify(settings), ...(reevaluates ? { cursor: null } : {}), ...fencedOff })
        .where('id', '=', jobId)
        .execute(),
    );
  }

  async restart(
    jobId: string,
    clear: { watermark: boolean; escrows: boolean; quarantine: boolean; links: boolean; forceDeletes: boolean },
    dueAt: Date,
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const row = await tx
        .selectFrom('synchronization_jobs')
        .select(['key', 'status'])
        .where('id', '=', jobId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!row) return;
      const { quarantine, ...healthy } = row.status;
      const status: JobStatus = {
        ...healthy,
        ...(quarantine === undefined || clear.quarantine ? { countSuccessiveCompleteFailures: 0 } : { quarantine }),
        ...(clear.forceDeletes ? { forceDeletes: true } : {}),
      };
      await tx
        .updateTable('synchronization_jobs')
        .set({
          status: JSON.stringify(status),
          quarantined: isLaidUp(status),
          ...(clear.watermark || clear.links ? { cursor: null } : {}),
          schedule_state: 'Active',
          due_at: dueAt,
          ...fencedOff,
        })
        .where('id', '=', jobId)
        .execute();
      if (clear.forceDeletes) {
        await tx
          .updateTable('staged_deletions')
          .set({ state: 'approved', decided_at: dueAt })
          .where('job_key', '=', row.key)
          .where('state', '=', 'pending')
          .execute();
      }
      if (clear.escrows) await tx.deleteFrom('escrows').where('job_key', '=', row.key).execute();
      if (clear.links) {
        await tx.deleteFrom('links').where('job_key', '=', row.key).execute();
        await tx.deleteFrom('written_references').where('job_key', '=', row.key).execute();
        await tx.deleteFrom('create_intents').where('job_key', '=', row.key).execute();
        await tx.deleteFrom('staged_deletions').where('job_key', '=', row.key).execute();
      }
    });
  }

  async wake(now: Date, jobIds?: readonly string[]): Promise<void> {
    if (jobIds?.length === 0) return;
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({
        due_at: sql<Date>`least(due_at, ${now}::timestamptz)`,
        woken: jobIds ? 'name' : sql<'change' | 'name'>`coalesce(woken, 'change')`,
      })
      .where('id', 'in', (eb) => {
        const asleep = eb
          .selectFrom('synchronization_jobs')
          .select('id')
          .where('schedule_state', '=', 'Active')
          .where((e) => (jobIds ? e('id', 'in', jobIds) : e('quarantined', '=', false)))
          .where((e) =>
            e.or([jobIds ? e('woken', 'is distinct from', 'name') : e('woken', 'is', null), e('due_at', '>', now)]),
          );
        // Locked in one order, so that two that wake at once do not stop each other.
        return asleep.orderBy('id').forNoKeyUpdate();
      })
      .execute();
  }

  async nextDue(except: readonly string[] = []): Promise<Date | undefined> {
    const row = await this.#database.kysely
      .selectFrom('synchronization_jobs')
      .select(sql<Date | null>`min(greatest(due_at, lease_until))`.as('due'))
      .where('schedule_state', '=', 'Active')
      .where('due_at', 'is not', null)
      .where(noneOf('id', except))
      .executeTakeFirst();
    return row?.due ?? undefined;
  }

  async claim(
    owner: string,
    now: Date,
    leaseMs: number,
    except: readonly string[] = [],
  ): Promise<{ job: Job; lease: Lease } | undefined> {
    const until = new Date(now.getTime() + leaseMs);
    const row = await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set((eb) => ({
        lease_owner: owner,
        lease_until: until,
        lease_fence: sql<string>`${eb.ref('lease_fence')} + 1`,
        lease_fenced: false,
        woken: null,
      }))
      .where(
        'id',
        '=',
        (eb) =>
          eb
            .selectFrom('synchronization_jobs as due')
            .select('due.id')
            .where('due.schedule_state', '=', 'Active')
            .where('due.due_at', '<=', now)
            .where(noneOf('due.id', except))
            .where((e) => e.or([e('due.lease_owner', 'is', null), e('due.lease_until', '<=', now)]))
            .orderBy('due.due_at')
            .limit(1)
            .forUpdate()
            .skipLocked() as never,
      )
      .returningAll()
      .executeTakeFirst();
    return row && { job: toJob(row), lease: { jobId: row.id, owner, fence: Number(row.lease_fence) } };
  }

  async renew(lease: Lease, until: Date): Promise<boolean> {
    const result = await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({ lease_until: until })
      .where(heldBy(lease))
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async release(lease: Lease, status: JobStatus, dueAt: Date | undefined): Promise<void> {
    const quarantined = isLaidUp(status);
    const due = sql<Date | null>`${dueAt ?? null}::timestamptz`;
    // A change in the directory is no reason to try an ill job again at once; who names it has a better one.
    const isWoken = quarantined ? sql`woken = 'name'` : sql`woken is not null`;
    const kept = await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({
        status: JSON.stringify(status),
        quarantined,
        due_at: sql<Date | null>`case when ${isWoken} then least(due_at, ${due}) else ${due} end`,
        woken: null,
        ...free,
      })
      .where(heldBy(lease))
      .executeTakeFirst();
    if (kept.numUpdatedRows > 0n) return;
    // Fenced off: the result is void, but the worker has stopped, so the next claim need not wait.
    await this.#database.kysely.updateTable('synchronization_jobs').set(free).where(claimedBy(lease)).execute();
  }

  async saveStatus(lease: Lease, status: JobStatus): Promise<void> {
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({ status: JSON.stringify(status), quarantined: isLaidUp(status) })
      .where(heldBy(lease))
      .execute();
  }

  async saveCursor(lease: Lease, cursor: CycleCursor | undefined): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await lockJob(tx, lease.jobId, lease);
      await tx
        .updateTable('synchronization_jobs')
        .set({ cursor: cursor ? JSON.stringify(cursor) : null })
        .where('id', '=', lease.jobId)
        .execute();
    });
  }
}
