/**
 * When a job is too ill to go on, and when it is tried again. Thresholds are Microsoft Entra's (engine.md §8) unless
 * configured otherwise.
 */
import type { ProvisioningError } from '@drawbridge/base';
import type { Quarantine, QuarantineReason } from '../job/job.ts';
import { dayMs } from './retry-queue.ts';

export type QuarantineThresholds = {
  /** Fewer failures than this never quarantine a job. */
  readonly evaluateFrom: number;
  /** Failed share of provisioning events, references not counted. */
  readonly proportion: number;
  /** More failures than this, references not counted. */
  readonly base: number;
  /** More failures than this, references counted. */
  readonly total: number;
};

export const defaultThresholds: QuarantineThresholds = {
  evaluateFrom: 5_000,
  proportion: 0.4,
  base: 40_000,
  total: 60_000,
};

export type FailureCounts = {
  readonly events: number;
  readonly failures: number;
  readonly referenceFailures: number;
};

/** The reason that the numbers of a cycle give; undefined when the job is healthy enough. */
export function judgeFailures(
  { events, failures, referenceFailures }: FailureCounts,
  thresholds: Partial<QuarantineThresholds> = {},
): QuarantineReason | undefined {
  const { evaluateFrom, proportion, base, total } = { ...defaultThresholds, ...thresholds };
  if (failures + referenceFailures > total) return 'EncounteredTotalEscrowThreshold';
  if (failures > base) return 'EncounteredBaseEscrowThreshold';
  if (failures >= evaluateFrom && failures > proportion * events) return 'EncounteredEscrowProportionThreshold';
  return undefined;
}

/** For a setting of `Auto`: a fifth of the accounts, and at least ten, so that a small job notices trouble too. */
export const evaluateFromFor = (accounts: number): number =>
  Math.min(defaultThresholds.evaluateFrom, Math.max(10, Math.ceil(accounts / 5)));

const soonestMs = 1_000;
const latestWhenHeldMs = 5 * 60_000;
const firstPauseMs = 30 * 60_000;

/**
 * The next state of quarantine after another attempt failed. `isHeld`: the road is down, and is looked at again after 1 s,
 * then twice as long each time, up to 5 min; everything else after 30 min, then twice as long, up to a day.
 */
export function enterQuarantine(
  previous: Quarantine | undefined,
  cause: { readonly reason: QuarantineReason; readonly error: ProvisioningError; readonly isHeld: boolean },
  now: Date,
): Quarantine {
  // Deletions that waited for a review were no failures: a series begins with the first one.
  const series = previous?.reason === 'TooManyDeletes' ? undefined : previous;
  const seriesCount = (series?.seriesCount ?? 0) + 1;
  const at = now.toISOString();
  return {
    reason: cause.reason,
    currentBegan: series?.reason === cause.reason ? series.currentBegan : at,
    seriesBegan: series?.seriesBegan ?? at,
    seriesCount,
    nextAttempt: new Date(now.getTime() + pauseMs(seriesCount, cause.isHeld)).toISOString(),
    error: { code: cause.error.code, message: cause.error.message },
  };
}

function pauseMs(seriesCount: number, isHeld: boolean): number {
  const doublings = Math.min(seriesCount - 1, 20);
  return isHeld
    ? Math.min(soonestMs * 2 ** doublings, latestWhenHeldMs)
    : Math.min(firstPauseMs * 2 ** doublings, dayMs);
}

/** Deletions are held back: the job keeps its pace, and the series counts no attempts. */
export function holdForReview(
  previous: Quarantine | undefined,
  { pending, now, nextAttempt }: { readonly pending: number; readonly now: Date; readonly nextAttempt: Date },
): Quarantine {
  const began = previous?.reason === 'TooManyDeletes' ? previous : undefined;
  const at = now.toISOString();
  return {
    reason: 'TooManyDeletes',
    currentBegan: began?.currentBegan ?? at,
    seriesBegan: began?.seriesBegan ?? at,
    seriesCount: 1,
    nextAttempt: nextAttempt.toISOString(),
    error: {
      code: 'DELETION_LIMIT_REACHED',
      message: `${pending} disables and deletes are held back by the accidental-deletion threshold. Approve or reject them among the staged deletions; everything else goes on.`,
    },
  };
}
