/** What a target can do beyond the plain requests: batches, and versions of its resources. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, type World } from '../world.ts';

const bulkConfig = { bulk: { supported: true, maxOperations: 50, maxPayloadSize: 100_000 } };
const batches = (world: World) => world.target.requests.filter(({ path }) => path === '/Bulk');
const sizeOf = (body: unknown) => (body as { Operations: unknown[] }).Operations.length;

async function bulkWorld(count: number, config: Record<string, unknown> = bulkConfig) {
  const world = await createWorld({ job: { settings: { Bulk: 'True' } } });
  world.target.config = config;
  const people = Array.from({ length: count }, () => world.source.put(aPerson()));
  return { world, people };
}

describe('batches', () => {
  test('carry creates and updates, within the limits of the target', async () => {
    const { world, people } = await bulkWorld(230);
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, people[0]!.id);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 231, failed: 0, references: 1 });
    expect(world.target.users).toHaveLength(230);
    expect(world.target.membersOf('Crew')).toHaveLength(1);
    expect(batches(world).every(({ body }) => sizeOf(body) <= 50)).toBe(true);
    expect(batches(world).length).toBeLessThan(12);
    expect(status.lastTally!.requests).toBeLessThan(40);
    await world.cycle();
    for (const { id } of people.slice(0, 20)) world.source.change(id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(world.target.users.filter((user) => user['title'] === 'Pilot')).toHaveLength(20);
  });

  test('are not larger than the target takes', async () => {
    const { world } = await bulkWorld(100, { bulk: { supported: true, maxOperations: 50, maxPayloadSize: 4_000 } });
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 100, failed: 0 });
    for (const { body } of batches(world)) expect(JSON.stringify(body).length).toBeLessThanOrEqual(4_000);
    expect(batches(world).length).toBeGreaterThan(5);
  });

  test('have results of their own for each operation: one that is refused fails alone', async () => {
    const { world, people } = await bulkWorld(60);
    const taken = people[7]!;
    world.target.seed('Users', { userName: 'x', externalId: 'y' });
    const early = () => world.target.seed('Users', { userName: taken.principalName, displayName: 'Early' });
    world.target.fault = ({ path }) => {
      if (path === '/Bulk' && !world.target.user(taken.principalName!)) early();
      return undefined;
    };
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 59, updated: 1, failed: 0 });
    expect(world.target.user(taken.principalName!)?.['displayName']).toBe(taken.displayName);
  });

  test('that are refused whole go one by one', async () => {
    const { world } = await bulkWorld(60);
    world.target.fault = ({ path }) => (path === '/Bulk' ? 501 : undefined);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 60, failed: 0 });
    expect(world.target.users).toHaveLength(60);
  });

  test('whose answer is lost create nobody twice', async () => {
    const { world } = await bulkWorld(60);
    world.target.isUnique = false;
    let lost = 0;
    world.target.fault = ({ path }) => (path === '/Bulk' && lost++ === 0 ? 'lost' : undefined);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ failed: 0 });
    expect(world.target.users).toHaveLength(60);
  });

  test('are for jobs that ask for them, and targets that take them', async () => {
    const plain = await createWorld();
    plain.target.config = bulkConfig;
    for (let n = 0; n < 30; n++) plain.source.put(aPerson());
    await plain.cycle();
    expect(batches(plain)).toEqual([]);
    const { world } = await bulkWorld(30, { bulk: { supported: false } });
    await world.cycle();
    expect(batches(world)).toEqual([]);
    expect(world.target.users).toHaveLength(30);
  });
});

describe('versions', () => {
  async function versioned() {
    const world = await createWorld();
    world.target.config = { etag: { supported: true } };
    world.target.hasVersions = true;
    const person = world.source.put(aPerson());
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    return { world, person };
  }

  test('go with an update, so that it overwrites nothing unseen', async () => {
    const { world } = await versioned();
    await world.cycle();
    expect(world.target.writes.at(-1)).toMatchObject({ method: 'PATCH', ifMatch: expect.stringMatching(/^W\//) });
    expect(world.target.users[0]).toMatchObject({ title: 'Pilot' });
  });

  test('that are not true any more make it read and compare once more', async () => {
    const { world, person } = await versioned();
    let isFirst = true;
    world.target.fault = ({ method }) => {
      if (method === 'PATCH' && isFirst) {
        isFirst = false;
        world.target.users[0]!['nickName'] = 'Somebody else was here';
      }
      return undefined;
    };
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ updated: 1, failed: 0 });
    expect(world.target.users[0]).toMatchObject({ title: 'Pilot', nickName: 'Somebody else was here' });
    expect(await world.escrowOf(person.id)).toBeUndefined();
  });

  test('that never hold leave the record for another attempt', async () => {
    const { world, person } = await versioned();
    world.target.fault = ({ method }) => (method === 'PATCH' ? 412 : undefined);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ failed: 1 });
    expect(world.target.writes.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
    expect(await world.escrowOf(person.id)).toMatchObject({ errorCode: 'TARGET_CHANGED' });
  });

  test('are not sent to a target that does not say that it obeys them', async () => {
    const { world } = await versioned();
    world.target.config = undefined;
    await world.cycle();
    expect(world.target.users[0]).toMatchObject({ title: 'Pilot' });
  });
});
