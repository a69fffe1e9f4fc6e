/** A clock that stands still until it is moved; whoever sleeps is woken by moving it. */
import { AbortedError, type Clock } from '@drawbridge/base';

type Timer = { readonly atMs: number; readonly fire: () => void };

export class FakeClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(start = new Date('2026-11-23T09:00:00.000Z')) {
    this.#nowMs = start.getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  /** Moves the time, and fires what became due, in order. */
  advance(ms: number): void {
    this.#nowMs += ms;
    const due = [...this.#timers].filter(({ atMs }) => atMs <= this.#nowMs).sort((a, b) => a.atMs - b.atMs);
    for (const timer of due) {
      this.#timers.delete(timer);
      timer.fire();
    }
  }

  /** Time passes by itself while somebody sleeps: a sleep is over as soon as it began, and the clock is later by it. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new AbortedError());
    this.advance(ms);
    return Promise.resolve();
  }

  after(ms: number, fire: () => void): { cancel(): void } {
    const timer = { atMs: this.#nowMs + ms, fire };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }
}
