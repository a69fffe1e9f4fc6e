/**
 * Notices a half-open connection within two heartbeats: every interval a ping goes out, and an interval in which nothing
 * at all came back after the one before means that the other side is gone. A process that was itself asleep (a suspended
 * laptop, a long garbage collection) does not count its own sleep as the other side's silence.
 */
import type { Clock } from '@drawbridge/base';

export const defaultHeartbeatMs = 15_000;

export type HeartbeatOptions = {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly ping: () => void;
  readonly onSilence: () => void;
};

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #heard = true;
  #stopped = false;
  #timer: { cancel(): void } | undefined;
  #lastBeatMs: number;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#lastBeatMs = options.clock.monotonicMs();
    this.#schedule();
  }

  /** To be called for every message that comes in. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(this.#options.intervalMs, () => this.#beat());
  }

  #beat(): void {
    const { clock, intervalMs, ping } = this.#options;
    const nowMs = clock.monotonicMs();
    const slept = nowMs - this.#lastBeatMs > intervalMs * 1.5;
    this.#lastBeatMs = nowMs;
    if (this.#heard || slept) {
      this.#heard = false;
      ping();
      this.#schedule();
      return;
    }
    // A late timer runs before the sockets are read: look once more after they were.
    setImmediate(() => {
      if (this.#stopped) return;
      if (!this.#heard) return this.#options.onSilence();
      this.#heard = false;
      ping();
      this.#schedule();
    });
  }
}
