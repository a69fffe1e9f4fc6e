import { aGroup, aPerson } from '@drawbridge/testkit';
import { getAtPath } from '@drawbridge/scim';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf } from '../world.ts';

const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';

describe('an incremental cycle', () => {
  test('a changed title is one read and one patch', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ attributes: { jobTitle: 'Clerk' } }));
    await world.settle();
    const before = world.target.requests.length;
    world.source.change(person.id, { attributes: { jobTitle: 'Senior clerk' } });
    await world.cycle();
    expect(world.target.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH']);
    expect(world.target.users[0]!['title']).toBe('Senior clerk');
    const record = world.lastLogOf(person.id)!;
    expect(record.action).toBe('update');
    expect(record.modifiedProperties).toEqual([{ displayName: 'title', oldValue: 'Clerk', newValue: 'Senior clerk' }]);
  });

  test('a job that slept for longer than the feed remembers starts over, and misses nothing', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ attributes: { jobTitle: 'Clerk' } }));
    await world.settle();
    world.source.change(person.id, { attributes: { jobTitle: 'Senior clerk' } });
    world.source.trim();
    const { status } = await world.cycle();
    expect(status.quarantine).toBeUndefined();
    expect(world.target.users[0]!['title']).toBe('Senior clerk');
  });

  test('a member that comes and one that goes are written, and nothing else', async () => {
    const world = await createWorld();
    const [a, b] = [world.source.put(aPerson()), world.source.put(aPerson())];
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, a.id);
    await world.settle();
    world.source.removeMember(crew.id, a.id);
    world.source.addMember(crew.id, b.id);
    const before = world.target.writes.length;
    await world.cycle();
    expect(world.target.membersOf('Crew')).toEqual([(await world.linkOf(b.id))!.targetId]);
    expect(world.target.writes).toHaveLength(before + 1);
  });

  test('a manager is changed, then taken away', async () => {
    const world = await createWorld();
    const [old, next] = [world.source.put(aPerson()), world.source.put(aPerson())];
    const person = world.source.put(aPerson({ managerId: old.id }));
    await world.settle();
    const managerInTarget = () => getAtPath(world.target.user(person.principalName!)!, manager);
    expect(managerInTarget()).toBe((await world.linkOf(old.id))!.targetId);
    world.source.change(person.id, { managerId: next.id });
    await world.cycle();
    expect(managerInTarget()).toBe((await world.linkOf(next.id))!.targetId);
    const { managerId: _gone, ...without } = world.source.objects.get(person.id)!;
    world.source.put(without);
    await world.cycle();
    expect(managerInTarget()).toBeUndefined();
    expect(await world.stores.links.writtenReferencesOf(world.jobId, 'manager', [person.id])).toEqual([]);
  });

  test('references settle when the missing side appears', async () => {
    const world = await createWorld();
    const boss = world.source.put(aPerson({ assigned: false }));
    const person = world.source.put(aPerson({ managerId: boss.id }));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, boss.id);
    await world.settle();
    expect(world.target.membersOf('Crew')).toEqual([]);
    world.source.change(boss.id, { assigned: true });
    await world.cycle();
    const bossId = (await world.linkOf(boss.id))!.targetId;
    expect(getAtPath(world.target.user(person.principalName!)!, manager)).toBe(bossId);
    expect(world.target.membersOf('Crew')).toEqual([bossId]);
  });

  test('ten changed members of a large group cost ten', async () => {
    const world = await createWorld();
    const people = Array.from({ length: 1_200 }, () => world.source.put(aPerson()));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    for (const { id } of people) world.source.addMember(crew.id, id);
    await world.settle();
    expect(world.target.membersOf('Crew')).toHaveLength(1_200);
    const [requests, read] = [world.target.requests.length, world.source.referencesRead];
    for (const { id } of people.slice(0, 10)) world.source.removeMember(crew.id, id);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(1_190);
    expect(world.target.requests.length - requests).toBe(2);
    expect(world.source.referencesRead - read).toBeLessThanOrEqual(10);
  });

  test('a change of attributes that no mapping and no filter reads costs nothing', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ attributes: { jobTitle: 'Clerk' } }));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    await world.settle();
    const before = { requests: world.target.requests.length, log: world.log().length };
    world.source.changeTold(person.id, { division: 'North', hireDate: '2027-01-01' });
    world.source.changeTold(crew.id, { visibility: 'Private' });
    await world.cycle();
    expect({ requests: world.target.requests.length, log: world.log().length }).toEqual(before);
    world.source.changeTold(person.id, { division: 'South', jobTitle: 'Senior clerk' });
    await world.cycle();
    expect(world.target.users[0]!['title']).toBe('Senior clerk');
  });

  test('an assignment that changes nothing costs no request, and one that does is followed', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    const before = world.target.requests.length;
    world.source.changeTold(person.id, {}, true);
    await world.cycle();
    expect(world.target.requests.length).toBe(before);
    world.source.changeTold(person.id, {}, false);
    await world.cycle();
    expect(world.target.users[0]!['active']).toBe(false);
    world.source.changeTold(person.id, {}, true);
    await world.cycle();
    expect(world.target.users[0]!['active']).toBe(true);
    world.source.changeTold(person.id, { jobTitle: 'Clerk' }, true);
    await world.cycle();
    expect(world.target.users[0]!['title']).toBe('Clerk');
  });

  test('a filter reads too', async () => {
    const world = await createWorld();
    await world.changeSchema((schema) => {
      const clause = {
        sourceOperandName: 'division',
        operatorName: 'EQUALS',
        targetOperand: { values: ['North'] },
      };
      objectMappingOf(schema, 'User').scope = { groups: [{ name: 'North', clauses: [clause] }] };
    });
    const person = world.source.put(aPerson({ attributes: { division: 'North' } }));
    await world.settle();
    expect(world.target.users[0]!['active']).toBe(true);
    world.source.changeTold(person.id, { division: 'South' });
    await world.cycle();
    expect(world.target.users[0]!['active']).toBe(false);
  });

  test('what failed is tried again when anything about it changes', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    await world.settle();
    world.target.fault = ({ method }) => (method === 'PATCH' ? 400 : undefined);
    world.source.changeTold(person.id, { jobTitle: 'Refused' });
    await world.cycle();
    expect(await world.escrowOf(person.id)).toBeDefined();
    world.target.fault = () => undefined;
    world.source.changeTold(person.id, { division: 'South' });
    await world.cycle();
    expect(await world.escrowOf(person.id)).toBeUndefined();
    expect(world.target.users[0]!['title']).toBe('Refused');
  });

  test('changes of people who are not ours leave no trace', async () => {
    const world = await createWorld();
    await world.settle();
    world.source.put(aPerson({ assigned: false }));
    await world.cycle();
    expect(world.log()).toEqual([]);
    expect(world.target.writes).toEqual([]);
  });
});

describe('what was missed while the feed was not read', () => {
  const restart = { watermark: true, escrows: true, quarantine: true, links: false, forceDeletes: false };

  test('who leaves is logged with the moment of the change; who only changes is not', async () => {
    const world = await createWorld();
    const [leaver, clerk] = [world.source.put(aPerson()), world.source.put(aPerson())];
    await world.settle();
    const moment = new Date('2026-05-04T08:00:00.000Z');
    world.source.putAt({ ...leaver, state: 'disabled' }, moment);
    world.source.putAt({ ...clerk, attributes: new Map([...clerk.attributes, ['jobTitle', 'Clerk']]) }, moment);
    await world.cycle();
    expect(world.lastLogOf(leaver.id)).toMatchObject({ action: 'disable', status: 'success', leftAt: moment });
    expect(world.lastLogOf(clerk.id)).not.toHaveProperty('leftAt');
  });

  test('a leaver whose account could not be taken away at first keeps the moment of leaving', async () => {
    const world = await createWorld();
    const leaver = world.source.put(aPerson());
    await world.settle();
    const [moment, later] = [new Date('2026-05-04T08:00:00.000Z'), new Date('2026-05-04T09:00:00.000Z')];
    world.target.fault = ({ method }) => (method === 'PATCH' ? 400 : undefined);
    world.source.putAt({ ...leaver, state: 'disabled' }, moment);
    await world.cycle();
    expect(await world.escrowOf(leaver.id)).toMatchObject({ leftAt: moment });
    world.target.fault = () => undefined;
    world.source.putAt({ ...leaver, state: 'disabled', displayName: 'Kari' }, later);
    await world.cycle();
    expect(world.lastLogOf(leaver.id)).toMatchObject({ action: 'disable', status: 'success', leftAt: moment });
  });

  test('whoever left across a restart is found by the initial cycle, and disabled or deleted', async () => {
    const world = await createWorld({ engine: { pageSize: 2 } });
    const people = Array.from({ length: 5 }, () => world.source.put(aPerson()));
    await world.settle();
    world.source.change(people[0]!.id, { assigned: false });
    world.source.purge(people[1]!.id);
    await world.stores.jobs.restart(world.jobId, restart, new Date());
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ disabled: 1, deleted: 1, created: 0 });
    expect(world.target.user(people[0]!.principalName!)?.['active']).toBe(false);
    expect(world.target.user(people[1]!.principalName!)).toBeUndefined();
  });

  test('a member and a manager who went across a restart are removed', async () => {
    const world = await createWorld({ engine: { pageSize: 2 } });
    const people = Array.from({ length: 5 }, () => world.source.put(aPerson()));
    const boss = world.source.put(aPerson());
    const managed = world.source.put(aPerson({ managerId: boss.id }));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    for (const { id } of people) world.source.addMember(crew.id, id);
    await world.settle();
    world.source.removeMember(crew.id, people[2]!.id);
    const { managerId: _gone, ...without } = managed;
    world.source.put(without);
    await world.stores.jobs.restart(world.jobId, restart, new Date());
    const { status } = await world.cycle();
    expect(status.lastTally?.references).toBe(2);
    expect(world.target.membersOf('Crew')).toHaveLength(4);
    expect(getAtPath(world.target.user(managed.principalName!)!, manager)).toBeUndefined();
  });

  test('people enabled again get their memberships sent again, in case the target dropped them', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, person.id);
    await world.settle();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    delete world.target.group('Crew')!['members'];
    world.source.change(person.id, { assigned: true });
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(1);
  });

  test('links forgotten by a restart are found again by matching', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, person.id);
    await world.settle();
    await world.stores.jobs.restart(world.jobId, { ...restart, links: true }, new Date());
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, failed: 0 });
    expect(world.target.users).toHaveLength(1);
    expect(world.target.membersOf('Crew')).toHaveLength(1);
  });
});
