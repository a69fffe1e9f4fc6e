/** The same application on a PostgreSQL server: every statement once, and what many do at once. */
import { startPostgres, type PostgresServer } from '@drawbridge/testkit/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aUser, enterprise, startTestApp, uniqueName, type TestApp } from '../support/start-test-app.ts';

let server: PostgresServer;
let app: TestApp;
beforeAll(async () => {
  server = await startPostgres();
  app = await startTestApp({ databaseUrl: await server.createDatabase() });
});
afterAll(async () => {
  await app.close();
  await server.stop();
});

test('a hundred creations of one userName at once succeed exactly once', async () => {
  const userName = `Å${uniqueName('only')}`;
  const answers = await Promise.all(Array.from({ length: 100 }, () => app.post('/Users', { userName })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await app.find('Users', `userName eq "å${userName.slice(1)}"`)).resources).toHaveLength(1);
});

test('people are changed, found and deleted', async () => {
  const manager = await app.user();
  const user = aUser({ emails: [{ type: 'work', value: 'Ø@corp.example' }] });
  const { id } = await app.post('/Users', user);
  const patched = await app.patch(
    `/Users/${id}`,
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'Add', path: `${enterprise}:manager`, value: manager },
  );
  expect(patched.body).toMatchObject({ active: false, [enterprise]: { manager: { value: manager } } });
  for (const filter of [
    'emails[type eq "work"].value eq "ø@CORP.example"',
    `id eq "${id}" and manager eq "${manager}"`,
    `active eq false and emails co "ø@"`,
  ]) {
    expect(
      (await app.find('Users', filter)).resources.map((found) => found['id']),
      filter,
    ).toEqual([id]);
  }
  expect(
    (await app.patch(`/Users/${manager}`, { op: 'replace', path: 'userName', value: user['userName'] })).status,
  ).toBe(409);
  expect((await app.get('/Users?sortBy=userName&count=1')).resources).toHaveLength(1);
  expect((await app.delete(`/Users/${id}`)).status).toBe(204);
  expect((await app.get(`/Users/${id}`)).status).toBe(404);
});

test('members come and go, while users are deleted', async () => {
  const users = await Promise.all(Array.from({ length: 30 }, () => app.user()));
  const groupId = await app.group({ members: users.slice(0, 10).map((value) => ({ value })) });
  const path = `/Groups/${groupId}`;
  await Promise.all(
    users.flatMap((value, number) => [
      app.patch(path, { op: 'Add', path: 'members', value: [{ value }] }),
      ...(number % 2 === 0 ? [app.delete(`/Users/${value}`)] : []),
    ]),
  );
  const stayed = users.filter((_, number) => number % 2 === 1).sort();
  expect(await app.memberIds(groupId)).toEqual(stayed);
  expect((await app.patch(path, { op: 'Remove', path: 'members', value: [{ value: stayed[0] }] })).status).toBe(204);
  expect(
    (await app.patch(path, { op: 'replace', value: { displayName: uniqueName('x'), members: [{ value: stayed[1] }] } }))
      .status,
  ).toBe(204);
  expect(await app.memberIds(groupId)).toEqual([stayed[1]]);
  expect((await app.find('Groups', `id eq "${groupId}" and members eq "${stayed[1]}"`)).resources).toHaveLength(1);
  expect((await app.delete(path)).status).toBe(204);
});
