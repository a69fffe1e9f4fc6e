/**
 * When a failed record is tried again. The times count from the first failure; a change of the object in the source is
 * tried at once, whatever stands here.
 *
 *   the target is ill (reaction `retry`)    1 min, 5 min, 15 min, 40 min, then as below
 *   the record cannot be written as it is   40 min, 6 h, 12 h, 24 h, then every 24 h until 28 days, then no more
 */
import type { ProvisioningError } from '@drawbridge/base';
import type { Escrow } from '../ports/link-store.ts';
import type { ObjectType } from '../ports/source.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const persistentRetriesMs: readonly number[] = [40 * minuteMs, 6 * hourMs, 12 * hourMs, 24 * hourMs];
export const transientRetriesMs: readonly number[] = [minuteMs, 5 * minuteMs, 15 * minuteMs, ...persistentRetriesMs];
export const retriesEndAfterMs = 28 * dayMs;

/** Far enough away to be never: the escrow stays listed, and a change of the object still clears it. */
const never = new Date('9999-12-31T00:00:00.000Z');
const maxMessageLength = 1_000;

export function nextEscrow(
  record: { readonly id: string; readonly type: ObjectType; readonly leftAt?: Date | undefined },
  previous: Escrow | undefined,
  error: ProvisioningError,
  now: Date,
): Escrow {
  const firstFailedAt = previous?.firstFailedAt ?? now;
  const attempts = (previous?.attempts ?? 0) + 1;
  return {
    sourceId: record.id,
    type: record.type,
    firstFailedAt,
    attempts,
    nextAttemptAt: nextAttemptAt(firstFailedAt, error.reaction === 'retry', now),
    errorCode: error.code,
    message: error.message.slice(0, maxMessageLength),
    ...(record.leftAt ? { leftAt: record.leftAt } : {}),
  };
}

/** The first time of the schedule that is still ahead. */
export function nextAttemptAt(firstFailedAt: Date, isTransient: boolean, now: Date): Date {
  const elapsedMs = now.getTime() - firstFailedAt.getTime();
  const schedule = isTransient ? transientRetriesMs : persistentRetriesMs;
  const ahead = schedule.find((afterMs) => afterMs > elapsedMs) ?? (Math.floor(elapsedMs / dayMs) + 1) * dayMs;
  return ahead > retriesEndAfterMs ? never : new Date(firstFailedAt.getTime() + ahead);
}
