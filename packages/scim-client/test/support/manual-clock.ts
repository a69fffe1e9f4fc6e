/** A clock that stands until the test moves it. */
import { AbortedError, type Clock } from '@drawbridge/base';

type Timer = { readonly atMs: number; readonly fire: () => void };

export class ManualClock implements Clock {
  #ms = 0;
  readonly #timers = new Set<Timer>();
  readonly #announced: number[] = [];
  #listeners: ((ms: number) => void)[] = [];

  now(): Date {
    return new Date(Date.UTC(2030, 0, 1) + this.#ms);
  }

  monotonicMs(): number {
    return this.#ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.after(ms, resolve);
      signal?.addEventListener('abort', () => (timer.cancel(), reject(new AbortedError())), { once: true });
    });
  }

  after(ms: number, fire: () => void): { cancel(): void } {
    const timer = { atMs: this.#ms + ms, fire };
    this.#timers.add(timer);
    const listener = this.#listeners.shift();
    if (listener) listener(ms);
    else this.#announced.push(ms);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Waits until somebody sets a timer, and tells for how long. Each timer is told once. */
  timerSet(): Promise<number> {
    const ms = this.#announced.shift();
    return ms === undefined ? new Promise((resolve) => this.#listeners.push(resolve)) : Promise.resolve(ms);
  }

  /** Moves on, and fires what comes due on the way, in its order. */
  advance(ms: number): void {
    const untilMs = this.#ms + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#ms = due.atMs;
      due.fire();
    }
    this.#ms = untilMs;
  }
}
