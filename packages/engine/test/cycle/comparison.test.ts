/** What others change in the application behind our back. */
import { createObject, getAtPath, userResourceType } from '@drawbridge/scim';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

const hour = 3_600_000;

async function changedBehindOurBack(settings: Record<string, string>) {
  const clock = new FakeClock();
  const world = await createWorld({ clock, job: { settings } });
  const ada = world.source.put(aPerson());
  const gone = world.source.put(aPerson());
  await world.settle();
  const account = world.target.user(ada.principalName!)!;
  account['displayName'] = 'Somebody else';
  world.target.forget('Users', String(world.target.user(gone.principalName!)!['id']));
  return { world, clock, ada, gone };
}

test('is put right when the hours between comparisons have passed, and the log says what it was', async () => {
  const { world, clock, ada, gone } = await changedBehindOurBack({ CompareEveryHours: '24' });
  clock.advance(23 * hour);
  await world.cycle();
  expect(world.target.user(ada.principalName!)!['displayName']).toBe('Somebody else');
  clock.advance(hour);
  const { status } = await world.cycle();
  expect(status.lastTally).toMatchObject({ updated: 1, created: 1, failed: 0 });
  expect(world.target.user(ada.principalName!)!['displayName']).toBe(ada.displayName);
  expect(world.target.user(gone.principalName!)).toBeDefined();
  expect(world.lastLogOf(ada.id)!.modifiedProperties).toContainEqual(
    expect.objectContaining({ displayName: 'displayName', oldValue: 'Somebody else' }),
  );
  const requests = world.target.requests.length;
  await world.cycle();
  expect(world.target.requests.length - requests).toBeLessThanOrEqual(1);
});

test('is not looked for without the setting', async () => {
  const { world, clock, ada } = await changedBehindOurBack({});
  clock.advance(8_760 * hour);
  await world.cycle();
  expect(world.target.user(ada.principalName!)!['displayName']).toBe('Somebody else');
});

describe('references that others changed in the application', () => {
  test('come back, and those whom they added and we provision go; members that are not ours stay', async () => {
    const { world, clock, people, crew } = await crewInApplication({ CompareEveryHours: '24' });
    const accounts = await accountsOf(world, people);
    world.source.removeMember(crew.id, people[2]!.id);
    await world.cycle();
    world.target.group('Crew')!['members'] = [accounts[1]!, accounts[2]!, 'a-guest'].map((value) =>
      createObject({ value }),
    );
    world.target.user(people[1]!.principalName!)![enterprise] = createObject({});
    clock.advance(24 * hour);
    await world.settle();
    expect(world.target.membersOf('Crew')).toEqual([accounts[0], accounts[1], 'a-guest'].sort());
    expect(managerIn(world, people[1]!)).toBe(accounts[0]);
    expect(world.lastLogOf(crew.id)!.modifiedProperties).not.toEqual([]);
    const writes = world.target.writes.length;
    clock.advance(24 * hour);
    await world.settle();
    expect(world.target.writes).toHaveLength(writes);
  });

  test('are read for a job that compares, and not in its first cycle', async () => {
    const { world } = await crewInApplication({ CompareEveryHours: '24' });
    expect(world.target.requests.filter(readsMembers)).toEqual([]);
    const { world: other, clock } = await crewInApplication({});
    clock.advance(24 * hour);
    await other.changeSchema(() => undefined);
    await other.settle();
    expect(other.target.requests.filter(readsMembers)).toEqual([]);
  });

  test('of a group that cannot be read are left as they are, and the others are compared', async () => {
    const { world, clock, people } = await crewInApplication({ CompareEveryHours: '24' });
    const other = world.source.put(aGroup({ displayName: 'Other' }));
    world.source.addMember(other.id, people[0]!.id);
    await world.cycle();
    for (const name of ['Crew', 'Other']) world.target.group(name)!['members'] = [];
    const crewId = String(world.target.group('Crew')!['id']);
    world.target.fault = (request) => (readsMembers(request) && request.path.includes(crewId) ? 403 : undefined);
    clock.advance(24 * hour);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toEqual([]);
    expect(world.target.membersOf('Other')).toHaveLength(1);
  });
});

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const readsMembers = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'GET' && path.startsWith('/Groups/') && !path.includes('excludedAttributes');

async function crewInApplication(settings: Record<string, string>) {
  const clock = new FakeClock();
  const world = await createWorld({ clock, job: { settings } });
  const first = world.source.put(aPerson());
  const people = [first, ...[1, 2].map(() => world.source.put(aPerson({ managerId: first.id })))];
  const crew = world.source.put(aGroup({ displayName: 'Crew' }));
  for (const person of people) world.source.addMember(crew.id, person.id);
  await world.settle();
  return { world, clock, people, crew };
}

const accountsOf = async (world: World, people: readonly { readonly id: string }[]): Promise<string[]> =>
  Promise.all(people.map(async ({ id }) => (await world.linkOf(id))!.targetId));

const managerIn = (world: World, { principalName }: { readonly principalName?: string | undefined }): unknown =>
  getAtPath(world.target.user(principalName!)!, `${enterprise}:manager.value`, userResourceType);
