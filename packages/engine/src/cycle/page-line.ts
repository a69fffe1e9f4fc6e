/**
 * Pages one after the other: while one is committed, the next one runs already, so that the target need not wait for the
 * database. Commits keep their order, so that the cursor never stands behind something undone.
 *
 *   run 1 ─▶ commit 1
 *            run 2 ──────▶ commit 2
 *                          run 3 …
 */
import { toProvisioningError } from '@drawbridge/base';
import type { CycleCursor } from './cursor.ts';
import type { Cycle } from './cycle.ts';
import { toInterruption, type Interruption } from './interruption.ts';
import type { PageBook } from './page-book.ts';
import { Page } from './page.ts';

/** Does the work of a page and gives the cursor after it; undefined leaves the cursor where it is. Throws Interruption. */
export type Fill = (page: Page) => Promise<CycleCursor | undefined>;

export class PageLine {
  readonly #cycle: Cycle;
  #committing: { readonly book: PageBook; readonly done: Promise<void> } | undefined;

  constructor(cycle: Cycle) {
    this.#cycle = cycle;
  }

  /** Runs a page, waits for the commit before it, and begins its own. Throws Interruption, with everything done committed. */
  async run(fill: Fill): Promise<void> {
    const page = new Page(this.#cycle, this.#committing?.book);
    let cursor: CycleCursor | undefined;
    let interruption: Interruption | undefined;
    try {
      cursor = await fill(page);
    } catch (thrown) {
      interruption = toInterruption(thrown);
      await page.postponeReferences();
    }
    await this.flush();
    page.book.forgetPrevious();
    if (cursor || !page.book.isEmpty) this.#commit(page.book, cursor);
    if (!interruption) return;
    await this.flush();
    throw interruption;
  }

  /** Resolves when everything is committed. */
  async flush(): Promise<void> {
    const committing = this.#committing;
    this.#committing = undefined;
    await committing?.done;
  }

  #commit(book: PageBook, cursor: CycleCursor | undefined): void {
    const { engine, job, lease } = this.#cycle;
    const committed = engine.cycles.commitPage(job.id, lease, book.toCommit(cursor));
    const done = committed.catch((thrown: unknown) => this.#tell(book, thrown));
    // Whoever waits for it gets the error; until then it must not count as unhandled.
    done.catch(() => undefined);
    this.#committing = { book, done };
  }

  /** Whoever lost the lease may decide nothing any more; what was written by then stands in the log. Throws what it is given. */
  async #tell(book: PageBook, thrown: unknown): Promise<never> {
    const { engine, job } = this.#cycle;
    if (toProvisioningError(thrown).code === 'ABORTED' && book.log.length > 0) {
      // It fails where the job was removed, or the database is gone: then there is nothing to tell it to.
      await engine.cycles.commitPage(job.id, undefined, book.toTell()).catch(() => undefined);
    }
    throw thrown;
  }
}

/** One page on its own, committed. Throws Interruption. */
export async function runPage(cycle: Cycle, fill: Fill): Promise<void> {
  const line = new PageLine(cycle);
  await line.run(fill);
  await line.flush();
}
