/** Plays one story to its end, and says which promise was broken, if any. */
import { checkEnd, checkQuiet } from './ending.ts';
import { noFaults } from './faults.ts';
import { perform, startJob } from './perform.ts';
import type { Story } from './story.ts';
import { Violation } from './violation.ts';
import { Watch } from './watch.ts';
import { World } from './world.ts';

export type Ending = {
  readonly violation: Violation | undefined;
  readonly turns: number;
  readonly requests: number;
  readonly days: number;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A stretch of a story that takes more than this, and as much again for each hour, goes round in circles. */
const turnsAtOnce = 20_000;
const turnsPerHour = 4_000;
/** The last retry of the published schedule lies a day after the one before, and so does that of a quarantine. */
const daysToSettle = 4;

export async function playStory(story: Story): Promise<Ending> {
  const world = new World(story);
  const startMs = world.time.nowMs;
  const watch = new Watch(world);
  world.onWrite = (write) => guarded(world, () => watch.see(write));
  try {
    await play(world);
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown;
    world.break(thrown);
  } finally {
    for (const process of world.processes) process.end();
  }
  return {
    violation: world.violation,
    turns: world.scheduler.turns,
    requests: world.target.requests.length,
    days: (world.time.nowMs - startMs) / dayMs,
  };
}

/** What is watched is in the middle of a request: it must not hear of it. */
function guarded(world: World, look: () => void): void {
  try {
    look();
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown;
    world.break(thrown);
  }
}

async function play(world: World): Promise<void> {
  await world.begin();
  for (const step of world.story.steps) {
    await pass(world, step.afterMs);
    if (world.violation) return;
    await perform(world, step.act);
  }
  await settle(world);
  if (world.violation) return;
  await checkEnd(world);
  await checkQuiet(world, async () => {
    await world.wakeJob();
    await pass(world, 30_000);
  });
}

async function pass(world: World, ms: number): Promise<void> {
  const untilMs = world.time.nowMs + ms;
  // Of what happens at one moment, only a part comes before the next act of a person: the rest is in the middle of it.
  const maxTurns = ms === 0 ? world.random.below(40) : turnsAtOnce + turnsPerHour * Math.ceil(ms / hourMs);
  const before = (): void => world.maybeCrash();
  const isBroken = (): boolean => world.violation !== undefined;
  const isOver = await world.scheduler.runUntil(untilMs, { maxTurns, before, isBroken });
  if (!isOver && ms > 0) throw new Violation('no hot loop', `${maxTurns} turns were not enough for ${ms} ms`);
}

/** The faults stop, everybody is at work, what was held back is allowed, and what was lost is looked for. */
async function settle(world: World): Promise<void> {
  await perform(world, { kind: 'faults', rates: noFaults });
  world.isAgentOnline = true;
  world.refusedUntilMs.clear();
  world.ambush = undefined;
  world.diesAtCommit = false;
  await startJob(world);
  for (let day = 0; day < daysToSettle; day++) {
    await pass(world, dayMs);
    if (world.violation) return;
    // A job learns of what is done by hand in the target when it looks at everybody.
    const watermark = world.hasLosses && day === 0;
    const clear = { watermark, escrows: false, quarantine: true, links: false, forceDeletes: true };
    if (day === 0) await perform(world, { kind: 'restart', clear });
    for (const { sourceId } of world.stores.state.data(world.jobId).staged.values()) {
      world.rejected.delete(sourceId);
      world.approved.add(sourceId);
      const decision = { state: 'approved', sourceIds: [sourceId], at: world.now() } as const;
      await world.stores.cycles.decideStaged(world.jobId, decision);
    }
    await world.wakeJob();
  }
}

export const isBroken = async (story: Story, promise: string): Promise<boolean> =>
  (await playStory(story)).violation?.promise === promise;
