/** JobStore on SQL: the lease is a column, taken with SKIP LOCKED, so that any number of processes share the jobs. */
import { AbortedError } from '@drawbridge/base';
import type { SynchronizationSchema } from '@drawbridge/contract';
import type { CycleCursor, Job, JobStatus, JobStore, Lease, ScheduleState } from '@drawbridge/engine';
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
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
    ...(row.cursor === null ? {} : { cursor: row.cursor }),
    status: row.status,
    createdAt: row.created_at.toISOString(),
  };
}

/** Throws AbortedError unless the lease is still held; locks the job's row until the transaction ends. */
export async function holdLease(tx: Transaction<ProvisioningTables>, lease: Lease): Promise<void> {
  const held = await tx
    .selectFrom('synchronization_jobs')
    .select('id')
    .where('id', '=', lease.jobId)
    .where('lease_owner', '=', lease.owner)
    .where('lease_fence', '=', String(lease.fence))
    .forUpdate()
    .executeTakeFirst();
  if (!held)
    throw new AbortedError(`The lease on job ${lease.jobId} was lost: it was restarted, removed or taken over.`);
}

export class SqlJobStore implements JobStore {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  async get(jobId: string): Promise<Job | undefined> {
    const row = await this.#database.kysely
      .selectFrom('synchronization_jobs')
      .selectAll()
      .where('id', '=', jobId)
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
    await this.#database.kysely
      .insertInto('synchronization_jobs')
      .values({
        id: job.id,
        service_principal_id: job.servicePrincipalId,
        template_id: job.templateId,
        schedule_state: job.schedule.state,
        interval_ms: job.schedule.intervalMs,
        schema: JSON.stringify(job.schema),
        schema_version: job.schemaVersion,
        cursor: job.cursor ? JSON.stringify(job.cursor) : null,
        status: JSON.stringify(job.status),
        quarantined: job.status.quarantine !== undefined,
        created_at: new Date(job.createdAt),
        due_at: null,
        lease_owner: null,
        lease_until: null,
      })
      .execute();
  }

  async remove(jobId: string): Promise<void> {
    await this.#database.kysely.deleteFrom('synchronization_jobs').where('id', '=', jobId).execute();
  }

  async setSchedule(jobId: string, schedule: Job['schedule'], dueAt: Date | undefined): Promise<void> {
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({
        schedule_state: schedule.state,
        interval_ms: schedule.intervalMs,
        due_at: dueAt ?? null,
        woken: dueAt !== undefined,
      })
      .where('id', '=', jobId)
      .execute();
  }

  async setSchema(jobId: string, schema: SynchronizationSchema): Promise<void> {
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set((eb) => ({
        schema: JSON.stringify(schema),
        schema_version: eb('schema_version', '+', 1),
        cursor: null,
        ...fencedOff(),
      }))
      .where('id', '=', jobId)
      .execute();
  }

  async restart(
    jobId: string,
    clear: { watermark: boolean; escrows: boolean; quarantine: boolean; links: boolean; forceDeletes: boolean },
    dueAt: Date,
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const row = await tx
        .selectFrom('synchronization_jobs')
        .select('status')
        .where('id', '=', jobId)
        .forUpdate()
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
          quarantined: status.quarantine !== undefined,
          ...(clear.watermark || clear.links ? { cursor: null } : {}),
          schedule_state: 'Active',
          due_at: dueAt,
          ...fencedOff(),
        })
        .where('id', '=', jobId)
        .execute();
      if (clear.escrows) await tx.deleteFrom('escrows').where('job_id', '=', jobId).execute();
      if (clear.links) {
        await tx.deleteFrom('links').where('job_id', '=', jobId).execute();
        await tx.deleteFrom('written_references').where('job_id', '=', jobId).execute();
      }
    });
  }

  async wake(now: Date, jobIds?: readonly string[]): Promise<void> {
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({ due_at: sql<Date>`least(due_at, ${now}::timestamptz)`, woken: true })
      .where('schedule_state', '=', 'Active')
      .where((eb) => (jobIds ? eb('id', 'in', jobIds.length > 0 ? jobIds : ['']) : eb('quarantined', '=', false)))
      .where((eb) => eb.or([eb('woken', '=', false), eb('due_at', '>', now), eb('due_at', 'is', null)]))
      .execute();
  }

  async nextDue(): Promise<Date | undefined> {
    const row = await this.#database.kysely
      .selectFrom('synchronization_jobs')
      .select(sql<Date | null>`min(greatest(due_at, lease_until))`.as('due'))
      .where('schedule_state', '=', 'Active')
      .where('due_at', 'is not', null)
      .executeTakeFirst();
    return row?.due ?? undefined;
  }

  async claim(owner: string, now: Date, leaseMs: number): Promise<{ job: Job; lease: Lease } | undefined> {
    const until = new Date(now.getTime() + leaseMs);
    const row = await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set((eb) => ({
        lease_owner: owner,
        lease_until: until,
        lease_fence: sql<string>`${eb.ref('lease_fence')} + 1`,
        woken: false,
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
            .where((e) => e.or([e('due.lease_owner', 'is', null), e('due.lease_until', '<', now)]))
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
      .where('id', '=', lease.jobId)
      .where('lease_owner', '=', lease.owner)
      .where('lease_fence', '=', String(lease.fence))
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async release(lease: Lease, status: JobStatus, dueAt: Date | undefined): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const kept = await tx
        .updateTable('synchronization_jobs')
        .set({
          status: JSON.stringify(status),
          quarantined: status.quarantine !== undefined,
          due_at: sql<Date | null>`case when woken then least(due_at, ${dueAt ?? null}::timestamptz) else ${dueAt ?? null}::timestamptz end`,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', lease.jobId)
        .where('lease_owner', '=', lease.owner)
        .where('lease_fence', '=', String(lease.fence))
        .executeTakeFirst();
      if (kept.numUpdatedRows > 0n) return;
      // Fenced off by a restart: the result is void, but the worker has stopped, so the next claim need not wait.
      await tx
        .updateTable('synchronization_jobs')
        .set({ lease_owner: null, lease_until: null })
        .where('id', '=', lease.jobId)
        .where('lease_owner', '=', `${fencedOwner}${lease.owner}`)
        .execute();
    });
  }

  async saveStatus(lease: Lease, status: JobStatus): Promise<void> {
    await this.#database.kysely
      .updateTable('synchronization_jobs')
      .set({ status: JSON.stringify(status), quarantined: status.quarantine !== undefined })
      .where('id', '=', lease.jobId)
      .where('lease_owner', '=', lease.owner)
      .where('lease_fence', '=', String(lease.fence))
      .execute();
  }

  async saveCursor(lease: Lease, cursor: CycleCursor | undefined): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await holdLease(tx, lease);
      await tx
        .updateTable('synchronization_jobs')
        .set({ cursor: cursor ? JSON.stringify(cursor) : null })
        .where('id', '=', lease.jobId)
        .execute();
    });
  }
}

/** Marks the lease as lost while keeping the job closed to others until its worker has stopped or its time is over. */
const fencedOwner = 'fenced:';
const fencedOff = () => ({
  lease_fence: sql<string>`lease_fence + 1`,
  lease_owner: sql<
    string | null
  >`case when lease_owner like 'fenced:%' then lease_owner else 'fenced:' || lease_owner end`,
});
