/** What changes in the directory after the first cycle arrives in the application by itself, within two seconds each. */
import { makePeople, type People } from '@drawbridge/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from './support/application.ts';
import { enterprise, type ScimUser } from './support/scim-reader.ts';
import { startEverything, type Everything } from './support/start-everything.ts';
import { waitFor } from './support/wait-for.ts';

const withinMs = 2_000;

/** Alpha holds 0–29, Beta 20–39: 30–39 are in scope because of Beta only. */
function peopleInTwoGroups(): People {
  const { users } = makePeople(40);
  const names = users.map((user) => user.userPrincipalName);
  return {
    users,
    groups: [
      { displayName: 'Alpha', mailNickname: 'alpha', members: names.slice(0, 30) },
      { displayName: 'Beta', mailNickname: 'beta', members: names.slice(20) },
    ],
  };
}

let everything: Everything;
let application: Application;
const assignments = new Map<string, string>();
const groups = new Map<string, string>();
const name = (index: number): string => everything.people.users[index]!.userPrincipalName;

beforeAll(async () => {
  everything = await startEverything({ people: peopleInTwoGroups() });
  application = await everything.addApplication();
  for await (const group of everything.graph.list<{ id: string; displayName: string }>('/v1.0/groups')) {
    groups.set(group.displayName, group.id);
    assignments.set(group.displayName, (await application.assign(group.id)).id);
  }
  await application.start();
  await application.untilSteady();
});
afterAll(() => everything?.[Symbol.asyncDispose]());

const idOf = async (upn: string): Promise<string> =>
  (await everything.graph.call<{ id: string }>('GET', `/v1.0/users/${upn}?$select=id`)).id;

const arrives = (what: string, condition: () => Promise<boolean>): Promise<true> =>
  waitFor(what, condition, { timeoutMs: withinMs, everyMs: 10 });

const userBecomes = (upn: string, isRight: (user: ScimUser) => boolean): Promise<true> =>
  arrives(`the change of ${upn}`, async () => {
    const user = await everything.scim.findUser(upn);
    return user !== undefined && isRight(user);
  });

/** Names of the members as the target has them. */
async function membersOf(displayName: string): Promise<Set<string>> {
  const group = await everything.scim.findGroup(displayName);
  const users = await everything.scim.users('userName');
  const nameOf = new Map(users.map((user) => [user.id, user.userName]));
  return new Set((group?.members ?? []).map((member) => nameOf.get(member.value) ?? member.value));
}

async function managerOf(upn: string): Promise<string | undefined> {
  const id = (await everything.scim.findUser(upn))?.[enterprise]?.manager?.value;
  return id === undefined ? undefined : (await everything.scim.get<ScimUser>(`/Users/${id}`)).userName;
}

const change = (upn: string, properties: object): Promise<unknown> =>
  everything.graph.call('PATCH', `/v1.0/users/${upn}`, properties);

const reference = (id: string): object => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

test('a new title arrives', async () => {
  await change(name(5), { jobTitle: 'Principal engineer' });
  await userBecomes(name(5), (user) => user.title === 'Principal engineer');
});

test('a disabled person becomes inactive, and active again when enabled', async () => {
  await change(name(7), { accountEnabled: false });
  await userBecomes(name(7), (user) => user.active === false);
  await change(name(7), { accountEnabled: true });
  await userBecomes(name(7), (user) => user.active === true);
});

test('a deleted person becomes inactive, active again when restored, and goes when deleted for good', async () => {
  const id = await idOf(name(8));
  await everything.graph.call('DELETE', `/v1.0/users/${id}`);
  await userBecomes(name(8), (user) => user.active === false);
  await everything.graph.call('POST', `/v1.0/directory/deletedItems/${id}/restore`);
  await userBecomes(name(8), (user) => user.active === true);
  expect(await membersOf('Alpha')).toContain(name(8));
  await everything.graph.call('DELETE', `/v1.0/users/${id}`);
  await userBecomes(name(8), (user) => user.active === false);
  await everything.graph.call('DELETE', `/v1.0/directory/deletedItems/${id}`);
  await arrives('the end', async () => (await everything.scim.findUser(name(8))) === undefined);
});

test('a person removed from a group leaves it, and one added joins it', async () => {
  const [alpha, leaver, joiner] = [groups.get('Alpha')!, await idOf(name(10)), await idOf(name(35))];
  await everything.graph.call('DELETE', `/v1.0/groups/${alpha}/members/${leaver}/$ref`);
  await arrives('the leaver', async () => !(await membersOf('Alpha')).has(name(10)));
  await everything.graph.call('POST', `/v1.0/groups/${alpha}/members/$ref`, reference(joiner));
  await arrives('the joiner', async () => (await membersOf('Alpha')).has(name(35)));
});

test('a person who left the only group that was assigned becomes inactive, and active again on return', async () => {
  const [alpha, id] = [groups.get('Alpha')!, await idOf(name(11))];
  await everything.graph.call('DELETE', `/v1.0/groups/${alpha}/members/${id}/$ref`);
  await userBecomes(name(11), (user) => user.active === false);
  await everything.graph.call('POST', `/v1.0/groups/${alpha}/members/$ref`, reference(id));
  await userBecomes(name(11), (user) => user.active === true);
  await arrives('the membership', async () => (await membersOf('Alpha')).has(name(11)));
});

test('a new person who joins a group arrives in the application with manager and membership', async () => {
  const made = await everything.graph.call<{ id: string }>('POST', '/v1.0/users', {
    userPrincipalName: 'newcomer@corp.example',
    mailNickname: 'newcomer',
    displayName: 'Žofie Nováková',
    accountEnabled: true,
  });
  await everything.graph.call('PUT', `/v1.0/users/${made.id}/manager/$ref`, reference(await idOf(name(1))));
  await everything.graph.call('POST', `/v1.0/groups/${groups.get('Alpha')}/members/$ref`, reference(made.id));
  await userBecomes('newcomer@corp.example', (user) => user.displayName === 'Žofie Nováková' && user.active === true);
  await arrives('the manager', async () => (await managerOf('newcomer@corp.example')) === name(1));
  await arrives('the membership', async () => (await membersOf('Alpha')).has('newcomer@corp.example'));
});

test('a renamed group is renamed, with its members as they were', async () => {
  const before = await membersOf('Alpha');
  await everything.graph.call('PATCH', `/v1.0/groups/${groups.get('Alpha')}`, { displayName: 'Alpha plus' });
  await arrives('the new name', async () => (await everything.scim.findGroup('Alpha plus')) !== undefined);
  expect(await everything.scim.findGroup('Alpha')).toBeUndefined();
  expect(await membersOf('Alpha plus')).toEqual(before);
});

test('a new manager arrives, and a manager taken away is gone', async () => {
  const id = await idOf(name(15));
  await everything.graph.call('PUT', `/v1.0/users/${id}/manager/$ref`, reference(await idOf(name(2))));
  await arrives('the new manager', async () => (await managerOf(name(15))) === name(2));
  await everything.graph.call('DELETE', `/v1.0/users/${id}/manager/$ref`);
  await arrives('no manager', async () => (await managerOf(name(15))) === undefined);
});

test('provision on demand answers with what happened to the person', async () => {
  const [entry, ...others] = await application.provisionOnDemand(await idOf(name(16)));
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ action: 'Other', statusInfo: { status: 'Skipped', errorCode: 'RedundantExport' } });
});

test('a group that is unassigned goes, and who was in scope because of it only becomes inactive', async () => {
  await application.unassign(assignments.get('Beta')!);
  await arrives('the group’s end', async () => (await everything.scim.findGroup('Beta')) === undefined);
  await userBecomes(name(39), (user) => user.active === false);
  expect(await everything.scim.findUser(name(25)), 'also in Alpha').toMatchObject({ active: true });
  // 35 has joined Alpha above.
  expect(await everything.scim.findUser(name(35)), 'also in Alpha').toMatchObject({ active: true });
});

test('a group that is deleted in the directory is deleted in the application', async () => {
  await everything.graph.call('DELETE', `/v1.0/groups/${groups.get('Alpha')}`);
  await arrives('the group’s end', async () => (await everything.scim.countGroups()) === 0);
});

test('a second run of the job finds nothing to do', async () => {
  // The first of the two may find one under way, and then reports that one's work.
  await application.runAgain();
  const { requests, ...written } = await application.runAgain();
  expect(written).toEqual({ created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, failed: 0, references: 0 });
  expect(requests).toBeLessThanOrEqual(1);
});
