/** How long to wait before the next connection attempt: exponential with full jitter, so that a thousand agents do not come back in step. */

const firstMs = 250;
const longestMs = 30_000;
const stableMs = 10_000;

export class Backoff {
  readonly #random: () => number;
  #attempt = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The next wait: between 0 and a ceiling that doubles from 0.25 s to 30 s. */
  nextMs(): number {
    const ceilingMs = Math.min(longestMs, firstMs * 2 ** this.#attempt);
    this.#attempt += 1;
    return this.#random() * ceilingMs;
  }

  /** A connection ended after this long. Only a stable one starts the count anew: a service in a crash loop is left in peace. */
  connectionEnded(livedMs: number): void {
    if (livedMs >= stableMs) this.#attempt = 0;
  }
}
