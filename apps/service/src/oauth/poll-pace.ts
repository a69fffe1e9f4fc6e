/** How fast devices ask for their token: faster than told is answered `slow_down` (RFC 8628 §3.5). */
import type { Clock } from '@drawbridge/base';
import { createHash } from 'node:crypto';
import { pollIntervalSeconds } from './oidc-answer.ts';

/** Timers of clients are not exact. */
const toleranceMs = 1_000;
const maxCodes = 10_000;

export class PollPace {
  readonly #clock: Clock;
  readonly #lastAskedMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Remembers that this code was asked for now. */
  isTooFast(deviceCode: string): boolean {
    const key = createHash('sha256').update(deviceCode).digest('base64url');
    const nowMs = this.#clock.monotonicMs();
    const last = this.#lastAskedMs.get(key);
    // Put anew, so that the map keeps the order in which codes were asked for, and the oldest can go.
    this.#lastAskedMs.delete(key);
    if (this.#lastAskedMs.size >= maxCodes) this.#lastAskedMs.delete(this.#lastAskedMs.keys().next().value!);
    this.#lastAskedMs.set(key, nowMs);
    return last !== undefined && nowMs - last < pollIntervalSeconds * 1000 - toleranceMs;
  }
}
