/** Users over HTTP: create, read, replace, delete, ETags, and what must be unique. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aUser, at, enterprise, startTestApp, uniqueName, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('creating', () => {
  test('answers 201 with id, meta, Location and ETag, and the values letter by letter', async () => {
    const user = aUser({
      externalId: 'kari',
      active: true,
      displayName: '  Zoë “漢字” محمد 👩🏽‍✈️ ',
      name: { formatted: 'Kari Moe', familyName: 'Moe', givenName: 'Kari' },
      emails: [{ primary: true, type: 'work', value: 'Kari@Corp.example' }],
      addresses: [{ primary: false, type: 'work', country: 'NO', locality: 'Oslo' }],
      phoneNumbers: [{ primary: true, type: 'work', value: '+47 1' }],
      meta: { resourceType: 'User' },
      roles: [],
      title: 'Pilot',
      [enterprise]: { employeeNumber: '42', department: 'Flight' },
    });
    const { status, headers, body, id } = await app.post('/Users', user);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toContain('application/scim+json');
    expect(headers.get('location')).toBe(`${app.url}/scim/Users/${id}`);
    expect(headers.get('etag')).toBe('W/"1"');
    const { roles: _roles, meta: _meta, schemas: _schemas, ...given } = user;
    expect(body).toMatchObject(given);
    expect(body['meta']).toMatchObject({ resourceType: 'User', location: headers.get('location'), version: 'W/"1"' });
    expect(body['schemas']).toEqual(expect.arrayContaining([enterprise]));
    expect((await app.get(`/Users/${id}`)).body).toEqual(body);
  });

  test('with a userName in other letters is a conflict', async () => {
    const userName = `ÅSE.${uniqueName('x')}`;
    await app.user({ userName });
    const { status, body } = await app.post('/Users', aUser({ userName: userName.toLowerCase() }));
    expect([status, body['status'], body['scimType']]).toEqual([409, '409', 'uniqueness']);
  });

  test('a hundred times at once with one userName succeeds exactly once', async () => {
    const userName = uniqueName('only');
    const answers = await Promise.all(Array.from({ length: 100 }, () => app.post('/Users', { userName })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    expect((await app.find('Users', `userName eq "${userName}"`)).body['totalResults']).toBe(1);
  });

  test('two with one externalId is allowed, and both are found', async () => {
    const externalId = uniqueName('external');
    await app.user({ externalId });
    await app.user({ externalId });
    expect((await app.find('Users', `externalId eq "${externalId}"`)).resources).toHaveLength(2);
    expect((await app.find('Users', `externalId eq "${externalId.toUpperCase()}"`)).resources).toHaveLength(0);
  });

  test('keeps no password and never returns one', async () => {
    const { id, text } = await app.post('/Users', aUser({ password: 'hunter2' }));
    expect(text).not.toContain('hunter2');
    expect((await app.find('Users', `id eq "${id}" and password eq "hunter2"`)).resources).toEqual([]);
    expect((await app.patch(`/Users/${id}`, { op: 'add', path: 'password', value: 'hunter3' })).text).not.toContain(
      'hunter3',
    );
  });

  test('does not believe the id, the meta and the groups it is given', async () => {
    const { id, body } = await app.post(
      '/Users',
      aUser({ id: 'mine', meta: { version: 'x' }, groups: [{ value: 'g' }] }),
    );
    expect(id).not.toBe('mine');
    expect(at(body, 'meta', 'version')).toBe('W/"1"');
    expect(body).not.toHaveProperty('groups');
  });

  test.each([
    ['no userName', { displayName: 'x' }],
    ['a userName that is empty', { userName: '' }],
    ['a userName that is an object', { userName: { first: 'a' } }],
    ['active that is no boolean', { userName: 'a', active: 'perhaps' }],
    ['an externalId that is a list of two', { userName: 'a', externalId: ['x', 'y'] }],
    ['a userName longer than an index can hold', { userName: 'x'.repeat(600) }],
  ])('with %s is invalidValue', async (_name, body) => {
    const answer = await app.post('/Users', body);
    expect([answer.status, answer.body['scimType']]).toEqual([400, 'invalidValue']);
  });
});

describe('reading', () => {
  test('a user that does not exist is 404 with a SCIM error', async () => {
    const { status, body } = await app.get('/Users/2819c223');
    expect([status, body['status']]).toEqual([404, '404']);
    expect(body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  });

  test('with If-None-Match of the version there is answers 304', async () => {
    const id = await app.user();
    expect((await app.get(`/Users/${id}`, { 'if-none-match': 'W/"1"' })).status).toBe(304);
    expect((await app.get(`/Users/${id}`, { 'if-none-match': 'W/"2"' })).status).toBe(200);
  });

  test('shows the groups that have the user as a member', async () => {
    const id = await app.user();
    const groupId = await app.group({ displayName: 'Crew', members: [{ value: id }] });
    expect((await app.get(`/Users/${id}`)).body['groups']).toEqual([
      { value: groupId, $ref: `${app.url}/scim/Groups/${groupId}`, display: 'Crew', type: 'direct' },
    ]);
    expect((await app.get(`/Users/${id}?excludedAttributes=groups`)).body).not.toHaveProperty('groups');
    expect((await app.find('Users', `groups eq "${groupId}"`)).resources.map((user) => user['id'])).toEqual([id]);
  });
});

describe('replacing', () => {
  test('takes away what is not in the body, and keeps id and created', async () => {
    const user = aUser({ title: 'Pilot', nickName: 'K' });
    const { id, body: before } = await app.post('/Users', user);
    const { status, body } = await app.put(`/Users/${id}`, { ...user, nickName: 'Q', title: undefined });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, nickName: 'Q' });
    expect(body).not.toHaveProperty('title');
    expect(at(body, 'meta', 'created')).toBe(at(before, 'meta', 'created'));
    expect(at(body, 'meta', 'version')).toBe('W/"2"');
  });

  test('with If-Match of an older version is refused with 412', async () => {
    const user = aUser();
    const { id } = await app.post('/Users', user);
    expect((await app.put(`/Users/${id}`, { ...user, title: 'a' }, { 'if-match': 'W/"1"' })).status).toBe(200);
    expect((await app.put(`/Users/${id}`, { ...user, title: 'b' }, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await app.put(`/Users/${id}`, { ...user, title: 'b' }, { 'if-match': '*' })).status).toBe(200);
    expect((await app.delete(`/Users/${id}`, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await app.get(`/Users/${id}`)).body['title']).toBe('b');
  });
});

describe('deleting', () => {
  test('answers 204 once and 404 from then on, and frees the userName', async () => {
    const user = aUser();
    const { id } = await app.post('/Users', user);
    expect((await app.delete(`/Users/${id}`)).status).toBe(204);
    expect((await app.delete(`/Users/${id}`)).status).toBe(404);
    expect((await app.get(`/Users/${id}`)).status).toBe(404);
    expect((await app.post('/Users', user)).status).toBe(201);
  });

  test('takes the user out of all groups, which get a new version', async () => {
    const [gone, stays] = [await app.user(), await app.user()];
    const groupId = await app.group({ members: [{ value: gone }, { value: stays }] });
    const before = (await app.get(`/Groups/${groupId}`)).headers.get('etag');
    await app.delete(`/Users/${gone}`);
    expect(await app.memberIds(groupId)).toEqual([stays]);
    expect((await app.get(`/Groups/${groupId}`)).headers.get('etag')).not.toBe(before);
  });

  test('many at once tells exactly one caller of each that it was there', async () => {
    const id = await app.user();
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.delete(`/Users/${id}`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });
});
