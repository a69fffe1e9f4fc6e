/**
 * Time as a port, so that backoff, leases and schedules are tested without waiting.
 * `Date.now()` and `setTimeout` stand nowhere else in the product.
 */
import { AbortedError } from './errors/index.ts';

export interface Clock {
  /** The present moment. Read once per record and passed on. */
  now(): Date;
  /** Milliseconds that never go back; for durations only. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with AbortedError when the signal fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fire` once after `ms` unless cancelled. The timer does not keep the process alive. */
  after(ms: number, fire: () => void): { cancel(): void };
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AbortedError());
      const onAbort = () => {
        clearTimeout(timer);
        reject(new AbortedError());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  after: (ms, fire) => {
    const timer = setTimeout(fire, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
