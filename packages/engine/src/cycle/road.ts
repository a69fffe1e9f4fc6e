/**
 * The road to the target as one cycle sees it. While it is down, records wait and try again; when it stays down longer
 * than the patience, the cycle is held. One patience for all records: it begins with the first failure after a success.
 */
import type { Clock, ProvisioningError } from '@drawbridge/base';
import { Interruption } from './interruption.ts';

const firstPauseMs = 250;
const longestPauseMs = 2_000;

export class Road {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #signal: AbortSignal | undefined;
  #downSinceMs: number | undefined;
  #pauseMs = firstPauseMs;

  constructor(clock: Clock, patienceMs: number, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#signal = signal;
  }

  isOpen(): void {
    this.#downSinceMs = undefined;
    this.#pauseMs = firstPauseMs;
  }

  /** Returns when it is time to try again. Throws Interruption `held` when the patience is over, AbortedError on stop. */
  async waitFor(error: ProvisioningError): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    this.#downSinceMs ??= nowMs;
    const leftMs = this.#patienceMs - (nowMs - this.#downSinceMs);
    if (leftMs <= 0) throw new Interruption('held', error);
    const pauseMs = Math.min(this.#pauseMs, leftMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    await this.#clock.sleep(pauseMs, this.#signal);
  }
}
