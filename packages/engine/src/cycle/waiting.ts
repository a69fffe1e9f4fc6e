/**
 * What waited and may go on, at the start of a cycle: staged deletions that a person approved, and accounts whose day of
 * deletion has come. Each is decided anew: who came back meanwhile keeps the account.
 */
import type { ObjectType } from '../ports/source.ts';
import { settleNewcomers } from '../references/newcomers.ts';
import { pageSizeOf, type Cycle } from './cycle.ts';
import { runPage } from './page-line.ts';

type Waiting = { readonly sourceId: string; readonly type: ObjectType };

/** Throws Interruption. */
export async function settleWaiting(cycle: Cycle): Promise<void> {
  const { links, clock } = cycle.engine;
  const jobId = cycle.job.id;
  const limit = pageSizeOf(cycle);
  if (cycle.guard.mayHaveStaged) {
    // Where there is no threshold any more, nothing waits for a person.
    for (const state of cycle.guard.hasLimit ? (['approved'] as const) : (['approved', 'pending'] as const)) {
      await walk(limit, async (after) => {
        const staged = await links.listStaged(jobId, { state, after, limit });
        await settle(cycle, staged);
        return staged;
      });
    }
  }
  const now = clock.now();
  await walk(limit, async (after) => {
    const due = await links.dueDeletions(jobId, { now, after, limit });
    await settle(cycle, await undecided(cycle, due));
    return due;
  });
}

async function walk(limit: number, next: (after: string | undefined) => Promise<readonly Waiting[]>): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await next(after);
    if (page.length < limit) return;
    after = page.at(-1)!.sourceId;
  }
}

/** What a person has yet to decide, or has rejected, is not asked for again each cycle. */
async function undecided({ engine, job }: Cycle, due: readonly Waiting[]): Promise<readonly Waiting[]> {
  if (due.length === 0) return due;
  const staged = await engine.links.stagedOf(
    job.id,
    due.map(({ sourceId }) => sourceId),
  );
  return due.filter(({ sourceId }) => !staged.has(sourceId));
}

/** What failed waits in escrow, by its schedule. */
async function settle(cycle: Cycle, waiting: readonly Waiting[]): Promise<void> {
  if (waiting.length === 0) return;
  const { engine, job, source, meter } = cycle;
  const ids = waiting.map(({ sourceId }) => sourceId);
  const escrows = await engine.links.escrowsOf(job.id, ids);
  const due = waiting.filter(({ sourceId }) => !escrows.has(sourceId));
  if (due.length === 0) return;
  meter.phase = 'deletions';
  await runPage(cycle, async (page) => {
    const found = await source.getObjects(due.map(({ sourceId }) => sourceId));
    const objects = new Map(found.map((object) => [object.id, object]));
    await page.run(
      due.map(({ sourceId, type }) => ({ type, id: sourceId, object: objects.get(sourceId) })),
      'due',
    );
    await settleNewcomers(page);
    return undefined;
  });
}
