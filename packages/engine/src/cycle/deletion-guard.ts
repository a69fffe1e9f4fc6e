/**
 * The accidental-deletion threshold: disables and deletes are counted before they are exported, page by page. All of a
 * page go, or none: what would take the count beyond the threshold is staged, one by one, and waits for a person, while
 * the rest of the job goes on.
 */
import { ProvisioningError } from '@drawbridge/base';
import type { JobSettings } from '@drawbridge/contract';
import type { EngineOptions, Target } from '../engine-options.ts';
import type { Job } from '../job/job.ts';

const hourMs = 60 * 60_000;

export type GuardLimit = {
  /** Disables and deletes that may be carried out. */
  readonly threshold: number;
  /** Of these, carried out already within the window. */
  readonly exported: number;
};

export class DeletionGuard {
  /** Whether some deletion of the job may wait for a person, or may have had a person's word. */
  mayHaveStaged: boolean;
  readonly #limit: (() => Promise<GuardLimit>) | undefined;
  #threshold: number | undefined;
  #exported = 0;

  /** Without a limit everything may go, but what a person rejected. */
  constructor(limit?: number | (() => Promise<GuardLimit>), { mayHaveStaged = false } = {}) {
    if (typeof limit === 'number') this.#threshold = limit;
    this.#limit = typeof limit === 'function' ? limit : undefined;
    this.mayHaveStaged = mayHaveStaged;
  }

  get hasLimit(): boolean {
    return this.#threshold !== undefined || this.#limit !== undefined;
  }

  /** Whether disables and deletes must wait until their page is decided. */
  get isOn(): boolean {
    return this.hasLimit || this.mayHaveStaged;
  }

  /** Reads what the limit is made of, the first time; before `refuse`. */
  async prepare(): Promise<void> {
    if (!this.#limit || this.#threshold !== undefined) return;
    const { threshold, exported } = await this.#limit();
    this.#threshold = threshold;
    this.#exported += exported;
  }

  /** What a person approved goes, whatever the threshold; it counts for what follows. */
  allow(count: number): void {
    this.#exported += count;
  }

  /** Undefined when so many may be exported now; else why not. All of a page go, or none. */
  refuse(count: number): ProvisioningError | undefined {
    if (this.#threshold === undefined || this.#exported + count <= this.#threshold) {
      this.#exported += count;
      return undefined;
    }
    return new ProvisioningError(
      'DELETION_LIMIT_REACHED',
      `${this.#exported + count} disables and deletes are more than the threshold of ${this.#threshold}. ${count} are held back; approve or reject them among the staged deletions, or mend their cause.`,
      { details: { threshold: this.#threshold, held: count, exported: this.#exported } },
    );
  }
}

type Guarded = {
  readonly engine: EngineOptions;
  readonly job: Job;
  readonly settings: JobSettings;
  readonly target: Pick<Target, 'deletionThreshold'>;
};

/** The guard of one cycle. A percentage is of the accounts that the job manages, those of the window included. */
export async function openGuard({ engine, job, settings, target }: Guarded): Promise<DeletionGuard> {
  const { links, clock } = engine;
  const mayHaveStaged = (await links.listStaged(job.id, { limit: 1 })).length > 0;
  const absolute = settings.QuarantineTooManyDeletesThreshold ?? target.deletionThreshold;
  const percent = settings.DeletionThresholdPercent;
  const windowMs = settings.DeletionThresholdWindowHours * hourMs;
  if (job.status.forceDeletes || (absolute === undefined && percent === undefined)) {
    return new DeletionGuard(undefined, { mayHaveStaged });
  }
  const limit = async (): Promise<GuardLimit> => {
    const since = new Date(clock.now().getTime() - windowMs);
    const exported = windowMs > 0 ? await links.countDeletions(job.id, since) : 0;
    const share = percent === undefined ? undefined : shareOf((await links.countManaged(job.id)) + exported, percent);
    return { exported, threshold: Math.min(absolute ?? Infinity, share ?? Infinity) };
  };
  return new DeletionGuard(limit, { mayHaveStaged });
}

/** One person may always leave, however few there are. */
const shareOf = (accounts: number, percent: number): number => Math.max(1, Math.floor((accounts * percent) / 100));
