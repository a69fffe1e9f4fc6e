/**
 * How many rows a table has. PostgreSQL counts by reading; a client that pages through a million people would have it
 * read them all for each page. So the number is kept until this process changes it, and one second at most.
 */
import type { Clock } from '@drawbridge/base';

const maxAgeMs = 1_000;

export class RowCount {
  readonly #count: () => Promise<number>;
  readonly #clock: Clock;
  #known: { readonly value: Promise<number>; readonly untilMs: number } | undefined;

  constructor(clock: Clock, count: () => Promise<number>) {
    this.#clock = clock;
    this.#count = count;
  }

  /** To be called after each commit that added or removed rows. */
  forget(): void {
    this.#known = undefined;
  }

  get(): Promise<number> {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#known || this.#known.untilMs < nowMs) {
      const value = this.#count();
      const known = { value, untilMs: nowMs + maxAgeMs };
      this.#known = known;
      value.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return this.#known.value;
  }
}
