/** JobStore in memory, with leases and fences as the SQL one has them. */
import { AbortedError } from '@drawbridge/base';
import {
  isLaidUp,
  keptSchemaVersions,
  type CycleCursor,
  type Job,
  type JobStatus,
  type JobStore,
  type KeptSchema,
  type Lease,
  type SchemaChange,
  type SchemaVersion,
} from '@drawbridge/engine';
import type { JobRow, MemoryProvisioningState } from './memory-provisioning-state.ts';

type Clear = Parameters<JobStore['restart']>[1];

export class MemoryJobStore implements JobStore {
  readonly #state: MemoryProvisioningState;

  constructor(state: MemoryProvisioningState) {
    this.#state = state;
  }

  async get(jobId: string): Promise<Job | undefined> {
    return this.#state.rows.get(jobId)?.job;
  }

  async listByServicePrincipal(servicePrincipalId: string): Promise<readonly Job[]> {
    return [...this.#state.rows.values()]
      .map(({ job }) => job)
      .filter((job) => job.servicePrincipalId === servicePrincipalId);
  }

  async create(job: Job): Promise<void> {
    this.#state.rows.set(job.id, { job, dueAt: undefined, woken: undefined, fence: 0, ...free });
    this.#state.data(job.id).schemas.push({ version: job.schemaVersion, schema: job.schema });
  }

  async remove(jobId: string): Promise<void> {
    this.#state.remove(jobId);
  }

  async setSchedule(jobId: string, schedule: Job['schedule'], dueAt: Date | undefined): Promise<void> {
    const row = this.#state.rows.get(jobId);
    if (!row) return;
    row.job = { ...row.job, schedule };
    row.dueAt = dueAt;
    row.woken = dueAt ? 'name' : undefined;
  }

  async setSchema(jobId: string, schema: Job['schema'], change?: SchemaChange): Promise<void> {
    const row = this.#state.rows.get(jobId);
    if (!row) return;
    const { cursor: _cursor, ...job } = row.job;
    const version = job.schemaVersion + 1;
    row.job = { ...job, schema, schemaVersion: version };
    const { schemas } = this.#state.data(jobId);
    schemas.unshift({ version, schema, ...(change && { change }) });
    schemas.splice(keptSchemaVersions);
    fenceOff(row);
  }

  async listSchemaVersions(
    ...[jobId, { before = Infinity, limit }]: Parameters<JobStore['listSchemaVersions']>
  ): Promise<readonly SchemaVersion[]> {
    return this.#state
      .data(jobId)
      .schemas.filter(({ version }) => version < before)
      .slice(0, limit)
      .map(({ schema: _schema, ...version }) => version);
  }

  async readSchemaVersion(jobId: string, wanted: number): Promise<KeptSchema | undefined> {
    return this.#state.data(jobId).schemas.find(({ version }) => version === wanted);
  }

  async setSettings(
    jobId: string,
    settings: NonNullable<Job['settings']>,
    { reevaluates }: { readonly reevaluates: boolean },
  ): Promise<void> {
    const row = this.#state.rows.get(jobId);
    if (!row) return;
    const { cursor, ...job } = row.job;
    row.job = { ...job, settings, ...(cursor && !reevaluates ? { cursor } : {}) };
    fenceOff(row);
  }

  async restart(jobId: string, clear: Clear, dueAt: Date): Promise<void> {
    const row = this.#state.rows.get(jobId);
    if (!row) return;
    const { cursor, ...job } = row.job;
    const { quarantine, ...status } = job.status;
    const keepsCursor = cursor !== undefined && !clear.watermark && !clear.links;
    row.job = {
      ...job,
      ...(keepsCursor ? { cursor } : {}),
      schedule: { ...job.schedule, state: 'Active' },
      status: {
        ...status,
        ...(quarantine && !clear.quarantine ? { quarantine } : { countSuccessiveCompleteFailures: 0 }),
        ...(clear.forceDeletes ? { forceDeletes: true } : {}),
      },
    };
    row.dueAt = dueAt;
    fenceOff(row);
    const data = this.#state.data(jobId);
    if (clear.forceDeletes) {
      for (const one of data.staged.values()) {
        if (one.state === 'pending') data.staged.set(one.sourceId, { ...one, state: 'approved', decidedAt: dueAt });
      }
    }
    if (clear.escrows) data.escrows.clear();
    if (!clear.links) return;
    data.links.clear();
    data.staged.clear();
    data.written.clear();
    data.intents.clear();
  }

  async wake(now: Date, jobIds?: readonly string[]): Promise<void> {
    for (const row of this.#state.rows.values()) {
      if (row.job.schedule.state !== 'Active') continue;
      if (jobIds ? !jobIds.includes(row.job.id) : isLaidUp(row.job.status)) continue;
      row.dueAt = earlier(row.dueAt, now);
      row.woken = jobIds ? 'name' : (row.woken ?? 'change');
    }
  }

  async nextDue(except: readonly string[] = []): Promise<Date | undefined> {
    let next: Date | undefined;
    for (const { job, dueAt, leaseUntil } of this.#state.rows.values()) {
      if (job.schedule.state !== 'Active' || !dueAt || except.includes(job.id)) continue;
      next = earlier(next, leaseUntil && leaseUntil > dueAt ? leaseUntil : dueAt);
    }
    return next;
  }

  async claim(
    owner: string,
    now: Date,
    leaseMs: number,
    except: readonly string[] = [],
  ): Promise<{ job: Job; lease: Lease } | undefined> {
    const row = [...this.#state.rows.values()]
      .filter(({ job, dueAt }) => job.schedule.state === 'Active' && dueAt !== undefined && dueAt <= now)
      .filter(({ job }) => !except.includes(job.id))
      .filter(({ leaseUntil }) => !leaseUntil || leaseUntil <= now)
      .sort((a, b) => a.dueAt!.getTime() - b.dueAt!.getTime())[0];
    if (!row) return undefined;
    row.owner = owner;
    row.leaseUntil = new Date(now.getTime() + leaseMs);
    row.woken = undefined;
    row.isFenced = false;
    row.fence++;
    return { job: row.job, lease: { jobId: row.job.id, owner, fence: row.fence } };
  }

  async renew(lease: Lease, until: Date): Promise<boolean> {
    const row = this.#held(lease);
    if (row) row.leaseUntil = until;
    return row !== undefined;
  }

  async release(lease: Lease, status: JobStatus, dueAt: Date | undefined): Promise<void> {
    const row = this.#claimed(lease);
    if (!row) return;
    if (!row.isFenced) {
      // A change in the directory is no reason to try an ill job again at once; who names it has a better one.
      const isWoken = isLaidUp(status) ? row.woken === 'name' : row.woken !== undefined;
      row.job = { ...row.job, status };
      row.dueAt = isWoken ? earlier(dueAt, row.dueAt) : dueAt;
      row.woken = undefined;
    }
    Object.assign(row, free);
  }

  async saveStatus(lease: Lease, status: JobStatus): Promise<void> {
    const row = this.#held(lease);
    if (row) row.job = { ...row.job, status };
  }

  async saveCursor(lease: Lease, cursor: CycleCursor | undefined): Promise<void> {
    const row = this.#held(lease);
    if (!row) throw new AbortedError(`The lease on job ${lease.jobId} was lost.`);
    const { cursor: _cursor, ...job } = row.job;
    row.job = cursor ? { ...job, cursor } : job;
  }

  #claimed(lease: Lease): JobRow | undefined {
    const row = this.#state.rows.get(lease.jobId);
    return row?.owner === lease.owner && row.fence === lease.fence ? row : undefined;
  }

  #held(lease: Lease): JobRow | undefined {
    const row = this.#claimed(lease);
    return row?.isFenced ? undefined : row;
  }
}

const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a < b ? a : b) : (a ?? b));

const free = { owner: undefined, leaseUntil: undefined, isFenced: false };

/** The worker that holds the job can write no more; others wait until it gave the job back or its time is over. */
function fenceOff(row: JobRow): void {
  row.isFenced = row.owner !== undefined;
}
