import { Worker } from '@drawbridge/engine';
import { aPerson } from '@drawbridge/testkit';
import { describe, expect, test, vi } from 'vitest';
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
});
