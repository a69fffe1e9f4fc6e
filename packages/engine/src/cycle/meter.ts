/** Counts what a cycle does, for the progress that is shown while it runs and for the execution it leaves behind. */
import type { Clock } from '@drawbridge/base';
import type { CycleProgress, CycleTally, ExecutionCounts } from '../job/job.ts';
import type { Settlement } from '../pipeline/record.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

const tallied = {
  created: 'created',
  updated: 'updated',
  disabled: 'disabled',
  deleted: 'deleted',
  skipped: 'skipped',
  failed: 'failed',
  staged: 'skipped',
} as const;

/** A rate of less time says little. */
const leastSeconds = 1;

export class CycleMeter {
  cycleId = '';
  kind: 'initial' | 'incremental' = 'incremental';
  phase = '';
  done = 0;
  total = 0;
  /** Failures of reference writes, which do not count towards the proportion of failures. */
  referenceFailures = 0;
  staged = 0;
  /** When the connection was tested in this cycle. */
  probedAt: Date | undefined;
  /** Requests sent, as the client counts them. */
  requestsSent: () => number = () => 0;
  readonly #clock: Clock;
  readonly #startedMs: number;
  #doneBefore = 0;
  #requestsBefore = 0;
  readonly #tally: Mutable<Omit<CycleTally, 'requests'>> = {
    created: 0,
    updated: 0,
    disabled: 0,
    deleted: 0,
    skipped: 0,
    failed: 0,
    references: 0,
  };
  readonly #counts: Mutable<ExecutionCounts> = {
    countImported: 0,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
    countEntitled: 0,
    countEntitledForProvisioning: 0,
    countExported: 0,
    countExports: 0,
    countEscrowed: 0,
    countEscrowedRaw: 0,
  };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
  }

  #pace(): Pick<CycleProgress, 'perSecond' | 'secondsLeft'> {
    const seconds = (this.#clock.monotonicMs() - this.#startedMs) / 1_000;
    const done = this.done - this.#doneBefore;
    if (seconds < leastSeconds || done <= 0) return {};
    const perSecond = done / seconds;
    const left = Math.max(0, this.total - this.done);
    return { perSecond: Math.round(perSecond * 10) / 10, secondsLeft: Math.ceil(left / perSecond) };
  }

  imported(count: number, deltas = 0, referenceDeltas = 0): void {
    this.#counts.countImported += count;
    this.#counts.countImportedDeltas += deltas;
    this.#counts.countImportedReferenceDeltas += referenceDeltas;
  }

  settled(settlement: Settlement): void {
    this.#tally[tallied[settlement.outcome]]++;
    if (settlement.isEntitled) {
      this.#counts.countEntitled++;
      this.#counts.countEntitledForProvisioning++;
    }
    if (settlement.outcome === 'staged') this.staged++;
    else if (settlement.outcome === 'failed') {
      this.#counts.countEscrowed++;
      this.#counts.countEscrowedRaw++;
    } else if (settlement.outcome !== 'skipped') {
      this.#counts.countExported++;
      this.#counts.countExports++;
    }
  }

  referencesWritten(count: number): void {
    this.#tally.references += count;
    this.#counts.countExports++;
  }

  referenceFailed(): void {
    this.referenceFailures++;
    this.#tally.failed++;
    this.#counts.countEscrowed++;
    this.#counts.countEscrowedRaw++;
  }

  /** Goes on counting where the same cycle was interrupted. */
  resume({ done, tally }: CycleProgress): void {
    this.done = this.#doneBefore = done;
    const { requests, ...counted } = tally;
    Object.assign(this.#tally, counted);
    this.#requestsBefore = requests;
  }

  get tally(): CycleTally {
    return { ...this.#tally, requests: this.#requestsBefore + this.requestsSent() };
  }

  get counts(): ExecutionCounts {
    return { ...this.#counts };
  }

  progress(): CycleProgress {
    return {
      cycleId: this.cycleId,
      kind: this.kind,
      phase: this.phase,
      done: this.done,
      total: Math.max(this.total, this.done),
      observedAt: this.#clock.now().toISOString(),
      ...this.#pace(),
      tally: this.tally,
    };
  }
}
