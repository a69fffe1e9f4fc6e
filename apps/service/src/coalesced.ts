/** Work that many ask for at once and that need not be done for each: at most one run is under way and one waits. */
export class Coalesced {
  readonly #work: () => Promise<void>;
  readonly #onFailure: (thrown: unknown) => void;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #isClosed = false;

  /** A run that fails is reported and not repeated until somebody asks again. */
  constructor(work: () => Promise<void>, onFailure: (thrown: unknown) => void) {
    this.#work = work;
    this.#onFailure = onFailure;
  }

  /** A run begins after this call: now, or when the one under way is over. */
  ask(): void {
    if (this.#isClosed) return;
    if (this.#running) this.#isAskedAgain = true;
    else this.#running = this.#run();
  }

  /** Takes no more, and resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    do {
      this.#isAskedAgain = false;
      await this.#work().catch(this.#onFailure);
    } while (this.#isAskedAgain);
    this.#running = undefined;
  }
}
