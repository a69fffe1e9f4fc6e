/** Members that a target refuses: everybody else is written, and only the bad ones are tried again. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

async function crewOf(world: World, count: number) {
  const crew = world.source.put(aGroup({ displayName: 'Crew' }));
  const people = Array.from({ length: count }, () => world.source.put(aPerson()));
  for (const { id } of people) world.source.addMember(crew.id, id);
  return { crew, people };
}

/** PATCH requests on groups that name one of these are refused. */
function refuse(world: World, bad: () => readonly string[], status = 400): void {
  world.target.fault = ({ method, path, body }) => {
    if (method !== 'PATCH' || !path.startsWith('/Groups')) return undefined;
    const text = JSON.stringify(body);
    return bad().some((id) => text.includes(`"${id}"`)) ? status : undefined;
  };
}

const patches = (world: World) =>
  world.target.requests.filter(({ method, path }) => method === 'PATCH' && path.startsWith('/Groups'));

describe('a member that is refused', () => {
  test.each([400, 404, 409])(
    'with %i is the only one that is not written, and is tried again by itself',
    async (status) => {
      const clock = new FakeClock();
      const world = await createWorld({ clock });
      const { crew, people } = await crewOf(world, 400);
      const bad = people[123]!;
      const badId = () => [String(world.target.user(bad.principalName!)?.['id'])];
      refuse(world, badId, status);
      await world.cycle();
      expect(world.target.membersOf('Crew')).toHaveLength(399);
      expect(patches(world).length).toBeLessThan(20);
      expect(await world.escrowOf(bad.id)).toBeDefined();
      expect(await world.escrowOf(crew.id)).toBeUndefined();
      expect(await world.stores.links.countEscrows(world.jobId)).toBe(1);
      expect(world.lastLogOf(crew.id)).toMatchObject({ status: 'failure' });
      const before = patches(world).length;
      world.target.fault = () => undefined;
      clock.advance(41 * 60_000);
      await world.cycle();
      expect(world.target.membersOf('Crew')).toHaveLength(400);
      expect(patches(world).length - before).toBe(1);
      expect(await world.escrowOf(bad.id)).toBeUndefined();
      expect(world.target.users).toHaveLength(400);
    },
  );

  test('among many that are refused costs a bounded number of requests', async () => {
    const world = await createWorld();
    const { people } = await crewOf(world, 400);
    refuse(world, () => people.map(({ principalName }) => String(world.target.user(principalName!)?.['id'])));
    await world.cycle();
    expect(patches(world).length).toBeLessThan(150);
    expect(world.target.membersOf('Crew')).toEqual([]);
    expect(await world.stores.links.countEscrows(world.jobId)).toBe(400);
  });

  test('a group that is gone is made again, whole', async () => {
    const world = await createWorld();
    const { crew, people } = await crewOf(world, 40);
    await world.settle();
    world.target.forget('Groups', (await world.linkOf(crew.id))!.targetId);
    world.source.removeMember(crew.id, people[0]!.id);
    await world.cycle();
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(39);
  });

  test('MembersPerRequest says how many members one request names', async () => {
    const world = await createWorld({ job: { settings: { MembersPerRequest: '50' } } });
    await crewOf(world, 120);
    await world.cycle();
    expect(patches(world)).toHaveLength(3);
  });
});

describe('a group of 5,000 members', () => {
  test('ten joining and ten leaving cost requests and reads for the twenty', async () => {
    const world = await createWorld({ engine: { pageSize: 2_000 } });
    const { crew, people } = await crewOf(world, 5_000);
    const joining = Array.from({ length: 10 }, () => world.source.put(aPerson()));
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(5_000);
    const [requests, read] = [world.target.requests.length, world.source.referencesRead];
    for (const { id } of people.slice(0, 10)) world.source.removeMember(crew.id, id);
    for (const { id } of joining) world.source.addMember(crew.id, id);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(5_000);
    expect(world.target.requests.length - requests).toBe(2);
    expect(world.source.referencesRead - read).toBeLessThanOrEqual(20);
  });
});
