/** How often something was used in the last moments: a limit that slides. One process counts for itself. */
import type { Clock } from '@drawbridge/base';

export type UseLimit = { readonly most: number; readonly windowMs: number };

export class RecentUses {
  readonly limit: UseLimit;
  readonly #clock: Clock;
  readonly #uses = new Map<string, number[]>();

  constructor(clock: Clock, limit: UseLimit) {
    this.#clock = clock;
    this.limit = limit;
  }

  /** Counts a use; or, when there were too many, the milliseconds until the next one is allowed. */
  use(key: string): number | undefined {
    const now = this.#clock.monotonicMs();
    this.#forgetOld(now);
    const recent = this.#uses.get(key) ?? [];
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= this.limit.most) return oldest + this.limit.windowMs - now;
    this.#uses.set(key, [...recent, now]);
    return undefined;
  }

  #forgetOld(now: number): void {
    for (const [key, times] of this.#uses) {
      const recent = times.filter((time) => time > now - this.limit.windowMs);
      if (recent.length === 0) this.#uses.delete(key);
      else this.#uses.set(key, recent);
    }
  }
}
