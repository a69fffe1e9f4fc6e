import { provisionOnDemand } from '@drawbridge/engine';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../world.ts';

describe('provision on demand', () => {
  test('one person is provisioned now, with the steps, while the job never ran', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const [record, ...more] = await world.onDemand(person.id);
    expect(more).toEqual([]);
    expect(record).toMatchObject({ action: 'create', status: 'success' });
    expect(record!.steps.map(({ name }) => name)).toEqual([
      'EntryImport',
      'EntrySynchronizationScoping',
      'EntryImport',
      'EntryExportAdd',
    ]);
    expect(world.target.users).toHaveLength(1);
    expect((await world.linkOf(person.id))?.state).toBe('managed');
    expect((await world.job()).cursor).toBeUndefined();
  });

  test('the manager comes along when linked', async () => {
    const world = await createWorld();
    const boss = world.source.put(aPerson());
    const person = world.source.put(aPerson({ managerId: boss.id }));
    await world.onDemand(boss.id);
    await world.onDemand(person.id);
    const managers = await world.stores.links.writtenReferencesOf(world.jobId, 'manager', [person.id]);
    expect(managers).toHaveLength(1);
  });

  test('a group gets the members asked for; the next cycle writes the others', async () => {
    const world = await createWorld();
    const people = Array.from({ length: 3 }, () => world.source.put(aPerson()));
    await world.settle();
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    for (const { id } of people) world.source.addMember(crew.id, id);
    const members = [{ objectId: people[0]!.id, objectTypeName: 'User' }] as const;
    await world.onDemand(crew.id, 'Group', { members });
    expect(world.target.membersOf('Crew')).toEqual([(await world.linkOf(people[0]!.id))!.targetId]);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(3);
  });

  test('what another process wrote meanwhile is not overwritten with what was read before', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ attributes: { jobTitle: 'Clerk' } }));
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Senior clerk' } });
    world.target.fault = async ({ method }) => {
      if (method !== 'PATCH') return undefined;
      world.target.fault = () => undefined;
      world.source.change(person.id, { attributes: { jobTitle: 'Head clerk' } });
      await world.cycle();
      return undefined;
    };
    const subjects = [{ objectId: person.id, objectTypeName: 'User' }] as const;
    await provisionOnDemand({ job: await world.job(), subjects, engine: { ...world.engine } });
    expect(world.target.user(person.principalName!)?.['title']).toBe('Head clerk');
  });

  test('what it overwrote with what was read before, and then failed, is made good by the next cycle', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ attributes: { jobTitle: 'Clerk' } }));
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Senior clerk' } });
    world.target.fault = async ({ method }) => {
      if (method !== 'PATCH') return undefined;
      world.target.fault = () => undefined;
      world.source.change(person.id, { attributes: { jobTitle: 'Head clerk' } });
      await world.cycle();
      world.target.fault = ({ path }) => (path.startsWith('/Groups') ? 401 : undefined);
      return undefined;
    };
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    const members = [{ objectId: person.id, objectTypeName: 'User' }] as const;
    const subjects = [{ objectId: crew.id, objectTypeName: 'Group', members }] as const;
    await expect(
      provisionOnDemand({ job: await world.job(), subjects, engine: { ...world.engine } }),
    ).rejects.toMatchObject({ code: 'TARGET_UNAUTHORIZED' });
    expect(world.target.user(person.principalName!)?.['title']).toBe('Senior clerk');
    world.target.fault = () => undefined;
    await world.cycle();
    expect(world.target.user(person.principalName!)?.['title']).toBe('Head clerk');
    expect(await world.escrowOf(person.id)).toBeUndefined();
  });

  test('whoever is let go while a cycle looks at them is let go again by the next cycle', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Clerk' } });
    world.target.fault = async ({ method, path }) => {
      if (method !== 'GET' || path.includes('?')) return undefined;
      world.target.fault = () => undefined;
      world.source.change(person.id, { assigned: false });
      await world.onDemand(person.id);
      return undefined;
    };
    await world.cycle();
    expect(world.target.user(person.principalName!)?.['active']).toBe(true);
    await world.cycle();
    expect(world.target.user(person.principalName!)?.['active']).toBe(false);
    expect((await world.linkOf(person.id))?.state).toBe('unmanaged');
  });

  test('explain says what would be done, and writes nothing anywhere', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const [record] = await world.onDemand(person.id, 'User', { preview: true });
    expect(record).toMatchObject({ action: 'create' });
    expect(record!.modifiedProperties).toContainEqual({
      displayName: 'userName',
      oldValue: null,
      newValue: person.principalName,
    });
    expect(world.target.writes).toEqual([]);
    expect(world.log()).toEqual([]);
    expect(await world.linkOf(person.id)).toBeUndefined();
  });

  test('an unassigned person is explained by the scoping step', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ assigned: false }));
    const [record] = await world.onDemand(person.id);
    expect(record).toMatchObject({
      action: 'other',
      status: 'skipped',
      error: { errorCode: 'NotEffectivelyEntitled' },
    });
    expect(record!.steps[1]!.details).toMatchObject({ 'Assigned to the application': 'False' });
  });

  test('a refused value is a record that failed, not an error of the request', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    world.target.fault = ({ method }) => (method === 'POST' ? 400 : undefined);
    const [record] = await world.onDemand(person.id);
    expect(record).toMatchObject({ action: 'create', status: 'failure', error: { errorCode: 'UnprocessableEntity' } });
  });

  test('an unknown object and a refused token are errors of the request', async () => {
    const world = await createWorld();
    await expect(world.onDemand('0b3f5b6d-7e81-4c55-8a7f-6f1c2b0a1d9e')).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
    world.target.fault = () => 401;
    await expect(world.onDemand(world.source.put(aPerson()).id)).rejects.toMatchObject({ code: 'TARGET_UNAUTHORIZED' });
  });
});
