/** Groups over HTTP, in the shapes of provisioning clients. */
import type { ScimObject } from '@drawbridge/scim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, uniqueName, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const members = (...ids: readonly string[]) => ids.map((value) => ({ $ref: null, value }));

describe('creating', () => {
  test('a group with the odd second schema URI of Microsoft Entra, and an empty list of members, works', async () => {
    const { status, body } = await app.post('/Groups', {
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:Group',
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      externalId: 'object-id',
      displayName: uniqueName('Crew'),
      members: [],
      meta: { resourceType: 'Group' },
    });
    expect(status).toBe(201);
    expect(body['externalId']).toBe('object-id');
    expect(body['meta']).toMatchObject({ resourceType: 'Group' });
    expect(body).not.toHaveProperty('members');
  });

  test('a displayName that is taken, in any letters, is a conflict', async () => {
    const displayName = uniqueName('Crew');
    await app.group({ displayName });
    const answer = await app.post('/Groups', { displayName: displayName.toUpperCase() });
    expect([answer.status, answer.body['scimType']]).toEqual([409, 'uniqueness']);
  });

  test('with a member that nobody is makes no group', async () => {
    const displayName = uniqueName('Crew');
    const answer = await app.post('/Groups', { displayName, members: members('nobody') });
    expect([answer.status, answer.body['scimType']]).toEqual([400, 'invalidValue']);
    expect((await app.find('Groups', `displayName eq "${displayName}"`)).resources).toEqual([]);
  });

  test('with members returns them with type and $ref, also a group among them', async () => {
    const [user, nested] = [await app.user(), await app.group()];
    const { body } = await app.post('/Groups', { displayName: uniqueName('Crew'), members: members(user, nested) });
    expect(body['members']).toEqual(
      expect.arrayContaining([
        { value: user, type: 'User', $ref: `${app.url}/scim/Users/${user}` },
        { value: nested, type: 'Group', $ref: `${app.url}/scim/Groups/${nested}` },
      ]),
    );
  });
});

describe('changing members', () => {
  test.each([
    ['Add with a list', (ids: string[]) => ({ op: 'Add', path: 'members', value: members(...ids) })],
    ['add without path', (ids: string[]) => ({ op: 'add', value: { members: members(...ids) } })],
    ['lower-case add', (ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })],
  ])('%s answers 204 without a body and adds them, also twice', async (_name, operation) => {
    const ids = [await app.user(), await app.user()].sort();
    const groupId = await app.group();
    const answer = await app.patch(`/Groups/${groupId}`, operation(ids));
    expect([answer.status, answer.text]).toEqual([204, '']);
    const etag = (await app.get(`/Groups/${groupId}`)).headers.get('etag');
    expect((await app.patch(`/Groups/${groupId}`, operation(ids))).status).toBe(204);
    expect(await app.memberIds(groupId)).toEqual(ids);
    expect((await app.get(`/Groups/${groupId}`)).headers.get('etag'), 'nothing changed').toBe(etag);
  });

  test.each([
    ['Remove with a list', (id: string) => ({ op: 'Remove', path: 'members', value: members(id) })],
    ['Remove with a list without $ref', (id: string) => ({ op: 'Remove', path: 'members', value: [{ value: id }] })],
    ['remove with a value path', (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` })],
  ])('%s takes out that member only, and is no error the second time', async (_name, operation) => {
    const [gone, stays] = [await app.user(), await app.user()];
    const groupId = await app.group({ members: members(gone, stays) });
    for (let time = 0; time < 2; time += 1) {
      expect((await app.patch(`/Groups/${groupId}`, operation(gone))).status).toBe(204);
      expect(await app.memberIds(groupId)).toEqual([stays]);
    }
  });

  test('remove of members without more takes out all, replace leaves exactly the list', async () => {
    const [a, b, c] = [await app.user(), await app.user(), await app.user()];
    const groupId = await app.group({ members: members(a, b) });
    expect(
      (await app.patch(`/Groups/${groupId}`, { op: 'replace', path: 'members', value: members(b, c) })).status,
    ).toBe(204);
    expect(await app.memberIds(groupId)).toEqual([b, c].sort());
    expect((await app.patch(`/Groups/${groupId}`, { op: 'remove', path: 'members' })).status).toBe(204);
    expect(await app.memberIds(groupId)).toEqual([]);
  });

  test('a condition on another sub-attribute removes those it selects', async () => {
    const [user, nested] = [await app.user(), await app.group()];
    const groupId = await app.group({ members: members(user, nested) });
    const answer = await app.patch(`/Groups/${groupId}`, { op: 'remove', path: 'members[type eq "Group"]' });
    expect(answer.status, answer.text).toBe(204);
    expect(await app.memberIds(groupId)).toEqual([user]);
  });

  test('an unknown member refuses the whole request', async () => {
    const user = await app.user();
    const groupId = await app.group();
    const answer = await app.patch(`/Groups/${groupId}`, {
      op: 'Add',
      path: 'members',
      value: members(user, 'nobody'),
    });
    expect([answer.status, answer.body['scimType']]).toEqual([400, 'invalidValue']);
    expect(answer.body['detail']).toContain('nobody');
    expect(await app.memberIds(groupId)).toEqual([]);
  });

  test('requests that come together each get their own answer', async () => {
    const users = await Promise.all(Array.from({ length: 30 }, () => app.user()));
    const groups = await Promise.all([app.group(), app.group()]);
    const answers = await Promise.all(
      users.map((user, number) =>
        app.patch(`/Groups/${number % 10 === 0 ? 'no-group' : groups[number % 2]}`, {
          op: 'Add',
          path: 'members',
          value: members(number % 10 === 5 ? 'nobody' : user),
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      users.map((_, number) => (number % 10 === 0 ? 404 : number % 10 === 5 ? 400 : 204)),
    );
    const present = (await Promise.all(groups.map((group) => app.memberIds(group)))).flat();
    expect(present.sort()).toEqual(users.filter((_, number) => number % 5 !== 0).sort());
  });

  test('a member that is deleted while it is added is never left behind', async () => {
    const groupId = await app.group();
    const users = await Promise.all(Array.from({ length: 20 }, () => app.user()));
    await Promise.all(
      users.flatMap((user) => [
        app.patch(`/Groups/${groupId}`, { op: 'Add', path: 'members', value: members(user) }),
        app.delete(`/Users/${user}`),
      ]),
    );
    expect(await app.memberIds(groupId)).toEqual([]);
  });
});

describe('changing attributes', () => {
  test('a Replace of displayName answers 204 and keeps the members', async () => {
    const user = await app.user();
    const groupId = await app.group({ members: members(user) });
    const displayName = uniqueName('Crew 2');
    expect(
      (await app.patch(`/Groups/${groupId}`, { op: 'Replace', path: 'displayName', value: displayName })).status,
    ).toBe(204);
    const { body } = await app.get(`/Groups/${groupId}`);
    expect(body['displayName']).toBe(displayName);
    expect(body['members']).toHaveLength(1);
  });

  test('name and members in one request change together or not at all', async () => {
    const taken = uniqueName('taken');
    await app.group({ displayName: taken });
    const [user, displayName] = [await app.user(), uniqueName('Crew')];
    const groupId = await app.group({ displayName });
    const rename = (value: string) =>
      app.patch(
        `/Groups/${groupId}`,
        { op: 'replace', value: { displayName: value } },
        { op: 'add', path: 'members', value: members(user) },
      );
    expect((await rename(taken)).status).toBe(409);
    expect(await app.memberIds(groupId)).toEqual([]);
    const other = uniqueName('other');
    expect((await rename(other)).status).toBe(204);
    expect(await app.memberIds(groupId)).toEqual([user]);
    expect((await app.find('Groups', `displayName eq "${other}"`)).resources).toHaveLength(1);
  });

  test('PUT leaves exactly what is in the body', async () => {
    const [a, b] = [await app.user(), await app.user()];
    const displayName = uniqueName('Crew');
    const groupId = await app.group({ displayName, externalId: 'x', members: members(a) });
    const { status, body } = await app.put(`/Groups/${groupId}`, { displayName, members: members(b) });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('externalId');
    expect((body['members'] as ScimObject[]).map((member) => member['value'])).toEqual([b]);
    const etag = (await app.get(`/Groups/${groupId}`)).headers.get('etag');
    await app.put(`/Groups/${groupId}`, { displayName, members: members(b) });
    expect((await app.get(`/Groups/${groupId}`)).headers.get('etag')).toBe(etag);
  });

  test('If-Match of an older version is refused with 412', async () => {
    const groupId = await app.group();
    const body = { Operations: [{ op: 'replace', path: 'externalId', value: 'x' }] };
    expect((await app.send('PATCH', `/Groups/${groupId}`, body, { 'if-match': 'W/"1"' })).status).toBe(204);
    expect((await app.send('PATCH', `/Groups/${groupId}`, body, { 'if-match': 'W/"1"' })).status).toBe(412);
  });
});

describe('reading', () => {
  test('members stay away when they are excluded, by id and by match', async () => {
    const displayName = uniqueName('Crew');
    const groupId = await app.group({ displayName, members: members(await app.user()) });
    expect((await app.get(`/Groups/${groupId}?excludedAttributes=members`)).body).not.toHaveProperty('members');
    const match = await app.find('Groups', `displayName eq "${displayName}"`, { excludedAttributes: 'members' });
    expect(match.resources).toHaveLength(1);
    expect(match.resources[0]).not.toHaveProperty('members');
    expect((await app.find('Groups', `displayName eq "${displayName}"`)).resources[0]).toHaveProperty('members');
  });

  test('membership is tested by a filter on id and members', async () => {
    const [user, stranger] = [await app.user(), await app.user()];
    const groupId = await app.group({ members: members(user) });
    for (const [id, hits] of [
      [user, 1],
      [stranger, 0],
      ['nobody', 0],
    ] as const) {
      for (const path of ['members', 'members.value']) {
        const { body } = await app.find('Groups', `id eq "${groupId}" and ${path} eq "${id}"`, { attributes: 'id' });
        expect(body['totalResults']).toBe(hits);
      }
      expect((await app.find('Groups', `id eq "${groupId}" and members[value eq "${id}"]`)).resources).toHaveLength(
        hits,
      );
    }
  });

  test('a deleted group is gone from the groups and users it was in', async () => {
    const user = await app.user();
    const inner = await app.group({ members: members(user) });
    const outer = await app.group({ members: members(inner) });
    expect((await app.delete(`/Groups/${inner}`)).status).toBe(204);
    expect((await app.get(`/Groups/${inner}`)).status).toBe(404);
    expect(await app.memberIds(outer)).toEqual([]);
    expect((await app.get(`/Users/${user}`)).body).not.toHaveProperty('groups');
  });
});

test('a group of 10,000 members is made, changed by ten, compared and emptied', { timeout: 120_000 }, async () => {
  const ids: string[] = [];
  const lane = async (): Promise<void> => {
    while (ids.length < 10_000) ids.push(...(await Promise.all(Array.from({ length: 50 }, () => app.user()))));
  };
  await lane();
  const groupId = await app.group();
  const path = `/Groups/${groupId}`;
  expect((await app.patch(path, { op: 'Add', path: 'members', value: members(...ids) })).status).toBe(204);
  expect(await app.memberIds(groupId)).toHaveLength(10_000);
  expect((await app.patch(path, { op: 'Remove', path: 'members', value: members(...ids.slice(0, 10)) })).status).toBe(
    204,
  );
  expect((await app.patch(path, { op: 'Replace', path: 'members', value: members(...ids.slice(5)) })).status).toBe(204);
  expect(await app.memberIds(groupId)).toEqual(ids.slice(5).sort());
  expect((await app.get(`${path}?excludedAttributes=members`)).text.length).toBeLessThan(1_000);
  expect((await app.patch(path, { op: 'Remove', path: 'members', value: members(...ids) })).status).toBe(204);
  expect(await app.memberIds(groupId)).toEqual([]);
});
