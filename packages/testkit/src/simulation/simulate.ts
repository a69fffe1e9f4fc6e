/** Plays one story to its end, and says which promise was broken, if any. */
import { noFaults } from './faults.ts';
import { checkEnd, checkQuiet } from './ending.ts';
import type { Story } from './story.ts';
import { Violation, Watch } from './watch.ts';
import { World } from './world.ts';

export type Ending = {
  readonly violation: Violation | undefined;
  readonly turns: number;
  readonly requests: number;
  readonly days: number;
};

/** A story that takes more than this goes round in circles. */
const maxTurns = 400_000;
const hourMs = 3_600_000;
/** The last retry of the published schedule lies a day after the one before, and so does that of a quarantine. */
const settlesWithinMs = 3 * 24 * hourMs;

export async function playStory(story: Story): Promise<Ending> {
  const world = new World(story);
  const startMs = world.time.nowMs;
  const watch = new Watch(world);
  let violation: Violation | undefined;
  world.onWrite = (write) => {
    if (violation) return;
    try {
      watch.see(write);
    } catch (thrown) {
      if (!(thrown instanceof Violation)) throw thrown;
      violation = thrown;
    }
  };
  try {
    await world.begin();
    for (const step of story.steps) {
      await pass(world, step.afterMs);
      if (violation) break;
      await world.do(step.act);
    }
    if (!violation) {
      await settle(world);
      await checkEnd(world);
      await checkQuiet(world, async () => {
        await world.stores.jobs.wake(new Date(world.time.nowMs), [world.jobId]);
        for (const process of world.processes) process.wake();
        await pass(world, 30_000);
      });
    }
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown;
    violation ??= thrown;
  } finally {
    for (const process of world.processes) process.end();
  }
  return {
    violation,
    turns: world.scheduler.turns,
    requests: world.target.requests.length,
    days: (world.time.nowMs - startMs) / (24 * hourMs),
  };
}

async function pass(world: World, ms: number): Promise<void> {
  const untilMs = world.time.nowMs + ms;
  // Of what happens at one moment, only a part comes before the next act of a person: the rest is in the middle of it.
  const partOfIt = ms === 0 ? world.random.below(40) : maxTurns;
  const isOver = await world.scheduler.runUntil(untilMs, { maxTurns: partOfIt, before: () => world.maybeCrash() });
  if (!isOver && ms > 0) throw new Violation('work comes to an end', `${maxTurns} turns were not enough`);
}

/** The faults stop, everybody is at work, and what was held back is allowed. */
async function settle(world: World): Promise<void> {
  await world.do({ kind: 'faults', rates: noFaults });
  await world.do({ kind: 'agent', isOnline: true });
  await world.startJob();
  await pass(world, settlesWithinMs / 3);
  const clear = { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: true };
  await world.do({ kind: 'restart', clear });
  await pass(world, (settlesWithinMs * 2) / 3);
}

export const isBroken = async (story: Story, promise: string): Promise<boolean> =>
  (await playStory(story)).violation?.promise === promise;
