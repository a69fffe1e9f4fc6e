/** Time of the simulated world: it stands still while anybody has something to do, then jumps to the next timer. */
import { AbortedError, type Clock } from '@drawbridge/base';

/** Whoever sets timers; the timers of the dead never fire. */
export type Mortal = { readonly isAlive: boolean };

type Timer = {
  readonly atMs: number;
  readonly order: number;
  readonly owner: Mortal | undefined;
  readonly fire: () => void;
};

export class VirtualTime {
  nowMs: number;
  readonly #timers = new Set<Timer>();
  #order = 0;

  constructor(start: Date) {
    this.nowMs = start.getTime();
  }

  after(ms: number, fire: () => void, owner?: Mortal): { cancel(): void } {
    const timer = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, owner, fire };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** Jumps to the next timer and fires it; false when there is none until then. */
  fireNext(untilMs: number): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.owner?.isAlive === false) this.#timers.delete(timer);
      else if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order)) next = timer;
    }
    if (!next || next.atMs > untilMs) return false;
    this.#timers.delete(next);
    this.nowMs = Math.max(this.nowMs, next.atMs);
    next.fire();
    return true;
  }

  /** The Clock that one process is given. */
  clockOf(owner: Mortal): Clock {
    return {
      now: () => new Date(this.nowMs),
      monotonicMs: () => this.nowMs,
      after: (ms, fire) => this.after(ms, fire, owner),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (!owner.isAlive || signal?.aborted) return reject(new AbortedError());
          const timer = this.after(
            ms,
            () => {
              signal?.removeEventListener('abort', onAbort);
              resolve();
            },
            owner,
          );
          const onAbort = (): void => {
            timer.cancel();
            reject(new AbortedError());
          };
          signal?.addEventListener('abort', onAbort, { once: true });
        }),
    };
  }
}
