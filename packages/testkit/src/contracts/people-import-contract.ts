/** What importing people must do, on every DirectoryStore. */
import { systemClock } from '@drawbridge/base';
import { Directory, type DirectoryStore } from '@drawbridge/directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aName, aUserInput, type OpenDirectoryStore } from './directory-store-contract.ts';

export function peopleImportContract(name: string, open: OpenDirectoryStore): void {
  describe(`importing people on ${name}`, () => {
    let opened: Awaited<ReturnType<OpenDirectoryStore>>;
    let store: DirectoryStore;
    let directory: Directory;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      directory = new Directory({ store, clock: systemClock });
    });
    afterAll(() => opened.close());

    const aPerson = (given: Record<string, unknown> = {}): Record<string, unknown> & { userPrincipalName: string } => {
      const { userPrincipalName } = aUserInput();
      return { userPrincipalName: String(userPrincipalName), displayName: 'Ünal Ødegård', ...given };
    };

    test('people, managers, groups and members arrive, and a second run changes nothing', async () => {
      const users: Record<string, unknown>[] = [];
      for (let at = 0; at < 2500; at++) {
        users.push(
          aPerson({
            employeeId: String(at),
            city: 'Faro',
            ...(at > 0 ? { manager: users[Math.floor(at / 10)]?.['userPrincipalName'] } : {}),
          }),
        );
      }
      const members = users.map((user) => String(user['userPrincipalName']));
      const groups = [
        { displayName: 'Everybody', mailNickname: aName(), members },
        { displayName: 'Few', mailNickname: aName(), members: members.slice(0, 3).map((one) => one.toUpperCase()) },
        { displayName: 'Nobody', mailNickname: aName(), members: [] },
      ];
      const seen: number[] = [];
      const report = await directory.importPeople(
        { users, groups },
        { onProgress: ({ done, total }) => seen.push(done / total) },
      );
      expect(report).toEqual({
        created: 2503,
        updated: 0,
        unchanged: 0,
        users: { created: 2500, updated: 0, unchanged: 0 },
        groups: { created: 3, updated: 0, unchanged: 0 },
        membershipsAdded: 2503,
        rejected: [],
      });
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(1);
      const boss = await directory.getUser(String(members[1]));
      expect(boss).toMatchObject({
        accountEnabled: true,
        city: 'Faro',
        employeeId: '1',
        mailNickname: String(members[1]).split('@')[0],
      });
      expect((await directory.listDirectReports(boss.id, { limit: 50 })).items).toHaveLength(10);

      const position = await store.feedPosition();
      expect(await directory.importPeople({ users, groups })).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 2503,
        membershipsAdded: 0,
        rejected: [],
      });
      expect(await store.readChanges(position, 10)).toEqual([]);

      const changed = users.map((user, at) =>
        at === 7 ? { ...user, city: 'Lagos' } : at === 8 ? { ...user, manager: null } : user,
      );
      expect(await directory.importPeople({ users: changed, groups })).toMatchObject({
        created: 0,
        updated: 2,
        unchanged: 2501,
      });
    });

    test('bad rows are reported with their place and left out; the others arrive', async () => {
      const good = aPerson();
      const unmanaged = aPerson({ manager: 'nobody@corp.example' });
      const self = aPerson();
      const users: unknown[] = [
        good,
        { displayName: 'No name' },
        aPerson({ jobTitle: 'x'.repeat(200) }),
        aPerson({ favouriteColour: 'red' }),
        null,
        'text',
        [],
        { ...good, userPrincipalName: good.userPrincipalName.toUpperCase() },
        unmanaged,
        { ...self, manager: self.userPrincipalName },
        JSON.parse('{"__proto__":{"x":1},"userPrincipalName":"proto@corp.example"}'),
        aPerson({ accountEnabled: 'yes' }),
        aPerson({ displayName: 'nul \u0000' }),
      ];
      const groups: unknown[] = [
        {
          displayName: 'Team',
          mailNickname: aName(),
          members: [good.userPrincipalName, 'nobody@corp.example', 5, null],
        },
        { displayName: 'Broken', mailNickname: aName(), members: 'all' },
        { mailNickname: aName() },
        42,
      ];
      const report = await directory.importPeople({ users, groups });
      expect(report.users.created).toBe(3);
      expect(report.groups.created).toBe(2);
      expect(report.membershipsAdded).toBe(1);
      const places = report.rejected.map(({ list, index }) => `${list} ${index}`);
      expect(places.filter((place) => place.startsWith('users')).sort()).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((index) => `users ${index}`).sort(),
      );
      expect(places.filter((place) => place.startsWith('groups')).sort()).toEqual([
        'groups 0',
        'groups 0',
        'groups 0',
        'groups 1',
        'groups 2',
        'groups 3',
      ]);
      const reasonOf = (index: number): string | undefined =>
        report.rejected.find((row) => row.list === 'users' && row.index === index)?.reason;
      expect(reasonOf(1)).toContain('userPrincipalName');
      expect(reasonOf(2)).toContain('at most 128 characters');
      expect(reasonOf(3)).toContain('favouriteColour');
      expect(reasonOf(7)).toContain('second time');
      expect(reasonOf(8)).toContain('nobody@corp.example');
      expect(await directory.getUser(unmanaged.userPrincipalName)).not.toHaveProperty('managerId');
    });

    test('managers and members who were in the directory before are found', async () => {
      const boss = await directory.createUser(aUserInput());
      const person = aPerson({ manager: String(boss.userPrincipalName).toUpperCase() });
      const group = { displayName: 'Team', mailNickname: aName(), members: [boss.userPrincipalName] };
      const report = await directory.importPeople({ users: [person], groups: [group] });
      expect(report).toMatchObject({ membershipsAdded: 1, rejected: [] });
      expect((await directory.getUser(person.userPrincipalName)).managerId).toBe(boss.id);
    });

    test('an import that is stopped leaves whole chunks, and running it again completes it', async () => {
      const users = Array.from({ length: 1500 }, () => aPerson());
      const stop = new AbortController();
      const running = directory.importPeople({ users }, { signal: stop.signal, onProgress: () => stop.abort() });
      await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
      expect(await directory.importPeople({ users })).toMatchObject({ created: 500, unchanged: 1000 });
    });
  });
}
