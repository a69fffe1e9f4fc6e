/** The PATCH shapes that provisioning clients send for users, and what must come of each. */
import type { ScimObject, ScimValue } from '@drawbridge/scim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aUser, at, enterprise, startTestApp, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

async function patched(user: Record<string, unknown>, ...operations: readonly unknown[]): Promise<ScimObject> {
  const id = await app.user(user);
  const answer = await app.patch(`/Users/${id}`, ...operations);
  expect(answer.status, answer.text).toBe(200);
  const { body } = await app.get(`/Users/${id}`);
  expect(answer.body, 'the answer of PATCH is what GET gives').toEqual(body);
  return body;
}

describe('disabling and enabling', () => {
  const shapes: [string, unknown][] = [
    ['a capital Replace with the string "False"', { op: 'Replace', path: 'active', value: 'False' }],
    ['replace with a boolean', { op: 'replace', path: 'active', value: false }],
    ['a capital Replace with a boolean', { op: 'Replace', path: 'active', value: false }],
    ['a replace without path', { op: 'replace', value: { active: false } }],
    ['a replace without path and with a string', { op: 'Replace', value: { active: 'False' } }],
    ['add', { op: 'Add', path: 'active', value: false }],
    [
      'the core URN before the name',
      { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:active', value: 'false' },
    ],
  ];
  test.each(shapes)('%s makes active the boolean false, and the user is still found', async (_name, operation) => {
    const user = aUser({ active: true });
    const body = await patched(user, operation);
    expect(body['active']).toBe(false);
    expect((await app.find('Users', `userName eq "${String(user['userName'])}"`)).resources).toHaveLength(1);
  });

  test('a disabled user is enabled again by the string "True"', async () => {
    const body = await patched({ active: false }, { op: 'Replace', path: 'active', value: 'True' });
    expect(body['active']).toBe(true);
  });
});

describe('single attributes', () => {
  test('Add and add of a path set the value', async () => {
    expect((await patched({}, { op: 'Add', path: 'nickName', value: 'K' }))['nickName']).toBe('K');
    expect((await patched({}, { op: 'add', path: 'nickName', value: 'K' }))['nickName']).toBe('K');
  });

  test('a sub-attribute of name is made and changed alone', async () => {
    const body = await patched(
      { name: { givenName: 'Kari', formatted: 'Kari Moe' } },
      { op: 'Add', path: 'name.familyName', value: 'Moe' },
      { op: 'Replace', path: 'name.givenName', value: 'Karin' },
    );
    expect(body['name']).toEqual({ givenName: 'Karin', formatted: 'Kari Moe', familyName: 'Moe' });
  });

  test('remove takes the value away', async () => {
    expect(await patched({ title: 'Pilot' }, { op: 'Remove', path: 'title' })).not.toHaveProperty('title');
  });

  test('flat dotted names and URNs as keys of one operation without path set nested attributes', async () => {
    const body = await patched(
      {},
      {
        op: 'replace',
        value: {
          displayName: 'K',
          'name.givenName': 'Kari',
          [`${enterprise}:employeeNumber`]: '42',
          [`${enterprise}:department`]: 'Flight',
        },
      },
    );
    expect(body['displayName']).toBe('K');
    expect(body['name']).toEqual({ givenName: 'Kari' });
    expect(body[enterprise]).toEqual({ employeeNumber: '42', department: 'Flight' });
    expect(body['schemas']).toContain(enterprise);
  });

  test('names of attributes in other case change the attribute there is', async () => {
    const body = await patched({ title: 'Pilot' }, { op: 'REPLACE', path: 'TITLE', value: 'Captain' });
    expect(body['title']).toBe('Captain');
    expect(Object.keys(body).filter((name) => name.toLowerCase() === 'title')).toHaveLength(1);
  });

  test('an enterprise attribute is set with the URN and a colon, and with a dot', async () => {
    const withColon = await patched({}, { op: 'Add', path: `${enterprise}:department`, value: 'Flight' });
    const withDot = await patched({}, { op: 'Add', path: `${enterprise}.department`, value: 'Flight' });
    expect(at(withColon, enterprise, 'department')).toBe('Flight');
    expect(at(withDot, enterprise, 'department')).toBe('Flight');
  });
});

describe('values by type', () => {
  const valuePaths: [string, string, string][] = [
    ['emails[type eq "work"].value', 'emails', 'value'],
    ['phoneNumbers[type eq "mobile"].value', 'phoneNumbers', 'value'],
    ['addresses[type eq "work"].locality', 'addresses', 'locality'],
  ];
  test.each(valuePaths)('Add of %s makes the element with that type', async (path, name, sub) => {
    const body = await patched({}, { op: 'Add', path, value: 'Oslo' });
    expect(at(body, name, 0)).toMatchObject({ [sub]: 'Oslo', type: /"(\w+)"/.exec(path)![1] });
  });

  test.each(['Add', 'Replace'])('%s of a type that is there changes that element and no other', async (op) => {
    const emails = [
      { type: 'work', value: 'old@corp.example', primary: true },
      { type: 'home', value: 'home@corp.example' },
    ];
    const body = await patched({ emails }, { op, path: 'emails[type eq "work"].value', value: 'new@corp.example' });
    expect(body['emails']).toHaveLength(2);
    expect(body['emails']).toEqual(
      expect.arrayContaining([
        { type: 'work', value: 'new@corp.example', primary: true },
        { type: 'home', value: 'home@corp.example' },
      ]),
    );
  });

  test('the primary role is addressed by the string "True"', async () => {
    const roles = [{ primary: true, type: 'WindowsAzureActiveDirectoryRole', value: 'User' }];
    const body = await patched({ roles }, { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'Admin' });
    expect(body['roles']).toEqual([{ primary: true, type: 'WindowsAzureActiveDirectoryRole', value: 'Admin' }]);
  });

  test('roles whose value is JSON in a string are kept letter by letter', async () => {
    const value = '{"id":"1","value":"25","displayName":"R"}';
    const body = await patched({}, { op: 'Add', path: 'roles', value: [{ value }] });
    expect(at(body, 'roles', 0, 'value')).toBe(value);
  });

  test('replace of roles with the full list leaves the full list', async () => {
    const roles = [{ primary: false, type: 'T', display: 'A', value: 'a' }];
    expect(
      (await patched({ roles: [{ value: 'old' }] }, { op: 'replace', path: 'roles', value: roles }))['roles'],
    ).toEqual(roles);
  });
});

describe('the manager', () => {
  const path = `${enterprise}:manager`;
  const shapes: [string, (manager: string) => unknown][] = [
    ['a bare string at the URN path', (value) => ({ op: 'Add', path, value })],
    ['lower-case add of a string', (value) => ({ op: 'add', path, value })],
    ['an object', (value) => ({ op: 'add', path, value: { value } })],
    [
      'a list with a reference at the short path',
      (value) => ({ op: 'Add', path: 'manager', value: [{ $ref: `…/Users/${value}`, value }] }),
    ],
    ['the path of its value', (value) => ({ op: 'replace', path: `${path}.value`, value })],
  ];
  test.each(shapes)('%s is returned as an object with value', async (_name, operation) => {
    const manager = await app.user();
    const body = await patched({}, operation(manager));
    expect(at(body, enterprise, 'manager', 'value')).toBe(manager);
  });

  test('it is found by a probe of the reference, with the short name and with the URN', async () => {
    const manager = await app.user();
    const id = await app.user();
    await app.patch(`/Users/${id}`, { op: 'Add', path, value: manager });
    for (const name of ['manager', `${enterprise}:manager`, `${enterprise}:manager.value`]) {
      const hit = await app.find('Users', `id eq "${id}" and ${name} eq "${manager}"`, { attributes: 'id' });
      expect(hit.resources).toEqual([{ schemas: expect.anything() as ScimValue, id }]);
      expect((await app.find('Users', `id eq "${id}" and ${name} eq "other"`)).resources).toEqual([]);
    }
  });

  test.each([path, `${path}[value eq "%"]`, 'manager[value eq "%"]'])('remove of %s takes it away', async (pattern) => {
    const manager = await app.user();
    const id = await app.user({ [enterprise]: { department: 'Flight', manager: { value: manager } } });
    const answer = await app.patch(`/Users/${id}`, { op: 'remove', path: pattern.replace('%', manager) });
    expect(answer.status, answer.text).toBe(200);
    expect((await app.get(`/Users/${id}`)).body[enterprise]).toEqual({ department: 'Flight' });
  });
});

describe('a PATCH as a whole', () => {
  test('does nothing at all when one operation is wrong', async () => {
    const id = await app.user({ title: 'Pilot' });
    const { status, body } = await app.patch(
      `/Users/${id}`,
      { op: 'replace', path: 'title', value: 'Captain' },
      { op: 'replace', path: 'active', value: { not: 'a boolean' } },
    );
    expect([status, body['scimType']]).toEqual([400, 'invalidValue']);
    expect((await app.get(`/Users/${id}`)).body['title']).toBe('Pilot');
  });

  test('that changes nothing leaves version and lastModified alone', async () => {
    const id = await app.user({ title: 'Pilot' });
    const before = (await app.get(`/Users/${id}`)).body['meta'];
    const { body } = await app.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'Pilot' });
    expect(body['meta']).toEqual(before);
  });

  test('to a userName that is taken is a conflict, and the user stays', async () => {
    const other = aUser();
    await app.post('/Users', other);
    const id = await app.user({ title: 'Pilot' });
    const { status, body } = await app.patch(`/Users/${id}`, {
      op: 'replace',
      path: 'userName',
      value: String(other['userName']).toUpperCase(),
    });
    expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
  });

  test('cannot take the userName away, nor change the id', async () => {
    const id = await app.user();
    expect((await app.patch(`/Users/${id}`, { op: 'remove', path: 'userName' })).body['scimType']).toBe('mutability');
    expect((await app.patch(`/Users/${id}`, { op: 'replace', path: 'id', value: 'x' })).body['scimType']).toBe(
      'mutability',
    );
  });

  test.each([
    ['no Operations', {}],
    ['an operation that is none', { Operations: [{ op: 'move', path: 'title', value: 'x' }] }],
    ['Operations that are no list', { Operations: { op: 'add' } }],
    ['an empty list', { Operations: [] }],
  ])('with %s is invalidSyntax', async (_name, body) => {
    const id = await app.user();
    const answer = await app.send('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      ...body,
    });
    expect([answer.status, answer.body['scimType']]).toEqual([400, 'invalidSyntax']);
  });

  test('of a user that does not exist is 404', async () => {
    expect((await app.patch('/Users/nobody', { op: 'replace', path: 'title', value: 'x' })).status).toBe(404);
  });

  test('by hundreds at once on one user loses none', async () => {
    const id = await app.user();
    const types = Array.from({ length: 200 }, (_, number) => `t${number}`);
    const answers = await Promise.all(
      types.map((type) =>
        app.patch(`/Users/${id}`, { op: 'Add', path: `emails[type eq "${type}"].value`, value: `${type}@x.example` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(types.map(() => 200));
    const { body } = await app.get(`/Users/${id}`);
    expect(new Set((body['emails'] as ScimObject[]).map((email) => email['type']))).toEqual(new Set(types));
  });
});
