/**
 * Jobs and who works on them. A job is claimed by lease: one worker at a time, in whatever process, and a worker that
 * died gives the job back when its lease runs out. Every write of a cycle carries the lease, so that a worker that lost
 * it cannot write any more.
 */
import type { StoredJobSettings, SynchronizationSchema } from '@drawbridge/contract';
import type { Job, JobStatus } from '../job/job.ts';
import type { CycleCursor } from '../cycle/cursor.ts';
import type { KeptSchema, SchemaChange, SchemaVersion } from './schema-history.ts';

/** Proof of the right to work on a job. `fence` grows with every claim. */
export type Lease = { readonly jobId: string; readonly owner: string; readonly fence: number };

export interface JobStore {
  get(jobId: string): Promise<Job | undefined>;
  listByServicePrincipal(servicePrincipalId: string): Promise<readonly Job[]>;
  create(job: Job): Promise<void>;
  remove(jobId: string): Promise<void>;

  /** Changes schedule state or interval, and makes the job due at `dueAt` (absent: not due). */
  setSchedule(jobId: string, schedule: Job['schedule'], dueAt: Date | undefined): Promise<void>;
  /**
   * Replaces the schema and clears the cursor, so that the next cycle is initial. A lease that is held is fenced off,
   * because its worker still works by the old schema. Does not make the job due: the caller wakes it. The last
   * `keptSchemaVersions` are kept, with the change that made them.
   */
  setSchema(jobId: string, schema: SynchronizationSchema, change?: SchemaChange): Promise<void>;
  /** Newest first, the current one too; those older than `before`. */
  listSchemaVersions(
    jobId: string,
    page: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<readonly SchemaVersion[]>;
  readSchemaVersion(jobId: string, version: number): Promise<KeptSchema | undefined>;
  /**
   * Replaces the settings. A lease that is held is fenced off, because its worker still works by the old ones; with
   * `reevaluates` the cursor is cleared too. Does not make the job due: the caller wakes it.
   */
  setSettings(jobId: string, settings: StoredJobSettings, change: { readonly reevaluates: boolean }): Promise<void>;
  /** Clears what a restart asks to clear, in one transaction, also while a worker holds the job: its lease is fenced off. */
  restart(
    jobId: string,
    clear: { watermark: boolean; escrows: boolean; quarantine: boolean; links: boolean; forceDeletes: boolean },
    dueAt: Date,
  ): Promise<void>;

  /** Makes active jobs due now: all of them, or the given ones. Called when the directory changed or an agent connected. */
  wake(now: Date, jobIds?: readonly string[]): Promise<void>;
  /** When the next active job is due that is not in `except`; undefined when none is. */
  nextDue(except?: readonly string[]): Promise<Date | undefined>;
  /** Claims one due, active, unleased job that is not in `except`, the longest overdue first. */
  claim(
    owner: string,
    now: Date,
    leaseMs: number,
    except?: readonly string[],
  ): Promise<{ job: Job; lease: Lease } | undefined>;
  /** Prolongs the lease; false when it was lost. */
  renew(lease: Lease, until: Date): Promise<boolean>;
  /**
   * Gives the job back with its new status; due again at `dueAt`, or at once when it was woken meanwhile.
   * Does nothing when the lease was lost.
   */
  release(lease: Lease, status: JobStatus, dueAt: Date | undefined): Promise<void>;
  /** Stores the status without giving the job back (progress); does nothing when the lease was lost. */
  saveStatus(lease: Lease, status: JobStatus): Promise<void>;
  /** Sets the cursor without a page, for example when a cycle begins. Throws AbortedError when the lease was lost. */
  saveCursor(lease: Lease, cursor: CycleCursor | undefined): Promise<void>;
}
