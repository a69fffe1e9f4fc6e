/** Accounts that were created, and of which the engine did not come to know: none stays active when its person leaves. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

/** The process dies when it commits its first page of records: nothing of it is remembered. */
async function dieAtCommit(world: World): Promise<void> {
  world.stores.cycles.beforeCommit = ({ log }) => {
    if (log.length > 0) throw new Error('killed');
  };
  await world.cycle();
  world.stores.cycles.beforeCommit = () => undefined;
}

const open = (world: World) =>
  [...world.stores.state.data(world.jobId).intents.values()].flatMap((note) => note.intents);

describe('creates that were written down', () => {
  test('the note is there before the first create is sent, and gone when the page is committed', async () => {
    const world = await createWorld();
    for (let n = 0; n < 30; n++) world.source.put(aPerson());
    const seen: number[] = [];
    world.target.fault = ({ method }) => {
      if (method === 'POST') seen.push(open(world).length);
      return undefined;
    };
    await world.cycle();
    expect(seen).toEqual(Array.from({ length: 30 }, () => 30));
    expect(open(world)).toEqual([]);
  });

  test.each([
    ['unassigned', (world: World, id: string) => world.source.change(id, { assigned: false }), 'disabled'],
    ['soft-deleted', (world: World, id: string) => world.source.change(id, { state: 'softDeleted' }), 'disabled'],
    ['gone for good', (world: World, id: string) => world.source.purge(id), 'deleted'],
  ])('the account of somebody who was %s after a crash is found and taken away', async (_how, leave, outcome) => {
    const world = await createWorld({ engine: { pageSize: 10 } });
    const people = Array.from({ length: 5 }, () => world.source.put(aPerson()));
    await dieAtCommit(world);
    expect(world.target.users).toHaveLength(5);
    expect(await world.linkOf(people[0]!.id)).toBeUndefined();
    leave(world, people[0]!.id);
    await world.settle();
    const account = world.target.user(people[0]!.principalName!);
    if (outcome === 'deleted') expect(account).toBeUndefined();
    else expect(account).toMatchObject({ active: false });
    for (const { principalName } of people.slice(1)) {
      expect(world.target.user(principalName!)).toMatchObject({ active: true });
    }
    expect(open(world)).toEqual([]);
  });

  test('a group that was created before a crash and left is deleted', async () => {
    const world = await createWorld();
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.put(aPerson());
    world.stores.cycles.beforeCommit = ({ log }) => {
      if (log.some(({ objectType }) => objectType === 'Group')) throw new Error('killed');
    };
    await world.cycle();
    world.stores.cycles.beforeCommit = () => undefined;
    expect(world.target.groups).toHaveLength(1);
    world.source.change(crew.id, { assigned: false });
    await world.settle();
    expect(world.target.groups).toEqual([]);
  });

  test('a create that failed with its outcome unknown stays written down until it is known', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const person = world.source.put(aPerson());
    await world.cycle();
    const late = world.source.put(aPerson());
    world.target.fault = ({ method, body }) => {
      if (method !== 'POST') return undefined;
      world.target.seed('Users', { userName: body?.['userName'], active: true });
      return 500;
    };
    await world.cycle();
    world.target.fault = () => undefined;
    expect(world.target.users).toHaveLength(2);
    expect(open(world).map(({ sourceId }) => sourceId)).toEqual([late.id]);
    world.source.change(late.id, { assigned: false });
    await world.cycle();
    expect(world.target.user(late.principalName!)).toMatchObject({ active: false });
    expect(world.target.user(person.principalName!)).toMatchObject({ active: true });
    expect(open(world)).toEqual([]);
  });

  test('a create that was refused is not written down any more', async () => {
    const world = await createWorld();
    world.source.put(aPerson());
    world.target.fault = ({ method }) => (method === 'POST' ? 400 : undefined);
    await world.cycle();
    expect(open(world)).toEqual([]);
  });

  test('an account that was there before is not taken for one of ours', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const old = { created: '2020-01-01T00:00:00Z', resourceType: 'User' };
    world.target.seed('Users', { userName: person.principalName, active: true, meta: old });
    await dieAtCommit(world);
    world.source.change(person.id, { assigned: false });
    await world.settle();
    expect(world.target.user(person.principalName!)).toMatchObject({ active: true });
    expect(open(world)).toEqual([]);
  });

  test('a target that cannot be asked leaves the note for the next cycle', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await dieAtCommit(world);
    world.source.change(person.id, { assigned: false });
    world.target.fault = ({ path }) => (path.includes(person.principalName!) ? 500 : undefined);
    await world.cycle();
    expect(open(world)).toHaveLength(1);
    world.target.fault = () => undefined;
    await world.cycle();
    expect(world.target.user(person.principalName!)).toMatchObject({ active: false });
  });

  test('a steady cycle, and people who are linked, write nothing down', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    let noted = 0;
    const note = world.stores.cycles.noteIntents.bind(world.stores.cycles);
    world.stores.cycles.noteIntents = async (...given) => {
      noted++;
      return note(...given);
    };
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(noted).toBe(0);
  });
});

describe('the connection test', () => {
  test('a change that concerns nobody here costs the target no request', async () => {
    const world = await createWorld();
    world.source.put(aPerson());
    await world.settle();
    const before = world.target.requests.length;
    world.source.put(aPerson({ assigned: false }));
    await world.cycle();
    expect(world.target.requests).toHaveLength(before);
  });

  test('it comes before the first request of a cycle, and once', async () => {
    const world = await createWorld({ engine: { pageSize: 2 } });
    const people = Array.from({ length: 5 }, () => world.source.put(aPerson()));
    await world.settle();
    const before = world.target.requests.length;
    for (const { id } of people) world.source.change(id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    const seen = world.target.requests.slice(before).map(({ method, path }) => `${method} ${path.split('=')[0]!}`);
    expect(seen[0]).toBe('GET /Users?filter');
    expect(seen.filter((line) => line === 'GET /Users?filter')).toHaveLength(1);
  });

  test('it comes all the same when an interval has passed without one', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    world.source.put(aPerson());
    await world.settle();
    const before = world.target.requests.length;
    clock.advance(2_400_000);
    await world.cycle();
    expect(world.target.requests.length - before).toBe(1);
  });
});

describe('returns that were written down', () => {
  test.each([
    ['the answer was lost', 'lost' as const],
    ['the process died', undefined],
  ])('who was let in again when %s, and left before anybody knew, is let go again', async (_how, fault) => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const person = world.source.put(aPerson());
    await world.settle();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    expect(await world.linkOf(person.id)).toMatchObject({ state: 'unmanaged' });
    world.source.change(person.id, { assigned: true });
    world.target.fault = ({ method }) => (method === 'PATCH' ? fault : undefined);
    await dieAtCommit(world);
    world.target.fault = () => undefined;
    expect(world.target.user(person.principalName!)).toMatchObject({ active: true });
    world.source.change(person.id, { state: 'softDeleted' });
    clock.advance(24 * 60 * 60_000);
    await world.settle();
    expect(world.target.user(person.principalName!)).toMatchObject({ active: false });
    expect(open(world)).toEqual([]);
  });
});
