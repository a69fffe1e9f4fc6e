/**
 * Holds requests back so that a target gets as many at once as it bears: one gate per target, whoever uses it.
 * Additive increase while latency holds, halving when the target asks to slow down; nobody starts before a
 * Retry-After is over; first come, first served.
 */
import { AbortedError, type Clock } from '@drawbridge/base';

export type TargetGateOptions = {
  readonly clock: Clock;
  /** Requests at once in the beginning. Default 8. */
  readonly initial?: number;
  /** Never more at once than this. Default 32. */
  readonly ceiling?: number;
  /** Never fewer than this. Default 1. */
  readonly floor?: number;
  /** A Retry-After beyond this is cut to it: the target is asked again, and says so again if it must. Default 300,000. */
  readonly maxPauseMs?: number;
};

export type TargetGateStats = {
  /** How many may be under way now. */
  readonly limit: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** How long nobody may start; 0 when the gate is open. */
  readonly pausedForMs: number;
  /** How often the limit was halved. */
  readonly slowDowns: number;
};

/** Latency holds as long as it stays below this multiple of what it usually is, with some slack for fast targets. */
const latencyTolerance = 2;
const latencySlackMs = 10;
/** How fast the notion of the usual latency follows a target that has become slower for good. */
const baselineDrift = 0.001;

export class TargetGate {
  readonly #clock: Clock;
  readonly #floor: number;
  readonly #ceiling: number;
  readonly #maxPauseMs: number;
  /** In the order they came. Calling one starts its work. */
  readonly #waiting = new Set<() => void>();
  #limit: number;
  #inFlight = 0;
  #turns = 0;
  #halvedAtTurn = 0;
  #slowDowns = 0;
  #pausedUntilMs = 0;
  #wake: { cancel(): void } | undefined;
  #baselineMs: number | undefined;

  constructor(options: TargetGateOptions) {
    this.#clock = options.clock;
    this.#floor = Math.max(1, options.floor ?? 1);
    this.#ceiling = Math.max(this.#floor, options.ceiling ?? 32);
    this.#limit = Math.min(this.#ceiling, Math.max(this.#floor, options.initial ?? 8));
    this.#maxPauseMs = options.maxPauseMs ?? 300_000;
  }

  get stats(): TargetGateStats {
    return {
      limit: Math.floor(this.#limit),
      inFlight: this.#inFlight,
      waiting: this.#waiting.size,
      pausedForMs: Math.max(0, this.#pausedUntilMs - this.#clock.monotonicMs()),
      slowDowns: this.#slowDowns,
    };
  }

  /**
   * Does the work as soon as it is its turn. The work is told the number of its turn, for `slowDown`.
   * Rejects as the work does; with AbortedError when the signal fires while it waits.
   */
  run<T>(work: (turn: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(new AbortedError());
    if (this.#waiting.size === 0 && this.#isOpen()) return this.#perform(work);
    return new Promise<T>((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve(this.#perform(work));
      };
      const onAbort = (): void => {
        this.#waiting.delete(start);
        reject(new AbortedError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(start);
    });
  }

  /**
   * The target asks for less. Halves the limit, once for all requests that were under way together: a turn that began
   * before the last halving does not halve again. Nobody starts for `retryAfterMs`.
   */
  slowDown(retryAfterMs = 0, turn?: number): void {
    if (turn === undefined || turn > this.#halvedAtTurn) {
      this.#limit = Math.max(this.#floor, this.#limit / 2);
      this.#halvedAtTurn = this.#turns;
      this.#slowDowns += 1;
    }
    const pauseMs = Math.min(retryAfterMs, this.#maxPauseMs);
    if (!(pauseMs > 0)) return;
    const untilMs = this.#clock.monotonicMs() + pauseMs;
    if (untilMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = untilMs;
    this.#wake ??= this.#clock.after(pauseMs, () => this.#onWake());
  }

  #isOpen(): boolean {
    if (this.#inFlight >= Math.floor(this.#limit)) return false;
    return this.#pausedUntilMs === 0 || this.#clock.monotonicMs() >= this.#pausedUntilMs;
  }

  /** Runs up to its first `await` at once, so that whoever is let in counts from that moment. */
  async #perform<T>(work: (turn: number) => Promise<T>): Promise<T> {
    const turn = (this.#turns += 1);
    this.#inFlight += 1;
    const wasFull = this.#inFlight >= Math.floor(this.#limit);
    const startedMs = this.#clock.monotonicMs();
    try {
      const result = await work(turn);
      this.#learn(this.#clock.monotonicMs() - startedMs, wasFull && turn > this.#halvedAtTurn);
      return result;
    } finally {
      this.#inFlight -= 1;
      this.#admit();
    }
  }

  /** Grows by one per round of requests, but only where the limit is what holds them back. */
  #learn(latencyMs: number, mayGrow: boolean): void {
    const usualMs = this.#baselineMs ?? latencyMs;
    this.#baselineMs = latencyMs < usualMs ? latencyMs : usualMs + (latencyMs - usualMs) * baselineDrift;
    if (mayGrow && latencyMs <= usualMs * latencyTolerance + latencySlackMs) {
      this.#limit = Math.min(this.#ceiling, this.#limit + 1 / this.#limit);
    }
  }

  #admit(): void {
    for (const start of this.#waiting) {
      if (!this.#isOpen()) return;
      this.#waiting.delete(start);
      start();
    }
  }

  #onWake(): void {
    this.#wake = undefined;
    // The pause may have been prolonged meanwhile, and timers may fire a little early.
    const leftMs = this.#pausedUntilMs - this.#clock.monotonicMs();
    if (leftMs > 0) this.#wake = this.#clock.after(Math.ceil(leftMs), () => this.#onWake());
    else {
      this.#pausedUntilMs = 0;
      this.#admit();
    }
  }
}
