import { TransportError } from '@drawbridge/base';
import { Worker } from '@drawbridge/engine';
import { aJob, aPerson } from '@drawbridge/testkit';
import { describe, expect, test, vi } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

const started = (world: World) => {
  const worker = new Worker(world.engine);
  worker.start();
  return worker;
};

describe('the worker', () => {
  test('runs what is due, and a change that wakes it is in the target at once', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await using worker = started(world);
    await vi.waitFor(() => expect(world.target.users).toHaveLength(1));
    await vi.waitFor(async () => expect((await world.job()).status.steadyStateFirstAchievedTime).toBeDefined());
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.stores.jobs.wake(new Date());
    worker.wake();
    await vi.waitFor(() => expect(world.target.users[0]!['title']).toBe('Pilot'), { interval: 5 });
  });

  test('one job is worked on by one of many workers', async () => {
    const world = await createWorld({ engine: { pageSize: 5 } });
    for (let n = 0; n < 40; n++) world.source.put(aPerson());
    const workers = Array.from({ length: 4 }, () => started(world));
    await vi.waitFor(async () => expect((await world.job()).cursor?.kind).toBe('incremental'));
    await Promise.all(workers.map((worker) => worker.close()));
    expect(world.target.requests.filter(({ method }) => method === 'POST')).toHaveLength(40);
  });

  test('gives the job back between two records when it is closed, and another goes on', async () => {
    const world = await createWorld({ engine: { recordsInFlight: 1 } });
    for (let n = 0; n < 10; n++) world.source.put(aPerson());
    const reached = Promise.withResolvers<void>();
    let posts = 0;
    world.target.fault = async ({ method }) => {
      if (method === 'POST' && ++posts === 4) reached.resolve();
      return undefined;
    };
    const first = started(world);
    await reached.promise;
    await first.close();
    expect(world.target.users.length).toBeLessThan(10);
    await using _second = started(world);
    await vi.waitFor(() => expect(world.target.users).toHaveLength(10));
    expect(posts).toBe(10);
  });

  test('stops a job that is paused while it runs', async () => {
    const world = await createWorld({ engine: { recordsInFlight: 1 } });
    for (let n = 0; n < 10; n++) world.source.put(aPerson());
    const paused = Promise.withResolvers<void>();
    world.target.fault = async ({ method }) => {
      if (method !== 'POST') return undefined;
      const { schedule } = await world.job();
      await world.stores.jobs.setSchedule(world.jobId, { ...schedule, state: 'Paused' }, undefined);
      await paused.promise;
      return undefined;
    };
    const worker = started(world);
    await vi.waitFor(async () => expect((await world.job()).status.progress).toBeDefined(), { timeout: 5_000 });
    paused.resolve();
    await vi.waitFor(() => expect(world.stores.state.rows.get(world.jobId)?.owner).toBeUndefined());
    await worker.close();
    expect(world.target.users).toHaveLength(1);
  });

  test('a restart while a cycle runs fences the old cycle off and runs a new one', async () => {
    const world = await createWorld({ engine: { pageSize: 3 } });
    for (let n = 0; n < 9; n++) world.source.put(aPerson());
    let isRestarted = false;
    world.target.fault = async ({ method }) => {
      if (method === 'POST' && !isRestarted) {
        isRestarted = true;
        const clear = { watermark: true, escrows: true, quarantine: true, links: false, forceDeletes: false };
        await world.stores.jobs.restart(world.jobId, clear, new Date());
      }
      return undefined;
    };
    await using _worker = started(world);
    await vi.waitFor(async () => expect((await world.job()).cursor?.kind).toBe('incremental'), { timeout: 5_000 });
    expect(world.target.users).toHaveLength(9);
  });

  test('leaves a job to a worker that has its road, and takes it when none comes', async () => {
    const world = await createWorld();
    world.source.put(aPerson());
    const tried: string[] = [];
    const workerOf = (owner: string, road: boolean) =>
      new Worker({
        ...world.engine,
        owner,
        pollMs: 10,
        hasRoad: async () => (tried.push(owner), road),
        openTarget: async () => {
          if (!road) throw new TransportError('AGENT_OFFLINE', 'No agent is connected here.');
          return world.settings;
        },
      });
    await using here = workerOf('without', false);
    here.start();
    await vi.waitFor(() => expect(tried.length).toBeGreaterThan(2));
    expect((await world.job()).status.quarantine).toBeUndefined();
    await using there = workerOf('with', true);
    there.start();
    await vi.waitFor(() => expect(world.target.users).toHaveLength(1), { timeout: 5_000 });
    expect((await world.job()).status.quarantine).toBeUndefined();
  });

  test('takes a job without a road in the end, so that it says what is missing', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock, engine: { hasRoad: async () => false, pollMs: 10 } });
    world.target.fault = () => 'down';
    await using _worker = started(world);
    const from = clock.monotonicMs();
    await vi.waitFor(
      async () => {
        clock.advance(200);
        expect((await world.job()).status.quarantine).toBeDefined();
      },
      { timeout: 10_000, interval: 5 },
    );
    expect(clock.monotonicMs() - from).toBeGreaterThanOrEqual(10_000);
  });

  test('a long initial cycle makes room for another job, and goes on with its progress', async () => {
    const world = await createWorld({
      engine: { recordsInFlight: 1, pageSize: 5, jobsInFlight: 1, sliceMs: 20, pollMs: 10 },
    });
    for (let n = 0; n < 60; n++) world.source.put(aPerson());
    world.target.fault = async ({ method }) => {
      if (method === 'POST') await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    };
    const other = aJob();
    await world.stores.jobs.create(other);
    const otherDone = async () => (await world.stores.jobs.get(other.id))?.status.lastExecution !== undefined;
    let isBegun = false;
    world.stores.cycles.beforeCommit = ({ log }) => {
      if (log.length === 0 || isBegun) return;
      isBegun = true;
      void world.stores.jobs.setSchedule(other.id, other.schedule, new Date());
    };
    await using _worker = started(world);
    await vi.waitFor(async () => expect(await otherDone()).toBe(true), { timeout: 5_000 });
    await vi.waitFor(async () => expect((await world.job()).cursor?.kind).toBe('incremental'), { timeout: 5_000 });
    expect(world.target.users).toHaveLength(60);
    // Both jobs are of one source and one target here, and each created some.
    const created = async (id: string) =>
      (await world.stores.jobs.get(id))?.status.lastInitialCycle?.tally.created ?? 0;
    expect((await created(world.jobId)) + (await created(other.id))).toBe(60);
  });
});
