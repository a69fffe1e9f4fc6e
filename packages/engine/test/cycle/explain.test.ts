/** Explain and preview: the same code as a cycle, stopped before it writes; and on demand for every state of a person. */
import { explain, previewScope } from '@drawbridge/engine';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf, type World } from '../world.ts';

const explained = async (world: World, objectId: string, schema?: Parameters<typeof explain>[0]['schema']) =>
  (await explain({
    job: await world.job(),
    engine: world.engine,
    subjects: [{ objectId, objectTypeName: 'User' }],
    schema,
  }))[0]!; // prettier-ignore

const previewed = async (world: World, more: Partial<Parameters<typeof previewScope>[0]> = {}) =>
  previewScope({ job: await world.job(), engine: world.engine, limit: 100, timeMs: 10_000, sampleSize: 2, ...more });

describe('explain', () => {
  test('tells what would be written for each way things can stand, and sends only GET', async () => {
    const world = await createWorld();
    const [kept, disabled, gone] = [aPerson(), aPerson(), aPerson()].map((person) => world.source.put(person));
    await world.settle();
    const newcomer = world.source.put(aPerson());
    world.source.change(kept!.id, { attributes: { jobTitle: 'Pilot' } });
    world.source.change(disabled!.id, { state: 'disabled' });
    world.source.purge(gone!.id);
    const [writes, commits] = [world.target.writes.length, world.stores.cycles.commits];
    expect((await explained(world, newcomer.id)).change).toMatchObject({ kind: 'create' });
    expect((await explained(world, kept!.id)).change).toEqual({
      kind: 'update',
      targetId: expect.any(String),
      operations: [{ op: 'add', path: 'title', value: 'Pilot' }],
      modified: [{ displayName: 'title', oldValue: null, newValue: 'Pilot' }],
    });
    expect((await explained(world, disabled!.id)).change).toMatchObject({ kind: 'disable' });
    expect((await explained(world, gone!.id)).change).toMatchObject({ kind: 'delete', operations: [] });
    expect(world.target.writes).toHaveLength(writes);
    expect(world.stores.cycles.commits).toBe(commits);
  });

  test('answers for a schema that is not saved', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    const schema = structuredClone((await world.job()).schema);
    const clause = { sourceOperandName: 'city', operatorName: 'EQUALS', targetOperand: { values: ['Oslo'] } };
    objectMappingOf(schema, 'User').scope = { groups: [{ name: 'Oslo', clauses: [clause] }] };
    expect((await explained(world, person.id, schema)).change?.kind).toBe('disable');
    expect((await explained(world, person.id)).change).toMatchObject({ kind: 'none', reason: 'RedundantExport' });
  });
});

describe('preview', () => {
  test('counts everybody, with those who left, within its limit, and sends only GET', async () => {
    const world = await createWorld();
    const people = Array.from({ length: 3 }, () => world.source.put(aPerson()));
    await world.settle();
    world.source.change(people[0]!.id, { assigned: false });
    world.source.purge(people[1]!.id);
    world.source.put(aGroup());
    for (let n = 0; n < 4; n++) world.source.put(aPerson());
    const writes = world.target.writes.length;
    const preview = await previewed(world);
    expect(preview).toMatchObject({
      counts: { create: 5, update: 0, disable: 1, delete: 1, none: 1, failed: 0 },
      looked: 8,
      isComplete: true,
    });
    expect(preview.sample.filter(({ kind }) => kind === 'create')).toHaveLength(2);
    expect(await previewed(world, { limit: 3 })).toMatchObject({ looked: 3, isComplete: false });
    expect(await previewed(world, { timeMs: 0 })).toMatchObject({ looked: 0, isComplete: false });
    expect(world.target.writes).toHaveLength(writes);
  });
});

describe('on demand', () => {
  test('handles the unassigned, the disabled, the deleted, the restored and the gone', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const active = () => world.target.user(person.principalName!)?.['active'];
    await world.onDemand(person.id);
    expect(active()).toBe(true);
    for (const [change, expected] of [
      [{ assigned: false }, false],
      [{ assigned: true }, true],
      [{ state: 'disabled' }, false],
      [{ state: 'active' }, true],
      [{ state: 'softDeleted' }, false],
      [{ state: 'active' }, true],
    ] as const) {
      world.source.change(person.id, change);
      await world.onDemand(person.id);
      expect(active(), JSON.stringify(change)).toBe(expected);
    }
    world.source.purge(person.id);
    await world.onDemand(person.id);
    expect(world.target.users).toEqual([]);
  });

  test('provisions a group with every member it has, page by page, and takes away who left it', async () => {
    const world = await createWorld({ engine: { pageSize: 5 } });
    const people = Array.from({ length: 17 }, () => world.source.put(aPerson()));
    const crew = world.source.put(aGroup());
    for (const { id } of people) world.source.addMember(crew.id, id);
    await world.onDemand(crew.id, 'Group', { allMembers: true });
    expect(world.target.users).toHaveLength(17);
    expect(world.target.membersOf(crew.displayName)).toHaveLength(17);
    world.source.removeMember(crew.id, people[0]!.id);
    await world.onDemand(crew.id, 'Group', { allMembers: true });
    expect(world.target.membersOf(crew.displayName)).toHaveLength(16);
  });
});
