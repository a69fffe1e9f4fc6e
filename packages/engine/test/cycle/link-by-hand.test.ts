/** Links that a person makes: the account chosen is the account kept, whatever a worker knew before. */
import { newId } from '@drawbridge/base';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { linkByHand, searchTarget } from '@drawbridge/engine';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

const link = async (world: World, objectId: string, targetId: string) =>
  linkByHand({ job: await world.job(), engine: world.engine, objectId, targetId });

const account = (world: World, userName: string, rest: Record<string, unknown> = {}): string =>
  world.target.seed('Users', { userName, active: true, ...rest });

const byId = (world: World, id: string) => world.target.users.find((user) => user['id'] === id);

const pause = async (world: World): Promise<void> =>
  world.stores.jobs.setSchedule(world.jobId, { ...(await world.job()).schedule, state: 'Paused' }, undefined);

const note = (world: World, intent: { sourceId: string; displayName: string; userName: string; notedAt: Date }) =>
  world.stores.cycles.noteIntents(world.jobId, undefined, {
    id: newId(),
    intents: [
      {
        sourceId: intent.sourceId,
        type: 'User',
        displayName: intent.displayName,
        matchValues: [{ target: 'userName', value: intent.userName }],
        notedAt: intent.notedAt.toISOString(),
      },
    ],
  });

describe('a link made by hand', () => {
  test('ends an ambiguous match: attributes, memberships and manager are written at once', async () => {
    const world = await createWorld();
    world.target.isUnique = false;
    const boss = world.source.put(aPerson());
    const kari = world.source.put(aPerson({ managerId: boss.id, attributes: { jobTitle: 'Pilot' } }));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, kari.id);
    const [first, second] = [account(world, kari.principalName!), account(world, kari.principalName!)];
    await world.settle();
    expect((await world.escrowOf(kari.id))?.errorCode).toBe('MATCH_AMBIGUOUS');
    expect(await link(world, kari.id, second)).toMatchObject({
      isNew: true,
      link: { sourceId: kari.id, targetId: second, state: 'managed', targetActive: true },
    });
    expect(byId(world, second)).toMatchObject({ title: 'Pilot' });
    expect(byId(world, first)).not.toHaveProperty('title');
    expect(world.target.membersOf('Crew')).toEqual([second]);
    expect(await world.stores.links.writtenReferencesOf(world.jobId, 'manager', [kari.id])).toHaveLength(1);
    expect(await world.escrowOf(kari.id)).toBeUndefined();
    await world.settle();
    expect((await world.linkOf(kari.id))?.targetId).toBe(second);
  });

  test('takes the place of a wrong one, whose account stays as it is', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, kari.id);
    await world.settle();
    const wrong = (await world.linkOf(kari.id))!.targetId;
    const before = structuredClone(byId(world, wrong));
    const right = account(world, 'kari.old');
    world.target.isUnique = false;
    await link(world, kari.id, right);
    expect(byId(world, right)).toMatchObject({ userName: kari.principalName });
    expect(byId(world, wrong)).toEqual(before);
    expect(world.target.membersOf('Crew')).toEqual([wrong, right].sort());
    world.source.change(kari.id, { assigned: false });
    await world.settle();
    expect(byId(world, right)).toMatchObject({ active: false });
    expect(byId(world, wrong)).toMatchObject({ active: true });
  });

  test('of a group has its members written to the group chosen', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, person.id);
    await world.settle();
    const other = world.target.seed('Groups', { displayName: 'Crew of old' });
    await link(world, crew.id, other);
    await world.cycle();
    const members = world.target.groups.find(({ id }) => id === other)?.['members'];
    expect(members).toMatchObject([{ value: (await world.linkOf(person.id))!.targetId }]);
  });

  test('stays, whatever a worker in the middle of a cycle knew', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    await world.settle();
    const right = account(world, 'kari.old');
    world.target.isUnique = false;
    world.source.change(kari.id, { attributes: { jobTitle: 'Pilot' } });
    world.target.fault = async ({ method }) => {
      if (method !== 'PATCH') return undefined;
      world.target.fault = () => undefined;
      await link(world, kari.id, right);
      return undefined;
    };
    await world.cycle();
    expect((await world.linkOf(kari.id))?.targetId).toBe(right);
    await world.settle();
    expect((await world.linkOf(kari.id))?.targetId).toBe(right);
    expect(byId(world, right)).toMatchObject({ title: 'Pilot' });
  });

  test('to an account that is disabled enables it', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    const old = account(world, 'kari.old', { active: false });
    const { link: made } = await link(world, kari.id, old);
    expect(made).toMatchObject({ targetId: old, targetActive: true });
    expect(byId(world, old)).toMatchObject({ active: true, userName: kari.principalName });
  });

  test('that is there already is not made again', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    await world.settle();
    const writes = world.target.writes.length;
    const there = (await world.linkOf(kari.id))!;
    expect(await link(world, kari.id, there.targetId)).toEqual({ link: there, isNew: false });
    expect(world.target.writes).toHaveLength(writes);
    expect(await world.escrowOf(kari.id)).toBeUndefined();
  });

  test('of a paused job waits in escrow until it is started', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson({ attributes: { jobTitle: 'Pilot' } }));
    const old = account(world, 'kari.old');
    await pause(world);
    await link(world, kari.id, old);
    expect(byId(world, old)).not.toHaveProperty('title');
    expect(await world.escrowOf(kari.id)).toMatchObject({ attempts: 0, errorCode: 'REFERENCE_UNRESOLVED' });
    await world.stores.jobs.setSchedule(world.jobId, { ...(await world.job()).schedule, state: 'Active' }, new Date());
    await world.settle();
    expect(byId(world, old)).toMatchObject({ title: 'Pilot' });
    expect(world.target.users).toHaveLength(1);
    expect(await world.escrowOf(kari.id)).toBeUndefined();
  });

  test('whose account cannot be written to is made all the same, and written by the next cycle', async () => {
    const world = await createWorld({ clock: new FakeClock() });
    const kari = world.source.put(aPerson());
    const old = account(world, 'kari.old');
    world.target.fault = ({ method }) => (method === 'PATCH' ? 'down' : undefined);
    await link(world, kari.id, old);
    world.target.fault = () => undefined;
    expect((await world.linkOf(kari.id))?.targetId).toBe(old);
    await world.settle();
    expect(byId(world, old)).toMatchObject({ userName: kari.principalName });
    expect(world.target.users).toHaveLength(1);
  });

  test('brings back whoever was let go: no second account is made', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    await world.settle();
    world.source.change(kari.id, { assigned: false });
    await world.settle();
    expect((await world.linkOf(kari.id))?.state).toBe('unmanaged');
    world.source.change(kari.id, { assigned: true });
    const own = (await world.linkOf(kari.id))!.targetId;
    expect(await link(world, kari.id, own)).toMatchObject({
      isNew: true,
      link: { state: 'managed', targetActive: true },
    });
    await world.settle();
    expect(world.target.users).toHaveLength(1);
    expect(byId(world, own)).toMatchObject({ active: true });
  });
});

describe('a link by hand is refused', () => {
  test('for what is in neither the directory nor the application', async () => {
    const world = await createWorld();
    const kari = world.source.put(aPerson());
    const old = account(world, 'kari.old');
    await expect(link(world, newId(), old)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    for (const id of ['4711', '..', '']) {
      await expect(link(world, kari.id, id)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    }
    expect(await world.linkOf(kari.id)).toBeUndefined();
  });

  test.each([
    ['unassigned', { assigned: false }],
    ['disabled', { state: 'disabled' }],
    ['in the recycle bin', { state: 'softDeleted' }],
  ] as const)('for somebody who is %s: the account would be taken away', async (_how, given) => {
    const world = await createWorld();
    const kari = world.source.put(aPerson(given));
    const old = account(world, 'kari.old');
    await expect(link(world, kari.id, old)).rejects.toMatchObject({ code: 'LINK_OUT_OF_SCOPE' });
    expect(await world.linkOf(kari.id)).toBeUndefined();
    expect(byId(world, old)).toMatchObject({ active: true });
  });

  test('when somebody else holds the account, also one who was let go, and names them', async () => {
    const world = await createWorld();
    const [kari, ola] = [world.source.put(aPerson()), world.source.put(aPerson())];
    await world.settle();
    const taken = (await world.linkOf(ola.id))!.targetId;
    const refusal = { code: 'MATCH_TAKEN', message: expect.stringContaining(ola.displayName) };
    await expect(link(world, kari.id, taken)).rejects.toMatchObject(refusal);
    world.source.change(ola.id, { assigned: false });
    await world.settle();
    await expect(link(world, kari.id, taken)).rejects.toMatchObject(refusal);
  });

  test('while an account is being created for the object, and not when that is long over', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const kari = world.source.put(aPerson());
    const old = account(world, 'kari.old');
    const noted = { sourceId: kari.id, displayName: kari.displayName, userName: kari.principalName! };
    await note(world, { ...noted, notedAt: clock.now() });
    await expect(link(world, kari.id, old)).rejects.toMatchObject({ code: 'CREATE_IN_FLIGHT' });
    clock.advance(3 * 60_000);
    await link(world, kari.id, old);
    await world.settle();
    expect((await world.linkOf(kari.id))?.targetId).toBe(old);
    expect(world.target.users).toHaveLength(1);
    expect(world.stores.state.data(world.jobId).intents.size).toBe(0);
  });

  test('when the account may be the one that was created for somebody else a moment ago', async () => {
    const world = await createWorld();
    const [kari, ola] = [world.source.put(aPerson()), world.source.put(aPerson())];
    await note(world, { sourceId: ola.id, displayName: ola.displayName, userName: 'ola', notedAt: new Date() });
    const made = account(world, 'Ola', { meta: { created: new Date().toISOString() } });
    await expect(link(world, kari.id, made)).rejects.toMatchObject({ code: 'MATCH_TAKEN' });
    const older = account(world, 'ola', { meta: { created: '2020-01-01T00:00:00Z' } });
    expect(await link(world, kari.id, older)).toMatchObject({ isNew: true });
  });

  test('by a type whose mapping is not enabled', async () => {
    const world = await createWorld();
    const crew = world.source.put(aGroup());
    const old = world.target.seed('Groups', { displayName: 'Crew of old' });
    await world.changeSchema((schema) => {
      for (const mapping of schema.synchronizationRules[0]!.objectMappings) {
        if (mapping.sourceObjectName === 'Group') mapping.enabled = false;
      }
    });
    await expect(link(world, crew.id, old)).rejects.toMatchObject({ code: 'LINK_OUT_OF_SCOPE' });
  });
});

describe('a search of the application', () => {
  const search = async (world: World, given: { attribute?: string; value: string; limit?: number }) =>
    searchTarget({ job: await world.job(), engine: world.engine, type: 'User', limit: 20, ...given });

  test('finds accounts by the first matching attribute, and tells whose they are', async () => {
    const world = await createWorld();
    world.target.isUnique = false;
    const kari = world.source.put(aPerson());
    await world.settle();
    const own = (await world.linkOf(kari.id))!.targetId;
    const other = account(world, kari.principalName!, { active: false, title: 'Secret' });
    const { attribute, resources } = await search(world, { value: kari.principalName! });
    expect(attribute).toBe('userName');
    expect(resources.map(({ id, link: held, active }) => [id, held?.sourceId, active])).toEqual([
      [own, kari.id, true],
      [other, undefined, false],
    ]);
    expect(JSON.stringify(resources)).not.toContain('Secret');
  });

  test('is bounded, and goes by id or by a name of few', async () => {
    const world = await createWorld();
    const ids = ['a', 'b', 'c'].map((name) => account(world, name, { displayName: 'Kari' }));
    const { resources } = await search(world, { attribute: 'displayName', value: 'Kari', limit: 2 });
    expect(resources.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await search(world, { attribute: 'id', value: ids[2]! })).resources).toHaveLength(1);
    for (const value of ['4711', '..']) {
      expect((await search(world, { attribute: 'id', value })).resources).toEqual([]);
    }
    await expect(search(world, { attribute: 'password', value: 'a' })).rejects.toMatchObject({
      code: 'QUERY_UNSUPPORTED',
    });
  });
});
