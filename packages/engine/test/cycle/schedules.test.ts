/** The arithmetic of retries, quarantine and deletions, without a cycle. */
import { ProvisioningError, TransportError } from '@drawbridge/base';
import { describe, expect, test } from 'vitest';
import { DeletionGuard } from '../../src/cycle/deletion-guard.ts';
import { enterQuarantine, holdForReview, judgeFailures } from '../../src/cycle/quarantine.ts';
import { dayMs, nextAttemptAt, nextEscrow } from '../../src/cycle/retry-queue.ts';

const start = new Date('2026-11-23T09:00:00.000Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const minute = 60_000;
const hour = 60 * minute;

/** The times at which a record is tried that fails each time. */
function attempts(isTransient: boolean, count: number): number[] {
  const times: number[] = [];
  let now = start;
  for (let n = 0; n < count; n++) {
    now = nextAttemptAt(start, isTransient, now);
    times.push((now.getTime() - start.getTime()) / minute);
  }
  return times;
}

describe('the retry queue', () => {
  test('a target that is ill is tried soon, then as everything else', () => {
    expect(attempts(true, 8)).toEqual([1, 5, 15, 40, 6 * 60, 12 * 60, 24 * 60, 48 * 60]);
  });

  test('a record that cannot be written is tried after 40 minutes, 6, 12 and 24 hours, then daily, for 28 days', () => {
    const hours = attempts(false, 32).map((minutes) => minutes / 60);
    expect(hours.slice(1, 5)).toEqual([6, 12, 24, 48]);
    expect(hours[30]).toBe(28 * 24);
    expect(hours[31]).toBeGreaterThan(1_000_000);
  });

  test('an escrow remembers its first failure and counts its attempts', () => {
    const error = new TransportError('TARGET_FAILED', 'It failed.');
    const first = nextEscrow({ id: 'a', type: 'User' }, undefined, error, start);
    const second = nextEscrow({ id: 'a', type: 'User' }, first, error, after(minute));
    expect(second).toMatchObject({ attempts: 2, firstFailedAt: start, nextAttemptAt: after(5 * minute) });
  });
});

describe('quarantine', () => {
  test.each([
    [{ events: 10_000, failures: 4_000, referenceFailures: 0 }, undefined],
    [{ events: 100_000, failures: 45_000, referenceFailures: 0 }, 'EncounteredBaseEscrowThreshold'],
    [{ events: 35_000, failures: 30_000, referenceFailures: 0 }, 'EncounteredEscrowProportionThreshold'],
    [{ events: 120_000, failures: 20_000, referenceFailures: 0 }, undefined],
    [{ events: 200_000, failures: 40_000, referenceFailures: 21_000 }, 'EncounteredTotalEscrowThreshold'],
    [{ events: 4_999, failures: 4_999, referenceFailures: 0 }, undefined],
    [{ events: 5_000, failures: 5_000, referenceFailures: 0 }, 'EncounteredEscrowProportionThreshold'],
  ])('%j gives %s', (counts, reason) => {
    expect(judgeFailures(counts)).toBe(reason);
  });

  const error = new ProvisioningError('TARGET_UNAUTHORIZED', 'No.');
  const series = (isHeld: boolean, count: number): number[] => {
    const pauses: number[] = [];
    let quarantine: ReturnType<typeof enterQuarantine> | undefined;
    for (let n = 0; n < count; n++) {
      quarantine = enterQuarantine(quarantine, { reason: 'EncounteredQuarantineException', error, isHeld }, start);
      pauses.push(Date.parse(quarantine.nextAttempt) - start.getTime());
    }
    return pauses;
  };

  test('a road that is down is looked at after a second, then less often, at least every five minutes', () => {
    expect(series(true, 11).map((ms) => ms / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  test('everything else after half an hour, then less often, at least once a day', () => {
    expect(series(false, 8).map((ms) => ms / hour)).toEqual([0.5, 1, 2, 4, 8, 16, 24, 24]);
  });

  test('a series keeps its beginning; a changed reason begins anew', () => {
    const one = enterQuarantine(undefined, { reason: 'Unknown', error, isHeld: false }, start);
    const two = enterQuarantine(one, { reason: 'Unknown', error, isHeld: false }, after(hour));
    const three = enterQuarantine(
      two,
      { reason: 'EncounteredQuarantineException', error, isHeld: false },
      after(dayMs),
    );
    expect(two).toMatchObject({ seriesCount: 2, currentBegan: start.toISOString() });
    expect(three).toMatchObject({ seriesBegan: start.toISOString(), currentBegan: after(dayMs).toISOString() });
  });

  test('deletions that waited for a review are no failures: the series begins with the first one', () => {
    const review = holdForReview(undefined, { pending: 3, now: start, nextAttempt: after(hour) });
    const ill = enterQuarantine(
      review,
      { reason: 'EncounteredQuarantineException', error, isHeld: true },
      after(30 * dayMs),
    );
    expect(ill).toMatchObject({
      seriesCount: 1,
      seriesBegan: after(30 * dayMs).toISOString(),
      nextAttempt: after(30 * dayMs + 1_000).toISOString(),
    });
  });
});

describe('the deletion guard', () => {
  test('lets the threshold through and holds back what goes beyond, all of a page or none', () => {
    const guard = new DeletionGuard(10);
    expect(guard.refuse(6)).toBeUndefined();
    expect(guard.refuse(5)?.code).toBe('DELETION_LIMIT_REACHED');
    expect(guard.refuse(4)).toBeUndefined();
    expect(guard.refuse(1)?.message).toContain('threshold of 10');
  });

  test('without a threshold everything may go', () => {
    const guard = new DeletionGuard(undefined);
    expect(guard.isOn).toBe(false);
    expect(guard.refuse(1_000_000)).toBeUndefined();
  });
});
