/** Groups in groups: left to the target, flattened into people, or mirrored as members that are groups. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, type World } from '../world.ts';

type Setting = 'None' | 'Flatten' | 'Mirror';

/** Outer holds Middle, Middle holds Inner; one person in each. */
async function nest(setting: Setting, isInnerAssigned = true) {
  const world = await createWorld({ job: { settings: { NestedGroups: setting } }, engine: { pageSize: 3 } });
  const groups = ['Outer', 'Middle', 'Inner'].map((displayName) =>
    world.source.put(aGroup({ displayName, assigned: displayName === 'Outer' || isInnerAssigned })),
  );
  const people = groups.map(() => world.source.put(aPerson()));
  const [outer, middle, inner] = groups.map(({ id }) => id) as [string, string, string];
  groups.forEach(({ id }, n) => world.source.addMember(id, people[n]!.id));
  world.source.addMember(outer, middle);
  world.source.addMember(middle, inner);
  return {
    world,
    outer,
    middle,
    inner,
    people: people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]],
  };
}

const idOf = async (world: World, id: string) => (await world.linkOf(id))!.targetId;
const idsOf = async (world: World, people: readonly { id: string }[]) =>
  (await Promise.all(people.map(({ id }) => idOf(world, id)))).sort();

describe('flattened groups', () => {
  test.each([true, false])('hold everybody in the groups within, be those assigned (%s) or not', async (assigned) => {
    const { world, people } = await nest('Flatten', assigned);
    await world.settle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people));
    if (assigned) expect(world.target.membersOf('Middle')).toEqual(await idsOf(world, people.slice(1)));
  });

  test('follow a change of an inner group, at the cost of the change', async () => {
    const { world, inner, people } = await nest('Flatten', false);
    await world.settle();
    const late = world.source.put(aPerson());
    world.source.addMember(inner, late.id);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, [...people, late]));
    const before = world.target.writes.length;
    world.source.removeMember(inner, late.id);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people));
    expect(world.target.writes.length - before).toBe(1);
  });

  test('keep whoever is a member in another way', async () => {
    const { world, outer, inner, people } = await nest('Flatten', false);
    world.source.addMember(outer, people[2].id);
    await world.settle();
    world.source.removeMember(inner, people[2].id);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people));
    world.source.removeMember(outer, people[2].id);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people.slice(0, 2)));
  });

  test('lose and get the people of a group that leaves and comes back', async () => {
    const { world, outer, middle, people } = await nest('Flatten', false);
    await world.settle();
    world.source.removeMember(outer, middle);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people.slice(0, 1)));
    world.source.addMember(outer, middle);
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people));
  });

  test('lose the people of an inner group that is gone for good', async () => {
    const { world, inner, people } = await nest('Flatten', false);
    await world.settle();
    world.source.purge(inner);
    await world.cycle();
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, people.slice(0, 2)));
  });

  test('may hold each other', async () => {
    const { world, outer, inner, people } = await nest('Flatten');
    world.source.addMember(inner, outer);
    await world.settle();
    for (const name of ['Outer', 'Middle', 'Inner']) {
      expect(world.target.membersOf(name)).toEqual(await idsOf(world, people));
    }
  });

  test('get a person of an inner group when that person comes into scope', async () => {
    const { world, inner, people } = await nest('Flatten', false);
    const late = world.source.put(aPerson({ assigned: false }));
    world.source.addMember(inner, late.id);
    await world.settle();
    expect(world.target.membersOf('Outer')).toHaveLength(3);
    world.source.change(late.id, { assigned: true });
    await world.cycle();
    expect(world.target.membersOf('Outer')).toEqual(await idsOf(world, [...people, late]));
  });
});

describe('mirrored groups', () => {
  test('are members that say that they are groups', async () => {
    const { world, middle, people } = await nest('Mirror');
    await world.settle();
    const members = world.target.group('Outer')!['members'];
    expect(members).toHaveLength(2);
    expect(members).toContainEqual(expect.objectContaining({ value: await idOf(world, middle), type: 'Group' }));
    expect(members).toContainEqual(expect.objectContaining({ value: await idOf(world, people[0].id) }));
  });

  test('become members when the inner group appears', async () => {
    const { world, middle } = await nest('Mirror', false);
    await world.settle();
    expect(world.target.membersOf('Outer')).toHaveLength(1);
    world.source.change(middle, { assigned: true });
    await world.cycle();
    expect(world.target.membersOf('Outer')).toContain(await idOf(world, middle));
  });
});

test('groups in groups are sent by their id alone when nothing is set, as Microsoft Entra does', async () => {
  const { world, middle } = await nest('None');
  await world.settle();
  const members = world.target.group('Outer')!['members'] as Record<string, unknown>[];
  const group = members.find(({ value }) => typeof value === 'string') && (await idOf(world, middle));
  expect(members.find(({ value }) => value === group)).not.toHaveProperty('type');
});
