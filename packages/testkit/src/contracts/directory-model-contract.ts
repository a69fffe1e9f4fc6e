/** What every DirectoryStore must do for dynamic groups, nested membership, owners, unique addresses and delta queries. */
import { systemClock } from '@drawbridge/base';
import {
  Directory,
  type DeltaItem,
  type DeltaPlace,
  type DeltaQuery,
  type DirectoryStore,
  type Group,
  type GroupInput,
  type User,
  type UserInput,
} from '@drawbridge/directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aGroupInput, aName, aUserInput, type OpenDirectoryStore } from './directory-store-contract.ts';

const page = { limit: 100 };

export function directoryModelContract(name: string, open: OpenDirectoryStore): void {
  describe(`${name} and the model of the directory`, () => {
    let opened: Awaited<ReturnType<OpenDirectoryStore>>;
    let store: DirectoryStore;
    let directory: Directory;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      directory = new Directory({ store, clock: systemClock });
    });
    afterAll(() => opened.close());

    const user = (given: Partial<UserInput> = {}): Promise<User> => directory.createUser(aUserInput(given));
    const group = (given: GroupInput = {}): Promise<Group> => directory.createGroup(aGroupInput(given));
    const dynamic = (membershipRule: string, given: GroupInput = {}): Promise<Group> =>
      group({ groupTypes: ['DynamicMembership'], membershipRule, ...given });
    const evaluate = async (): Promise<void> => {
      for (let more = true; more;) more = await directory.evaluateRules();
    };
    const membersOf = async (groupId: string): Promise<readonly string[]> =>
      (await store.listMembers(groupId, { limit: 1000 })).map(({ id }) => id);

    describe('dynamic groups', () => {
      test('a new rule lets in everybody whom it fits, in the background and visibly', async () => {
        const department = aName();
        const [inside, outside] = [await user({ department }), await user({ department: aName() })];
        const made = await dynamic(`user.department -eq "${department.toUpperCase()}"`);
        expect(await membersOf(made.id)).toEqual([]);
        expect(await directory.ruleProgress(made.id)).not.toHaveProperty('finishedAt');
        await evaluate();
        expect(await membersOf(made.id)).toEqual([inside.id]);
        expect(await directory.ruleProgress(made.id)).toHaveProperty('finishedAt');
        expect(await directory.ruleProgress(outside.id)).toBeUndefined();
      });

      test('a change of a person changes their groups in the same transaction, and says so in the feed', async () => {
        const department = aName();
        const made = await dynamic(`user.department -eq "${department}" -and user.accountEnabled -eq true`);
        await evaluate();
        const come = await user({ department });
        expect(await membersOf(made.id)).toEqual([come.id]);
        const position = await store.feedPosition();
        await directory.updateUser(come.id, { accountEnabled: false });
        expect(await membersOf(made.id)).toEqual([]);
        expect(await store.readChanges(position, 10)).toMatchObject([
          { kind: 'object', objectId: come.id, properties: ['accountEnabled'] },
          { kind: 'member-removed', objectId: made.id, relatedId: come.id },
        ]);
        await directory.updateUser(come.id, { accountEnabled: true, jobTitle: 'Cook' });
        expect(await membersOf(made.id)).toEqual([come.id]);
      });

      test('a rule about what did not change is not asked', async () => {
        const department = aName();
        const made = await dynamic(`user.department -eq "${department}"`);
        await evaluate();
        const one = await user({ department });
        // Behind the directory's back: a rule that is asked would put it right.
        await store.write((writes) => writes.removeMembers([{ groupId: made.id, memberId: one.id }]));
        await directory.updateUser(one.id, { jobTitle: 'Cook' });
        expect(await membersOf(made.id)).toEqual([]);
        await directory.updateUser(one.id, { department: `${department} `, city: 'Faro' });
        await directory.updateUser(one.id, { department });
        expect(await membersOf(made.id)).toEqual([one.id]);
      });

      test('a changed rule replaces its members; a paused one keeps them; an assigned group keeps the last', async () => {
        const [one, two] = [aName(), aName()];
        const [first, second] = [await user({ department: one }), await user({ department: two })];
        const made = await dynamic(`user.department -eq "${one}"`);
        await evaluate();
        await directory.updateGroup(made.id, { membershipRule: `user.department -eq "${two}"` });
        await evaluate();
        expect(await membersOf(made.id)).toEqual([second.id]);
        await directory.updateGroup(made.id, { membershipRuleProcessingState: 'Paused' });
        await evaluate();
        await directory.updateUser(first.id, { department: two });
        expect(await membersOf(made.id)).toEqual([second.id]);
        await directory.updateGroup(made.id, { membershipRuleProcessingState: 'On' });
        await evaluate();
        expect([...(await membersOf(made.id))].sort()).toEqual([first.id, second.id].sort());
        await directory.updateGroup(made.id, { groupTypes: [] });
        await directory.updateUser(first.id, { department: one });
        expect(await membersOf(made.id)).toHaveLength(2);
        await directory.removeMembers(made.id, [first.id]);
      });

      test('an assigned group that becomes dynamic loses who does not fit, groups among them', async () => {
        const department = aName();
        const [fits, other, inner] = [await user({ department }), await user(), await group()];
        const made = await group();
        await directory.addMembers(made.id, [fits.id, other.id, inner.id]);
        await directory.updateGroup(made.id, {
          groupTypes: ['DynamicMembership'],
          membershipRule: `user.department -eq "${department}"`,
        });
        await evaluate();
        expect(await membersOf(made.id)).toEqual([fits.id]);
      });

      test('members are not added or removed by hand', async () => {
        const made = await dynamic('user.department -eq "nobody\'s"');
        const one = await user();
        const refused = { code: 'OBJECT_INVALID', message: expect.stringContaining('dynamic membership') as string };
        await expect(directory.addMembers(made.id, [one.id])).rejects.toMatchObject(refused);
        await expect(directory.removeMembers(made.id, [one.id])).rejects.toMatchObject(refused);
        await expect(
          directory.createGroup(
            aGroupInput({ groupTypes: ['DynamicMembership'], membershipRule: 'user.city -eq "x"' }),
            { memberIds: [one.id] },
          ),
        ).rejects.toMatchObject(refused);
        const { rejected } = await directory.importPeople({
          groups: [{ mailNickname: made.mailNickname, displayName: 'x', members: [one.userPrincipalName] }],
        });
        expect(rejected).toMatchObject([{ list: 'groups', index: 0 }]);
        expect(await membersOf(made.id)).toEqual([]);
      });

      test('a dynamic group needs a rule, and a rule that can be read', async () => {
        await expect(group({ groupTypes: ['DynamicMembership'] })).rejects.toMatchObject({ code: 'OBJECT_INVALID' });
        await expect(dynamic('user.department -eq')).rejects.toMatchObject({
          code: 'OBJECT_INVALID',
          message: expect.stringContaining('at character 20') as string,
        });
        const made = await dynamic('user.city -eq "x"');
        await expect(directory.updateGroup(made.id, { membershipRule: null })).rejects.toMatchObject({
          code: 'OBJECT_INVALID',
        });
      });

      test('an import puts its people into their groups', async () => {
        const department = aName();
        const made = await dynamic(`user.department -eq "${department}"`);
        await evaluate();
        const rows = Array.from({ length: 50 }, (_, index) => ({
          ...aUserInput(),
          department: index % 2 === 0 ? department : 'other',
        }));
        await directory.importPeople({ users: rows });
        expect(await directory.countMembers(made.id)).toBe(25);
        await directory.importPeople({
          users: rows.map(({ userPrincipalName }) => ({ userPrincipalName, department })),
        });
        expect(await directory.countMembers(made.id)).toBe(50);
      });

      test('who reports to somebody is followed, also when the manager is gone for good', async () => {
        const boss = await user();
        const made = await dynamic(`Direct Reports for "${boss.id}"`);
        await evaluate();
        const report = await user();
        await directory.setManager(report.id, boss.id);
        expect(await membersOf(made.id)).toEqual([report.id]);
        await directory.deleteUser(boss.id);
        await directory.purge(boss.id);
        expect(await membersOf(made.id)).toEqual([]);
      });

      test('a rule is put to everybody in windows of ids, from where it stood', async () => {
        const department = `${aName()}Å`;
        const people = await directory.createUsers(
          Array.from({ length: 5 }, () => aUserInput({ department: department.toLowerCase() })),
        );
        const made = await dynamic(`user.department -eq "${department}" -or user.department -startsWith "zz"`);
        const found: string[] = [];
        await store.write(async (writes) => {
          const rule = { kind: 'not', operand: { kind: 'or', operands: [] } } as const;
          let after: string | undefined;
          do {
            const next = await writes.listRuleCandidates({
              rule,
              reads: new Set(['department', 'city']),
              after,
              window: 2,
            });
            expect(next.candidates.length).toBeLessThanOrEqual(2);
            found.push(...next.candidates.map(({ id }) => id));
            after = next.last;
          } while (after !== undefined);
        });
        for (const { id } of people) expect(found).toContain(id);
        await evaluate();
        expect(await membersOf(made.id)).toEqual(people.map(({ id }) => id).sort());
      });

      test('what SQL finds for a rule holds everybody whom the rule lets in', async () => {
        const mark = aName();
        const values = ['Öst', 'öst', 'OST', 'ost', 'Kelvin', '\u212aelvin', 'İst', 'ist', 'ßx', 'SSx'];
        const people = await directory.createUsers(
          values.map((city) => aUserInput({ employeeId: mark, city, department: city, accountEnabled: city > 'a' })),
        );
        for (const rule of [
          'user.city -eq "ost"',
          'user.city -eq "ÖST"',
          'user.department -startsWith "K"',
          'user.department -startsWith "i"',
          'user.city -in ["kelvin", "SSX"]',
          'user.accountEnabled -eq true',
          'user.accountEnabled -ne true',
          'user.surname -eq null',
          'not (user.city -eq "ost" -or user.department -contains "S")',
          'user.jobTitle -in [null, "x"] -and user.city -match "t$"',
          `user.objectId -eq "${people[0]?.id ?? ''}"`,
        ]) {
          // prettier-ignore
          const made = await dynamic(`user.employeeId -eq "${mark}" -and (${rule})`);
          await evaluate();
          const bySweep = await membersOf(made.id);
          // The same people again, one by one: each changed and changed back.
          await directory.updateGroup(made.id, { membershipRule: `user.employeeId -eq "nobody's"` });
          await evaluate();
          await directory.updateUsers(people.map(({ id }) => ({ id, patch: { employeeId: null } })));
          await directory.updateGroup(made.id, { membershipRule: `user.employeeId -eq "${mark}" -and (${rule})` });
          await evaluate();
          expect(await membersOf(made.id), rule).toEqual([]);
          await directory.updateUsers(people.map(({ id }) => ({ id, patch: { employeeId: mark } })));
          expect(await membersOf(made.id), rule).toEqual(bySweep);
          await directory.deleteGroup(made.id);
        }
      });
    });

    describe('nested membership', () => {
      test('goes through groups that contain each other, once each, in pages', async () => {
        const [outer, middle, inner] = [await group(), await group(), await group()];
        const people = await directory.createUsers(Array.from({ length: 5 }, () => aUserInput()));
        const ids = people.map(({ id }) => id);
        await directory.addMembers(outer.id, [middle.id, ids[0] ?? '']);
        await directory.addMembers(middle.id, [inner.id, ids[1] ?? '', ids[2] ?? '']);
        await directory.addMembers(inner.id, [outer.id, ids[2] ?? '', ids[3] ?? '', ids[4] ?? '']);
        const found: string[] = [];
        for (let after: string | undefined; ;) {
          const next = await directory.memberships.listMembers(outer.id, { after, limit: 2, isTransitive: true });
          found.push(...next.items.map(({ object }) => object.id));
          if (next.next === undefined) break;
          after = next.next;
        }
        expect(found).toEqual([middle.id, inner.id, ...ids].sort());
        expect(await directory.memberships.countMembers(outer.id, { isTransitive: true })).toBe(7);
        expect(await directory.memberships.countMembers(outer.id, { isTransitive: true, kind: 'User' })).toBe(5);
        expect(await directory.memberships.countMembers(outer.id, { kind: 'Group' })).toBe(1);
        const users = await directory.memberships.listMembers(outer.id, { ...page, isTransitive: true, kind: 'User' });
        expect(users.items.map(({ object }) => object.id)).toEqual([...ids].sort());
        const groups = await directory.memberships.listGroupsOf(ids[3] ?? '', { ...page, isTransitive: true });
        expect(groups.items.map(({ id }) => id)).toEqual([outer.id, middle.id, inner.id].sort());
        const own = await directory.memberships.listGroupsOf(outer.id, { ...page, isTransitive: true });
        expect(own.items.map(({ id }) => id)).toEqual([middle.id, inner.id].sort());

        await directory.deleteGroup(middle.id);
        const left = await directory.memberships.listMembers(outer.id, { ...page, isTransitive: true });
        expect(left.items.map(({ object }) => object.id)).toEqual([ids[0]]);
      });

      test('tells which of some groups somebody is in, and the security groups alone', async () => {
        const [outer, inner, mail] = [
          await group(),
          await group(),
          await group({ securityEnabled: false, mailEnabled: true, groupTypes: ['Unified'] }),
        ];
        const one = await user();
        await directory.addMembers(outer.id, [inner.id]);
        await directory.addMembers(inner.id, [one.id]);
        await directory.addMembers(mail.id, [one.id]);
        const { memberships } = directory;
        expect([...(await memberships.memberGroupIds(one.id))].sort()).toEqual([outer.id, inner.id, mail.id].sort());
        expect([...(await memberships.memberGroupIds(one.id, { securityEnabledOnly: true }))].sort()).toEqual(
          [outer.id, inner.id].sort(),
        );
        expect(await memberships.memberGroupIds(one.id, { among: [outer.id, one.id] })).toEqual([outer.id]);
      });
    });

    describe('owners of groups', () => {
      test('come and go, once each, and only people and applications', async () => {
        const [one, other, made] = [await user(), await user(), await group()];
        const { memberships } = directory;
        await memberships.addOwners(made.id, [one.id, other.id]);
        const owners = (await memberships.listOwners(made.id, page)).items.map(({ object }) => object.id);
        expect(owners).toEqual([one.id, other.id].sort());
        await expect(memberships.addOwners(made.id, [one.id])).rejects.toMatchObject({ code: 'REFERENCE_EXISTS' });
        await expect(memberships.addOwners(made.id, [made.id])).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        await memberships.removeOwner(made.id, one.id);
        await expect(memberships.removeOwner(made.id, one.id)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        expect((await memberships.listOwnedGroups(other.id, page)).items.map(({ id }) => id)).toEqual([made.id]);
        await directory.deleteUser(other.id);
        expect((await memberships.listOwners(made.id, page)).items).toEqual([]);
        await directory.purge(other.id);
        expect(await store.existingOwnerships([{ groupId: made.id, ownerId: other.id }])).toEqual([]);
      });

      test('and members come with a new group, or it is not made', async () => {
        const [one, other] = [await user(), await user()];
        const made = await directory.createGroup(aGroupInput(), { memberIds: [one.id], ownerIds: [other.id] });
        expect(await membersOf(made.id)).toEqual([one.id]);
        const before = await directory.countGroups();
        await expect(
          directory.createGroup(aGroupInput(), { memberIds: [one.id], ownerIds: [made.id] }),
        ).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        expect(await directory.countGroups()).toBe(before);
      });
    });

    describe('proxy addresses', () => {
      const taken = { code: 'OBJECT_CONFLICT', details: { property: 'proxyAddresses' } };

      test('belong to one user or group, whatever their case', async () => {
        const address = `SMTP:${aName()}@corp.example`;
        const one = await user({ proxyAddresses: [address, `smtp:${aName()}@corp.example`] });
        await expect(user({ proxyAddresses: [address.toLowerCase()] })).rejects.toMatchObject(taken);
        await expect(group({ proxyAddresses: [address] })).rejects.toMatchObject(taken);
        const other = await user();
        await expect(directory.updateUser(other.id, { proxyAddresses: [address] })).rejects.toMatchObject(taken);
        await directory.updateUser(one.id, { proxyAddresses: null });
        await directory.updateUser(other.id, { proxyAddresses: [address] });
        await directory.updateUser(other.id, { proxyAddresses: [address.toUpperCase()] });
      });

      test('are given back with the recycle bin, and may be gone on the way out of it', async () => {
        const proxyAddresses = [`SMTP:${aName()}@corp.example`];
        const one = await user({ proxyAddresses });
        await directory.deleteUser(one.id);
        const other = await user({ proxyAddresses });
        await expect(directory.restore(one.id)).rejects.toMatchObject(taken);
        await directory.updateUser(other.id, { proxyAddresses: null });
        await directory.restore(one.id);
        await expect(user({ proxyAddresses })).rejects.toMatchObject(taken);
      });

      test('of an import are refused row by row', async () => {
        const address = `SMTP:${aName()}@corp.example`;
        const existing = await user();
        await user({ proxyAddresses: [address] });
        const { users, rejected } = await directory.importPeople({
          users: [
            { ...aUserInput(), proxyAddresses: [address] },
            aUserInput(),
            { userPrincipalName: existing.userPrincipalName, proxyAddresses: [address] },
          ],
        });
        expect(users.created).toBe(1);
        expect(rejected.map(({ index }) => index)).toEqual([0, 2]);
      });
    });

    describe('delta queries', () => {
      const round = async (query: DeltaQuery, from: DeltaPlace, limit = 50) => {
        const items: DeltaItem[] = [];
        let place = from;
        for (let pages = 1; ; pages++) {
          const answer = await directory.delta.read(query, place, limit);
          items.push(...answer.items);
          place = answer.next;
          if (answer.isComplete) return { items, place, pages };
        }
      };
      const users = (given: Partial<DeltaQuery> = {}): DeltaQuery => ({ kinds: ['User'], relations: [], ...given });
      const groups = (given: Partial<DeltaQuery> = {}): DeltaQuery => ({
        kinds: ['Group'],
        relations: ['members', 'owners'],
        ...given,
      });

      test('tell everything first, then what changed, and nothing twice over', async () => {
        const [one, two] = [await user(), await user()];
        const first = await round(users(), await directory.delta.begin(users()), 7);
        expect(first.items.map(({ id }) => id)).toEqual(expect.arrayContaining([one.id, two.id]));
        expect(new Set(first.items.map(({ id }) => id)).size).toBe(first.items.length);
        expect((await round(users(), first.place)).items).toEqual([]);

        await directory.updateUser(one.id, { jobTitle: 'Cook' });
        await directory.updateUser(one.id, { city: 'Faro' });
        await directory.deleteUser(two.id);
        const gone = await user();
        await directory.deleteUser(gone.id);
        await directory.purge(gone.id);
        const second = await round(users(), first.place, 2);
        const byId = new Map(second.items.map((item) => [item.id, item]));
        expect(byId.get(one.id)).toMatchObject({ found: { object: { jobTitle: 'Cook', city: 'Faro' } } });
        expect(byId.get(two.id)).toMatchObject({ removed: 'changed' });
        expect(byId.get(gone.id)).toMatchObject({ removed: 'deleted' });
        expect((await round(users(), second.place)).items).toEqual([]);
      });

      test('count only changes of what was selected, and only of those asked for', async () => {
        const [one, two] = [await user({ jobTitle: 'Cook' }), await user()];
        const query = users({ select: ['jobTitle'], ids: [one.id, two.id] });
        const first = await round(query, await directory.delta.begin(query));
        expect(first.items).toHaveLength(2);
        await directory.updateUser(one.id, { jobTitle: 'Cook', department: 'Kitchen', country: 'PT' });
        await directory.updateUser((await user()).id, { jobTitle: 'Cook' });
        expect((await round(query, first.place)).items).toEqual([]);
        await directory.updateUser(two.id, { jobTitle: 'Lead', city: 'Faro' });
        expect((await round(query, first.place)).items).toMatchObject([{ id: two.id, changed: new Set(['jobTitle']) }]);
      });

      test('tell members and owners that came and went, and who went to the recycle bin', async () => {
        const [one, two, three, made] = [await user(), await user(), await user(), await group()];
        await directory.addMembers(made.id, [one.id, two.id]);
        const query = groups({ ids: [made.id] });
        const first = await round(query, await directory.delta.begin(query));
        expect(first.items.map(({ links }) => links.members?.map(({ id }) => id).sort())).toEqual([
          [one.id, two.id].sort(),
        ]);
        await directory.removeMembers(made.id, [one.id]);
        await directory.addMembers(made.id, [three.id]);
        await directory.memberships.addOwners(made.id, [one.id]);
        await directory.deleteUser(two.id);
        const { items, place } = await round(query, first.place);
        expect(items).toHaveLength(1);
        const links = new Map(items[0]?.links.members?.map((link) => [link.id, link.removed ?? false]));
        expect(links).toEqual(new Map([[one.id, true], [three.id, false], [two.id, true]])); // prettier-ignore
        expect(items[0]?.links.owners).toMatchObject([{ id: one.id, kind: 'User' }]);
        await directory.restore(two.id);
        expect((await round(query, place)).items[0]?.links.members).toEqual([{ id: two.id, kind: 'User' }]);
      });

      test('spread a large group over pages', async () => {
        const made = await group();
        const people = await directory.createUsers(Array.from({ length: 250 }, () => aUserInput()));
        const ids = people.map(({ id }) => id);
        const query = groups({ ids: [made.id, (await group()).id] });
        const empty = await round(query, await directory.delta.begin(query));
        await directory.addMembers(made.id, ids);
        const all = await round(query, await directory.delta.begin(query));
        const told = (items: readonly DeltaItem[]) =>
          items.flatMap(({ links }) => links.members?.map(({ id }) => id) ?? []).sort();
        expect(all.pages).toBeGreaterThan(1);
        expect(told(all.items)).toEqual([...ids].sort());
        expect(new Set(all.items.map(({ id }) => id)).size).toBe(2);
        const changes = await round(query, empty.place, 100);
        expect(changes.pages).toBeGreaterThan(2);
        expect(told(changes.items)).toEqual([...ids].sort());
      });

      test('tell a manager who changed, and the one before', async () => {
        const [one, two, report] = [await user(), await user(), await user()];
        const query = users({ ids: [report.id], select: [], relations: ['manager'] });
        const { place } = await round(query, await directory.delta.begin(query));
        await directory.setManager(report.id, one.id);
        const first = await round(query, place);
        expect(first.items[0]?.links.manager).toEqual([{ id: one.id, kind: 'User' }]);
        await directory.setManager(report.id, two.id);
        const second = await round(query, first.place);
        expect(second.items[0]?.links.manager).toEqual([
          { id: one.id, kind: 'User', removed: true },
          { id: two.id, kind: 'User' },
        ]);
        await directory.clearManager(report.id);
        expect((await round(query, second.place)).items[0]?.links.manager).toEqual([
          { id: two.id, kind: 'User', removed: true },
        ]);
      });
    });
  });
}
