/** What was read of accounts and applications stands for the calls of the next few seconds, and no longer. */
import type { Clock } from '@drawbridge/base';

const freshMs = 3_000;
const maxKept = 10_000;

export class BriefCache<Value> {
  readonly #read: (id: string) => Promise<Value>;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { value: Promise<Value>; untilMs: number }>();

  constructor(read: (id: string) => Promise<Value>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Callers at once share one reading; one that failed is not kept. */
  get(id: string): Promise<Value> {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#kept.get(id);
    if (known && known.untilMs > nowMs) return known.value;
    // Oldest first: a map keeps the order of insertion.
    this.#kept.delete(id);
    if (this.#kept.size >= maxKept) this.#kept.delete(this.#kept.keys().next().value!);
    const value = this.#read(id);
    this.#kept.set(id, { value, untilMs: nowMs + freshMs });
    value.catch(() => this.#kept.delete(id));
    return value;
  }
}
