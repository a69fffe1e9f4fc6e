/** References that were sent, and of which the engine did not come to know: none stays in the target that should not be there. */
import { AbortedError } from '@drawbridge/base';
import { runCycle } from '@drawbridge/engine';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

const open = (world: World) =>
  [...world.stores.state.data(world.jobId).intents.values()].flatMap(({ references = [] }) => references);

async function crewOf(count: number, world: World) {
  const crew = world.source.put(aGroup({ displayName: 'Crew' }));
  const people = Array.from({ length: count }, () => world.source.put(aPerson()));
  for (const { id } of people) world.source.addMember(crew.id, id);
  return { crew, people };
}

/** The process dies when it commits the first page that wrote members. */
async function dieAtMembers(world: World): Promise<void> {
  world.stores.cycles.beforeCommit = ({ references }) => {
    if (references.written.some(({ attribute }) => attribute === 'members')) throw new Error('killed');
  };
  await world.cycle();
  world.stores.cycles.beforeCommit = () => undefined;
}

const restart = async (world: World) =>
  world.stores.jobs.restart(
    world.jobId,
    { watermark: true, escrows: false, quarantine: true, links: false, forceDeletes: false },
    new Date(),
  );

/** Stops a cycle between two records, from within a request. */
function stopper() {
  const controller = new AbortController();
  const abort = (): undefined => {
    controller.abort(new AbortedError());
  };
  return { signal: controller.signal, abort };
}

describe('references that were written down', () => {
  test('are noted before the first is sent, in one note for a page, and settled with it', async () => {
    const world = await createWorld();
    await crewOf(30, world);
    const seen: number[] = [];
    world.target.fault = ({ method, path }) => {
      if (method === 'PATCH' && path.startsWith('/Groups')) seen.push(open(world).length);
      return undefined;
    };
    let notes = 0;
    const note = world.stores.cycles.noteIntents.bind(world.stores.cycles);
    world.stores.cycles.noteIntents = async (jobId, lease, given) => {
      if (given.references) notes++;
      return note(jobId, lease, given);
    };
    await world.cycle();
    expect(seen).toEqual([30]);
    expect(notes).toBe(1);
    expect(open(world)).toEqual([]);
  });

  test('is settled once, and noted no further time, however many processes died over it', async () => {
    const world = await createWorld({ engine: { pageSize: 1 } });
    const { crew, people } = await crewOf(2, world);
    await world.settle();
    const reference = { attribute: 'members', ownerId: crew.id, referencedId: people[0]!.id } as const;
    const note = world.stores.cycles.noteIntents.bind(world.stores.cycles);
    for (const id of ['first', 'second', 'third'])
      await note(world.jobId, undefined, { id, intents: [], references: [reference] });
    let notes = 0;
    world.stores.cycles.noteIntents = async (...given) => {
      notes++;
      return note(...given);
    };
    const before = world.target.writes.length;
    await world.cycle();
    expect(world.target.writes.length - before).toBe(1);
    expect(notes).toBe(0);
    expect(open(world)).toEqual([]);
  });

  test('a member that was written before a crash, and left before anybody looked again, is taken away', async () => {
    const world = await createWorld();
    const { crew, people } = await crewOf(3, world);
    await dieAtMembers(world);
    expect(world.target.membersOf('Crew')).toHaveLength(3);
    world.source.removeMember(crew.id, people[0]!.id);
    // The feed is not read across a restart: only the note knows of the member.
    await restart(world);
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    expect(open(world)).toEqual([]);
  });

  test('a manager that was written before a crash, and changed meanwhile, does not take the new one away', async () => {
    const world = await createWorld();
    const [first, second] = [world.source.put(aPerson()), world.source.put(aPerson())];
    const person = world.source.put(aPerson({ managerId: first.id }));
    world.stores.cycles.beforeCommit = ({ references }) => {
      if (references.written.length > 0) throw new Error('killed');
    };
    await world.cycle();
    world.stores.cycles.beforeCommit = () => undefined;
    world.source.put({ ...person, managerId: second.id });
    await restart(world);
    await world.settle();
    expect(JSON.stringify(world.target.user(person.principalName!))).toContain(
      JSON.stringify(world.target.user(second.principalName!)!['id']),
    );
    expect(open(world)).toEqual([]);
  });

  test('a member whose removal was refused is taken away by its next attempt', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const { crew, people } = await crewOf(3, world);
    await world.settle();
    world.source.removeMember(crew.id, people[0]!.id);
    world.target.fault = ({ method, path }) => (method === 'PATCH' && path.startsWith('/Groups') ? 400 : undefined);
    await world.cycle();
    world.target.fault = () => undefined;
    expect(world.target.membersOf('Crew')).toHaveLength(3);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
    clock.advance(41 * 60_000);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    expect(open(world)).toEqual([]);
  });

  test('a member whose removal was noted stays noted when it is refused, and is let be after a day of refusals', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const { crew, people } = await crewOf(3, world);
    await world.settle();
    world.source.removeMember(crew.id, people[0]!.id);
    let refusals = 0;
    world.target.fault = ({ method, path }) => {
      if (method !== 'PATCH' || !path.startsWith('/Groups')) return undefined;
      refusals++;
      return 400;
    };
    await world.cycle();
    for (const hours of [1, 6, 6]) {
      clock.advance(hours * 3_600_000);
      await world.cycle();
      expect(open(world)).toHaveLength(1);
    }
    clock.advance(24 * 3_600_000);
    await world.cycle();
    expect(open(world)).toEqual([]);
    expect(refusals).toBe(5);
    expect(await world.stores.links.countEscrows(world.jobId)).toBe(0);
  });

  test('a membership that was written anew and refused is still known, and taken away when it went', async () => {
    const world = await createWorld();
    const { crew, people } = await crewOf(3, world);
    await world.settle();
    world.source.change(people[0]!.id, { state: 'disabled' });
    await world.cycle();
    world.source.change(people[0]!.id, { state: 'active' });
    world.target.fault = ({ method, path }) => (method === 'PATCH' && path.startsWith('/Groups') ? 400 : undefined);
    await world.cycle();
    world.target.fault = () => undefined;
    expect(world.target.membersOf('Crew')).toHaveLength(3);
    world.source.removeMember(crew.id, people[0]!.id);
    await restart(world);
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
  });
});

describe('a target that takes whoever is disabled out of groups', () => {
  test.each([
    ['in an incremental cycle', async () => undefined],
    ['in a cycle that looks at everybody', restart],
  ])('gets the memberships of who is enabled again, %s', async (_when, before) => {
    const world = await createWorld();
    world.target.losesDisabled = true;
    const { people } = await crewOf(3, world);
    await world.settle();
    world.source.change(people[0]!.id, { state: 'disabled' });
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    world.source.change(people[0]!.id, { state: 'active' });
    await before(world);
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
  });

  test('gets the memberships of who was enabled in a request whose answer was lost', async () => {
    const world = await createWorld();
    world.target.losesDisabled = true;
    const { people } = await crewOf(3, world);
    await world.settle();
    world.source.change(people[0]!.id, { state: 'disabled' });
    world.stores.cycles.beforeCommit = () => {
      throw new Error('killed');
    };
    await world.cycle();
    world.stores.cycles.beforeCommit = () => undefined;
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    world.source.change(people[0]!.id, { state: 'active' });
    world.target.fault = ({ method }) => {
      if (method !== 'PATCH') return undefined;
      world.target.fault = () => undefined;
      return 'lost';
    };
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
  });

  test('gets the memberships of who was disabled, and enabled again, by processes that died', async () => {
    const world = await createWorld();
    world.target.losesDisabled = true;
    const { people } = await crewOf(3, world);
    await world.settle();
    world.stores.cycles.beforeCommit = () => {
      throw new Error('killed');
    };
    world.source.change(people[0]!.id, { state: 'disabled' });
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    world.source.change(people[0]!.id, { state: 'active' });
    const { noteIntents } = world.stores.cycles;
    world.target.fault = ({ method }) => {
      if (method === 'PATCH') world.stores.cycles.noteIntents = () => Promise.reject(new Error('killed'));
      return undefined;
    };
    await world.cycle();
    world.target.fault = () => undefined;
    world.stores.cycles.beforeCommit = () => undefined;
    world.stores.cycles.noteIntents = noteIntents;
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
  });

  test.each([
    ['in an incremental cycle', async () => undefined],
    ['in a cycle that looks at everybody', restart],
    ['on demand', async (world: World, groupId: string) => void (await world.onDemand(groupId, 'Group'))],
    [
      'in a cycle that ends before their references',
      async (world: World) => {
        const { signal, abort } = stopper();
        world.target.fault = ({ path }) => (path.startsWith('/Groups') ? abort() : undefined);
        await world.cycle(signal);
        world.target.fault = () => undefined;
      },
    ],
  ])('gets the members back of a group that was let alone while they were away, %s', async (_when, before) => {
    const world = await createWorld({ job: { settings: { GroupUnassignedAction: 'None' } } });
    world.target.losesDisabled = true;
    const { crew, people } = await crewOf(3, world);
    await world.settle();
    world.source.change(crew.id, { assigned: false });
    await world.cycle();
    world.source.change(people[0]!.id, { state: 'disabled' });
    await world.cycle();
    world.source.change(people[0]!.id, { state: 'active' });
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(2);
    expect(open(world)).toEqual([]);
    world.source.change(crew.id, { assigned: true });
    await before(world, crew.id);
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
    expect(open(world)).toEqual([]);
  });
});

describe('a page of whoever lost the lease', () => {
  test('is not committed, and stands in the log', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    world.target.fault = async ({ method }) => {
      if (method === 'POST') await restart(world);
      return undefined;
    };
    await world.cycle();
    expect(await world.linkOf(person.id)).toBeUndefined();
    expect(world.lastLogOf(person.id)).toMatchObject({ action: 'create', status: 'success' });
  });

  test('sends nothing more once the lease was not prolonged in time', async () => {
    const world = await createWorld();
    world.source.put(aPerson());
    await world.stores.jobs.wake(new Date(), [world.jobId]);
    const claim = (await world.stores.jobs.claim('test', new Date(), 60_000))!;
    const assertLease = (): void => {
      throw new AbortedError('The lease was lost.');
    };
    await runCycle({ ...claim, engine: world.engine, signal: new AbortController().signal, assertLease });
    expect(world.target.writes).toEqual([]);
  });

  test('sends no update that waited for something else until the lease was lost', async () => {
    const world = await createWorld();
    world.target.config = { etag: { supported: true } };
    world.target.hasVersions = true;
    const person = world.source.put(aPerson());
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.stores.jobs.wake(new Date(), [world.jobId]);
    const claim = (await world.stores.jobs.claim('test', new Date(), 60_000))!;
    let isLost = false;
    world.target.fault = ({ path }) => {
      isLost ||= path.startsWith('/ServiceProviderConfig');
      return undefined;
    };
    const assertLease = (): void => {
      if (isLost) throw new AbortedError('The lease was lost.');
    };
    await runCycle({ ...claim, engine: world.engine, signal: new AbortController().signal, assertLease });
    expect(isLost).toBe(true);
    expect(world.target.writes.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });
});
