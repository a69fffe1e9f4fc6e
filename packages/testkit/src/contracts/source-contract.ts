/** What the engine's Source over a directory must do, whatever the directory stores in. */
import { systemClock } from '@drawbridge/base';
import {
  createDirectorySource,
  Directory,
  type DirectoryStore,
  type Group,
  type ServicePrincipal,
  type User,
} from '@drawbridge/directory';
import type { Reference, Source, SourceChange } from '@drawbridge/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aGroupInput, aTemplate, aUserInput, type OpenDirectoryStore } from './directory-store-contract.ts';

export function sourceContract(name: string, open: OpenDirectoryStore): void {
  describe(`${name} as a Source`, () => {
    let opened: Awaited<ReturnType<OpenDirectoryStore>>;
    let store: DirectoryStore;
    let directory: Directory;
    let application: ServicePrincipal;
    let source: Source;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      directory = new Directory({ store, clock: systemClock });
    });
    afterAll(() => opened.close());

    const anApplication = async (): Promise<void> => {
      ({ servicePrincipal: application } = await directory.instantiate(aTemplate, { displayName: 'Payroll' }));
      source = createDirectorySource(store, application.id);
    };
    const users = (count: number): Promise<readonly User[]> =>
      directory.createUsers(Array.from({ length: count }, () => aUserInput()));
    const assign = (principal: User | Group) =>
      directory.assign({ principalId: principal.id, resourceId: application.id });
    const during = async (work: () => Promise<unknown>): Promise<readonly SourceChange[]> => {
      const position = await source.position();
      await work();
      const { changes, more } = await source.readChanges(position, 1000);
      expect(more).toBe(false);
      return changes;
    };
    const ids = (objects: readonly { id: string }[]): readonly string[] => objects.map(({ id }) => id);
    const idsOf = (changes: readonly SourceChange[]): readonly string[] =>
      changes.flatMap((change) => (change.kind === 'object' ? [change.id] : [])).sort();

    test('attributes carry their synchronization names; what has no value is absent', async () => {
      await anApplication();
      const user = await directory.createUser({
        ...aUserInput(),
        userPrincipalName: `anna_b_partner.example#EXT#@corp${Math.random()}.example`,
        businessPhones: ['+1 one', '+1 two'],
        mobilePhone: '+2',
        officeLocation: 'B7',
        faxNumber: '+3',
        onPremisesSyncEnabled: true,
        onPremisesExtensionAttributes: { extensionAttribute4: 'four' },
        extension_0123456789abcdef0123456789abcdef_badge: 7,
        proxyAddresses: ['SMTP:a@b'],
        otherMails: [],
        jobTitle: '',
      });
      const [object] = await source.getObjects([user.id]);
      expect(object).toMatchObject({
        id: user.id,
        type: 'User',
        displayName: user.displayName,
        principalName: user.userPrincipalName,
        state: 'active',
        assigned: false,
        roles: [],
      });
      expect(Object.fromEntries(object?.attributes ?? [])).toEqual({
        objectId: user.id,
        userPrincipalName: 'anna_b@partner.example',
        originalUserPrincipalName: user.userPrincipalName,
        displayName: user.displayName,
        mailNickname: user.mailNickname,
        accountEnabled: true,
        telephoneNumber: '+1 one',
        mobile: '+2',
        physicalDeliveryOfficeName: 'B7',
        facsimileTelephoneNumber: '+3',
        dirSyncEnabled: true,
        extensionAttribute4: 'four',
        extension_0123456789abcdef0123456789abcdef_badge: 7,
        proxyAddresses: ['SMTP:a@b'],
        userType: 'Guest',
      });
      const group = await directory.createGroup(aGroupInput({ description: 'd' }));
      const [team] = await source.getObjects([group.id]);
      expect(team).toMatchObject({ type: 'Group', state: 'active' });
      expect(Object.fromEntries(team?.attributes ?? [])).toEqual({
        objectId: group.id,
        displayName: group.displayName,
        description: 'd',
        mailNickname: group.mailNickname,
        mailEnabled: false,
        securityEnabled: true,
      });
    });

    test('an object is active, disabled or soft-deleted, and missing once it is purged', async () => {
      await anApplication();
      const [user] = (await users(1)) as [User];
      const state = async () => (await source.getObjects([user.id]))[0]?.state;
      await directory.updateUser(user.id, { accountEnabled: false });
      expect(await state()).toBe('disabled');
      await directory.deleteUser(user.id);
      expect(await state()).toBe('softDeleted');
      await directory.purge(user.id);
      expect(await state()).toBeUndefined();
    });

    test('assigned are those assigned directly, or as direct members of an assigned group, and nobody else', async () => {
      await anApplication();
      const [direct, member, deep, outsider] = (await users(4)) as [User, User, User, User];
      const [group, nested] = await Promise.all([
        directory.createGroup(aGroupInput()),
        directory.createGroup(aGroupInput()),
      ]);
      await directory.addMembers(group.id, [member.id, nested.id, direct.id]);
      await directory.addMembers(nested.id, [deep.id]);
      expect(await source.nestedGroups([group.id, nested.id])).toEqual([
        { attribute: 'members', ownerId: group.id, referencedId: nested.id },
      ]);
      await assign(direct);
      await assign(group);
      const everybody = [direct, member, deep, outsider, group, nested];
      const objects = await source.getObjects(ids(everybody));
      expect(ids(objects.filter(({ assigned }) => assigned)).toSorted()).toEqual(
        ids([direct, member, group]).toSorted(),
      );
      expect(ids(await source.listObjects({ type: 'User', mode: 'assigned', limit: 10 }))).toEqual(
        ids([direct, member]).toSorted(),
      );
      expect(ids(await source.listObjects({ type: 'Group', mode: 'assigned', limit: 10 }))).toEqual([group.id]);
      expect(await source.countObjects('User', 'assigned')).toBe(2);
      expect(await source.countObjects('Group', 'assigned')).toBe(1);
      expect(await source.countReferences('members', 'assigned')).toBe(3);
      expect(await source.countReferences('members', 'all')).toBe(4);
      const role = application.appRoles?.[0];
      expect(objects.find(({ id }) => id === member.id)?.roles).toEqual([
        { id: role?.id, value: '', displayName: role?.displayName },
      ]);
      await directory.deleteGroup(group.id);
      expect(ids(await source.listObjects({ type: 'User', mode: 'assigned', limit: 10 }))).toEqual([direct.id]);
    });

    test('lists walk everything once, page by page, in order of id', async () => {
      await anApplication();
      const people = await users(7);
      const group = await directory.createGroup(aGroupInput());
      await directory.addMembers(group.id, ids(people));
      await assign(group);
      for (const mode of ['assigned', 'all'] as const) {
        const walked: string[] = [];
        for (let after: string | undefined; ; after = walked.at(-1)) {
          const page = await source.listObjects({ type: 'User', mode, after, limit: 3 });
          walked.push(...ids(page));
          if (page.length < 3) break;
        }
        expect(walked).toEqual([...new Set(walked)].sort());
        expect(walked).toEqual(expect.arrayContaining([...ids(people)]));
        if (mode === 'assigned') expect(walked).toHaveLength(7);
      }
    });

    test('a change of a person is an object change, and of a service principal none', async () => {
      await anApplication();
      const [user] = (await users(1)) as [User];
      expect(await during(() => directory.updateUser(user.id, { city: 'Faro' }))).toEqual([
        { kind: 'object', type: 'User', id: user.id },
      ]);
      expect(await during(() => directory.updateServicePrincipal(application.id, { notes: 'x' }))).toEqual([]);
    });

    test('a membership change is a reference change, and an object change of the member', async () => {
      await anApplication();
      const [user] = (await users(1)) as [User];
      const [group, nested] = await Promise.all([
        directory.createGroup(aGroupInput()),
        directory.createGroup(aGroupInput()),
      ]);
      const reference = (referencedId: string) => ({
        kind: 'reference',
        reference: { attribute: 'members', ownerId: group.id, referencedId },
      });
      expect(await during(() => directory.addMembers(group.id, [user.id]))).toEqual([
        reference(user.id),
        { kind: 'object', type: 'User', id: user.id },
      ]);
      expect(await during(() => directory.addMembers(group.id, [nested.id]))).toEqual([reference(nested.id)]);
      expect(await during(() => directory.removeMembers(group.id, [user.id]))).toEqual([
        reference(user.id),
        { kind: 'object', type: 'User', id: user.id },
      ]);
    });

    test('assigning and unassigning is a change for this application and for no other', async () => {
      await anApplication();
      const other = (await directory.instantiate(aTemplate, { displayName: 'Other' })).servicePrincipal;
      const [one, two] = (await users(2)) as [User, User];
      const group = await directory.createGroup(aGroupInput());
      await directory.addMembers(group.id, [one.id, two.id]);
      expect(await during(() => directory.assign({ principalId: group.id, resourceId: other.id }))).toEqual([]);
      let assignmentId = '';
      const assigned = await during(async () => ({ id: assignmentId } = await assign(group)));
      expect(idsOf(assigned)).toEqual(ids([one, two, group]).toSorted());
      expect(idsOf(await during(() => directory.unassign(assignmentId)))).toEqual(ids([one, two, group]).toSorted());
    });

    test('purging a person is an object change, also for those they managed', async () => {
      await anApplication();
      const [boss, report] = (await users(2)) as [User, User];
      await directory.setManager(report.id, boss.id);
      await directory.deleteUser(boss.id);
      expect(idsOf(await during(() => directory.purge(boss.id)))).toEqual(ids([boss, report]).toSorted());
    });

    test('references are walked in order, within the assignment, and checked one by one', async () => {
      await anApplication();
      const people = await users(5);
      const [boss, ...staff] = people as [User, ...User[]];
      for (const user of staff) await directory.setManager(user.id, boss.id);
      const groups = await directory.createGroups([aGroupInput(), aGroupInput(), aGroupInput()]);
      for (const group of groups) await directory.addMembers(group.id, ids(people));
      const [first, second, unassigned] = groups as [Group, Group, Group];
      await assign(first);
      await assign(second);

      const walk = async (attribute: 'members' | 'manager', ownerId?: string): Promise<readonly Reference[]> => {
        const walked: Reference[] = [];
        for (;;) {
          const page = await source.listReferences({
            attribute,
            mode: 'assigned',
            ownerId,
            after: walked.at(-1),
            limit: 3,
          });
          walked.push(...page);
          if (page.length < 3) return walked;
        }
      };
      const members = await walk('members');
      const expected = ids([first, second])
        .toSorted()
        .flatMap((ownerId) =>
          ids(people)
            .toSorted()
            .map((referencedId) => ({ attribute: 'members', ownerId, referencedId })),
        );
      expect(members).toEqual(expected);
      expect(await walk('members', second.id)).toHaveLength(5);
      expect(await walk('members', unassigned.id)).toEqual([]);
      expect(await walk('manager')).toEqual(
        ids(staff)
          .toSorted()
          .map((ownerId) => ({ attribute: 'manager', ownerId, referencedId: boss.id })),
      );
      expect(
        await source.listReferences({ attribute: 'members', mode: 'all', ownerId: unassigned.id, limit: 9 }),
      ).toHaveLength(5);
      expect(
        await source.listReferences({ attribute: 'manager', mode: 'all', ownerId: staff[0]?.id, limit: 9 }),
      ).toHaveLength(1);

      expect(await source.referencesTo([boss.id])).toHaveLength(4 + 3);
      const gone: Reference = { attribute: 'members', ownerId: first.id, referencedId: unassigned.id };
      const kept = [
        { attribute: 'manager', ownerId: staff[0]?.id ?? '', referencedId: boss.id },
        members[0],
      ] as Reference[];
      expect(await source.existingReferences([gone, ...kept])).toEqual(expect.arrayContaining(kept));
      expect(await source.existingReferences([gone, ...kept])).toHaveLength(2);
    });

    test('asking for nothing answers with nothing', async () => {
      await anApplication();
      expect(await source.getObjects([])).toEqual([]);
      expect(await source.referencesTo([])).toEqual([]);
      expect(await source.existingReferences([])).toEqual([]);
      expect(await source.nestedGroups([])).toEqual([]);
    });
  });
}
