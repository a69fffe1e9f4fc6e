import { aGroup, aPerson } from '@drawbridge/testkit';
import { getAtPath } from '@drawbridge/scim';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../world.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('the first cycle', () => {
  test('people, groups, managers and members all arrive', async () => {
    const world = await createWorld({ engine: { pageSize: 7 } });
    const boss = world.source.put(
      aPerson({ displayName: 'Ada Boss', attributes: { givenName: 'Ada', surname: 'Boss' } }),
    );
    const people = Array.from({ length: 30 }, (_, n) =>
      world.source.put(aPerson({ displayName: `Person ${n}`, managerId: boss.id })),
    );
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    for (const { id } of people) world.source.addMember(crew.id, id);

    const { status } = await world.cycle();

    expect(status.lastTally).toMatchObject({ created: 32, failed: 0, references: 60 });
    expect(world.target.users).toHaveLength(31);
    const bossId = world.target.user(boss.principalName!)!['id'];
    expect(getAtPath(world.target.user(boss.principalName!)!, 'name.formatted')).toBe('Ada Boss');
    for (const { principalName } of people) {
      expect(getAtPath(world.target.user(principalName!)!, `${enterprise}:manager.value`)).toBe(bossId);
    }
    const ids = people.map(({ principalName }) => String(world.target.user(principalName!)!['id'])).sort();
    expect(world.target.membersOf('Crew')).toEqual(ids);
    expect((await world.job()).cursor?.kind).toBe('incremental');
    expect((await world.linkOf(boss.id))?.targetId).toBe(bossId);
  });

  test('a second run finds nothing to do', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    const writes = world.target.writes.length;
    await world.stores.jobs.restart(
      world.jobId,
      { watermark: true, escrows: true, quarantine: true, links: false, forceDeletes: false },
      new Date(),
    );
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, updated: 0, skipped: 1 });
    expect(world.target.writes).toHaveLength(writes);
    expect(world.lastLogOf(person.id)?.error?.errorCode).toBe('RedundantExport');
  });

  test('every record leaves one log entry with the steps of its way', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ displayName: 'Kari Moe' }));
    await world.cycle();
    const [record, ...more] = world.logOf(person.id);
    expect(more).toEqual([]);
    expect(record).toMatchObject({ action: 'create', status: 'success', source: { displayName: 'Kari Moe' } });
    expect(record!.steps.map(({ name, type }) => [name, type])).toEqual([
      ['EntryImport', 'import'],
      ['EntrySynchronizationScoping', 'scoping'],
      ['EntryImport', 'matching'],
      ['EntryExportAdd', 'export'],
    ]);
    expect(record!.steps[1]!.details).toMatchObject({ 'Assigned to the application': 'True' });
    expect(record!.modifiedProperties).toContainEqual({ displayName: 'active', oldValue: null, newValue: 'True' });
  });

  test('an account that is there already is linked and mended, not made twice', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ displayName: 'New Name' }));
    world.target.seed('Users', {
      userName: person.principalName!.toUpperCase(),
      displayName: 'Old Name',
      active: true,
    });
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, updated: 1 });
    expect(world.target.users).toHaveLength(1);
    expect(world.target.users[0]!['displayName']).toBe('New Name');
  });

  test('it goes on after a crash where the last page was committed', async () => {
    const world = await createWorld({ engine: { pageSize: 5 } });
    for (let n = 0; n < 23; n++) world.source.put(aPerson());
    let pages = 0;
    world.stores.cycles.beforeCommit = () => {
      if (++pages === 4) throw new Error('crash');
    };
    await world.cycle();
    expect((await world.job()).cursor).toMatchObject({ kind: 'initial', phase: 'users' });
    world.stores.cycles.beforeCommit = () => undefined;
    await world.cycle();
    expect(world.target.users).toHaveLength(23);
    expect(world.target.requests.filter(({ method }) => method === 'POST')).toHaveLength(23);
    expect((await world.job()).cursor?.kind).toBe('incremental');
  });
});
