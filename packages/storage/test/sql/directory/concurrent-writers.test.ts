/** Several writers at once, on a real server: the feed loses nothing, and names stay unique. */
import { silentLogger, systemClock } from '@drawbridge/base';
import { createDirectorySource, Directory, type DirectoryStore, type DirectoryWrites } from '@drawbridge/directory';
import { aGroupInput, aTemplate, aUserInput } from '@drawbridge/testkit';
import { startPostgres, type PostgresServer } from '@drawbridge/testkit/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/database/index.ts';
import { migrations } from '../../../src/migrations/index.ts';
import { createSqlDirectoryStore } from '../../../src/sql/directory/directory-store.ts';

let server: PostgresServer;
let database: Database<unknown>;
let store: DirectoryStore;
let directory: Directory;
beforeAll(async () => {
  server = await startPostgres();
  const location = { kind: 'postgres', url: await server.createDatabase() } as const;
  database = await openDatabase({
    location,
    migrations,
    logger: silentLogger,
  });
  store = createSqlDirectoryStore(database);
  directory = new Directory({ store, clock: systemClock });
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** A transaction that has written and waits: `commit` ends it. */
async function slowWrite(
  work: (writes: DirectoryWrites) => Promise<unknown>,
): Promise<{ commit: () => Promise<void> }> {
  const [written, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done = store.write(async (writes) => {
    await work(writes);
    written.resolve();
    await release.promise;
  });
  await Promise.race([written.promise, done]);
  return {
    commit: async () => {
      release.resolve();
      await done;
    },
  };
}

describe('the change feed of several writers', () => {
  test('a change of a slow transaction is not skipped, though later ones committed before it', async () => {
    const [slowUser, fastUser] = await directory.createUsers([aUserInput(), aUserInput()]);
    const { servicePrincipal } = await directory.instantiate(aTemplate, { displayName: 'Payroll' });
    const source = createDirectorySource(store, servicePrincipal.id);
    const start = await source.position();

    const slow = await slowWrite((writes) =>
      writes.patchObjects('User', [{ id: slowUser?.id ?? '', values: { city: 'Faro' } }]),
    );
    await directory.updateUser(fastUser?.id ?? '', { city: 'Lagos' });

    const whileRunning = await source.readChanges(start, 100);
    expect(whileRunning).toEqual({ changes: [], position: start, more: false });
    const positionWhileRunning = await source.position();

    await slow.commit();
    const both = [slowUser, fastUser].map((user) => ({
      kind: 'object',
      type: 'User',
      id: user?.id,
      attributes: ['city'],
      changedAt: expect.any(Date),
    }));
    expect((await source.readChanges(whileRunning.position, 100)).changes).toEqual(both);
    expect((await source.readChanges(positionWhileRunning, 100)).changes).toEqual(both);
  });

  test('a reader that follows many writers sees every change', async () => {
    const users = await directory.createUsers(Array.from({ length: 40 }, () => aUserInput()));
    const expected = new Map<string, number>();
    let position = await store.feedPosition();
    const seen = new Map<string, number>();
    let isWriting = true;
    const read = async (): Promise<void> => {
      const rows = await store.readChanges(position, 7);
      for (const { objectId } of rows) seen.set(objectId, (seen.get(objectId) ?? 0) + 1);
      position = rows.at(-1)?.position ?? position;
    };
    const reader = (async () => {
      while (isWriting) await read();
    })();
    const writer = async (offset: number): Promise<void> => {
      for (let round = 0; round < 25; round++) {
        const user = users[(offset * 5 + round) % users.length];
        await directory.updateUser(user?.id ?? '', { jobTitle: `${offset} ${round}` });
        expected.set(user?.id ?? '', (expected.get(user?.id ?? '') ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, at) => writer(at)));
    isWriting = false;
    await reader;
    for (let before = ''; before !== position;) {
      before = position;
      await read();
    }
    expect(seen).toEqual(expected);
  });
});

describe('writers of the same thing', () => {
  test('of many who create the same userPrincipalName one succeeds', async () => {
    const input = aUserInput();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => directory.createUser(input)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'OBJECT_CONFLICT' });
  });

  test('two who change different properties of one user both have their way', async () => {
    const { id } = await directory.createUser(aUserInput());
    const slow = await slowWrite((writes) =>
      writes.patchObjects('User', [{ id, values: { jobTitle: 'Cook', streetAddress: 'Rua 1' } }]),
    );
    const fast = directory.updateUser(id, { department: 'Kitchen', postalCode: '8000' });
    await slow.commit();
    await fast;
    expect(await directory.getUser(id)).toMatchObject({
      jobTitle: 'Cook',
      streetAddress: 'Rua 1',
      department: 'Kitchen',
      postalCode: '8000',
    });
  });

  test('a user who is purged while becoming a member leaves no membership behind', async () => {
    const [user, group] = await Promise.all([directory.createUser(aUserInput()), directory.createGroup(aGroupInput())]);
    const slow = await slowWrite((writes) => writes.addMembers([{ groupId: group.id, memberId: user.id }]));
    const purging = directory.deleteUser(user.id).then(() => directory.purge(user.id));
    await slow.commit();
    await purging;
    expect(await store.referencesTo([user.id])).toEqual([]);
  });

  test('of many who take the same proxy address one succeeds', async () => {
    const proxyAddresses = [`SMTP:${aUserInput().userPrincipalName}`];
    const inputs = Array.from({ length: 8 }, () => aUserInput({ proxyAddresses }));
    const results = await Promise.allSettled([
      ...inputs.map((input) => directory.createUser(input)),
      directory.createGroup(aGroupInput({ proxyAddresses })),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'OBJECT_CONFLICT' });
  });

  test('of many mail-enabled groups with one mailNickname one is made', async () => {
    const input = aGroupInput({ mailEnabled: true, groupTypes: ['Unified'] });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => directory.createGroup(input)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a dynamic group under many writers', () => {
  test('holds exactly whom its rule lets in, though the rule changes while they write', async () => {
    const departments = ['north', 'south', 'east'];
    const mark = aUserInput().mailNickname ?? '';
    const users = await directory.createUsers(Array.from({ length: 60 }, () => aUserInput({ companyName: mark })));
    const ruleOf = (department: string): string =>
      `user.companyName -eq "${mark}" -and user.department -eq "${department}"`;
    const group = await directory.createGroup(
      aGroupInput({ groupTypes: ['DynamicMembership'], membershipRule: ruleOf('north') }),
    );
    let isWriting = true;
    const evaluator = (async () => {
      while (isWriting) if (!(await directory.evaluateRules())) await systemClock.sleep(1);
    })();
    const writer = async (offset: number): Promise<void> => {
      for (let round = 0; round < 30; round++) {
        const user = users[(offset * 11 + round * 7) % users.length];
        await directory.updateUser(user?.id ?? '', { department: departments[(offset + round) % 3] });
      }
    };
    const ruler = async (): Promise<void> => {
      for (let round = 0; round < 12; round++)
        await directory.updateGroup(group.id, { membershipRule: ruleOf(departments[round % 3] ?? '') });
    };
    await Promise.all([ruler(), ...Array.from({ length: 5 }, (_, at) => writer(at))]);
    isWriting = false;
    await evaluator;
    while (await directory.evaluateRules());
    const now = await store.getObjects('User', users.map(({ id }) => id)); // prettier-ignore
    const wanted = now.filter(({ values }) => values['department'] === departments[11 % 3]).map(({ id }) => id);
    const members = await store.listMembers(group.id, { limit: 1000 });
    expect(members.map(({ id }) => id)).toEqual(wanted.sort());
  });

  test('a delta query that follows many writers ends with what is there', async () => {
    const users = await directory.createUsers(Array.from({ length: 20 }, () => aUserInput()));
    const group = await directory.createGroup(aGroupInput());
    const query = { kinds: ['Group'], relations: ['members'], ids: [group.id] } as const;
    let place = await directory.delta.latest();
    const members = new Set<string>();
    const follow = async (): Promise<boolean> => {
      const page = await directory.delta.read(query, place, 5);
      place = page.next;
      for (const { links } of page.items)
        for (const { id, removed } of links.members ?? []) {
          if (removed === true) members.delete(id);
          else members.add(id);
        }
      return page.isComplete;
    };
    let isWriting = true;
    const reader = (async () => {
      while (isWriting) await follow();
    })();
    const writer = async (offset: number): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        const id = users[offset * 5 + (round % 5)]?.id ?? '';
        if (round < 5) await directory.addMembers(group.id, [id]);
        else if (round % 2 === 0) await directory.removeMembers(group.id, [id]);
      }
    };
    await Promise.all(Array.from({ length: 4 }, (_, at) => writer(at)));
    isWriting = false;
    await reader;
    while (!(await follow()));
    await follow();
    const there = await store.listMembers(group.id, { limit: 100 });
    expect([...members].sort()).toEqual(there.map(({ id }) => id));
  });
});
