/**
 * Group commit: jobs that arrive while a batch is at the database wait, and go together in the next one, as one
 * statement with many rows and one flush to the disk. Each caller gets its own answer, and none before the commit.
 *
 *   submit ──▶ waiting ──(next turn of the event loop, when no batch runs)──▶ run(jobs) ──▶ each caller's answer
 */
import { ProvisioningError } from '@drawbridge/base';

/** What became of one job of a batch. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Runs jobs together: one outcome for each, in their order. When it rejects, it must have written nothing. */
export type RunBatch<Job, Answer> = (jobs: readonly Job[]) => Promise<readonly Outcome<Answer>[]>;

type Pending<Job, Answer> = {
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

const maxJobs = 256;

export class Batch<Job, Answer> {
  readonly #run: RunBatch<Job, Answer>;
  #waiting: Pending<Job, Answer>[] = [];
  #isBusy = false;

  constructor(run: RunBatch<Job, Answer>) {
    this.#run = run;
  }

  /** Resolves when the job's batch is committed; rejects with the job's own error. */
  submit(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      if (this.#isBusy) return;
      this.#isBusy = true;
      // Not at once: the requests that lie in the sockets of this turn shall come along.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settle(this.#waiting.splice(0, maxJobs));
    this.#isBusy = false;
  }

  async #settle(batch: readonly Pending<Job, Answer>[]): Promise<void> {
    try {
      const outcomes = await this.#run(batch.map(({ job }) => job));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index] ?? { error: new Error('A batch answered fewer jobs than it was given.') };
        if ('answer' in outcome) resolve(outcome.answer);
        else reject(outcome.error);
      }
    } catch (thrown) {
      // One job's value made the statement fail. Alone, each finds out whether it was its own.
      if (batch.length === 1 || thrown instanceof ProvisioningError) for (const { reject } of batch) reject(thrown);
      else for (const pending of batch) await this.#settle([pending]);
    }
  }
}
