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

/** Without the moment, of which no test can know more than about when it was. */
function timeless(change: SourceChange): SourceChange {
  if (change.kind === 'reference') return change;
  const { changedAt: _moment, ...rest } = change;
  return rest;
}

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
      return changes.map(timeless);
    };
    const ids = (objects: readonly { id: string }[]): readonly string[] => objects.map(({ id }) => id);
    const idsOf = (changes: readonly SourceChange[]): readonly string[] =>
      changes.flatMap((change) => (change.kind === 'object' ? [change.id] : [])).sort();

    test('a change carries its moment; of several, the first by which the person may have left', async () => {
      await anApplication();
      const [user] = (await users(1)) as [User];
      const position = await source.position();
      await directory.updateUser(user.id, { city: 'Paris' });
      const between = systemClock.now();
      await directory.updateUser(user.id, { accountEnabled: false });
      const after = systemClock.now();
      await directory.updateUser(user.id, { accountEnabled: true });
      const [change] = (await source.readChanges(position, 1000)).changes as [SourceChange & { changedAt: Date }];
      expect(change.changedAt.getTime()).toBeGreaterThanOrEqual(between.getTime());
      expect(change.changedAt.getTime()).toBeLessThanOrEqual(after.getTime());
    });

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
        { kind: 'object', type: 'User', id: user.id, attributes: ['city'] },
      ]);
      expect(await during(() => directory.updateServicePrincipal(application.id, { notes: 'x' }))).toEqual([]);
    });

    test('a change names the attributes it touched, all of them together, unless more than attributes changed', async () => {
      await anApplication();
      const [user, boss] = (await users(2)) as [User, User];
      const group = await directory.createGroup(aGroupInput());
      const attributesOf = async (work: () => Promise<unknown>) => {
        const [change, ...others] = await during(work);
        expect(others).toEqual([]);
        expect(change).toMatchObject({ kind: 'object', id: expect.stringMatching(`${user.id}|${group.id}`) });
        return change?.kind === 'object' ? change.attributes?.toSorted() : [];
      };
      expect(await attributesOf(() => directory.updateUser(user.id, { mobilePhone: '+1', faxNumber: '+2' }))).toEqual([
        'facsimileTelephoneNumber',
        'mobile',
      ]);
      expect(await attributesOf(() => directory.updateUser(user.id, { businessPhones: ['+3'] }))).toContain(
        'telephoneNumber',
      );
      expect(
        await attributesOf(async () => {
          await directory.updateUser(user.id, { city: 'Faro' });
          await directory.updateUser(user.id, { onPremisesExtensionAttributes: { extensionAttribute9: 'nine' } });
        }),
      ).toEqual(['city', 'extensionAttribute9']);
      expect(await attributesOf(() => directory.updateGroup(group.id, { description: 'd' }))).toEqual(['description']);
      const beyondAttributes = [
        () => directory.updateUser(user.id, { accountEnabled: false }),
        () => directory.setManager(user.id, boss.id),
      ];
      for (const [index, beyond] of beyondAttributes.entries()) {
        expect(
          await attributesOf(async () => {
            await directory.updateUser(user.id, { city: `Evora ${index}` });
            await beyond();
            await directory.updateUser(user.id, { city: `Lagos ${index}` });
          }),
        ).toBeUndefined();
      }
      expect(await attributesOf(() => directory.deleteUser(user.id))).toBeUndefined();
      expect(await attributesOf(() => directory.restore(user.id))).toBeUndefined();
    });

    test('where groups pass their assignment on, people in groups within are assigned, with the roles of the outer one', async () => {
      await anApplication();
      const [member, deep, deeper, outsider] = (await users(4)) as [User, User, User, User];
      const [outer, inner, innermost, unrelated] = await Promise.all(
        Array.from({ length: 4 }, () => directory.createGroup(aGroupInput())),
      ) as [Group, Group, Group, Group]; // prettier-ignore
      await directory.addMembers(outer.id, [member.id, inner.id]);
      await directory.addMembers(inner.id, [deep.id, innermost.id]);
      // A circle, and somebody who is in it twice.
      await directory.addMembers(innermost.id, [deeper.id, deep.id, inner.id]);
      await directory.addMembers(unrelated.id, [outsider.id]);
      const nested = createDirectorySource(store, application.id, { assignsNested: true });
      const everybody = [member, deep, deeper, outsider, outer, inner, innermost, unrelated];
      const assigned = async () =>
        ids((await nested.getObjects(ids(everybody))).filter((object) => object.assigned)).toSorted();
      const listed = async () => ids(await nested.listObjects({ type: 'User', mode: 'assigned', limit: 10 }));

      expect(idsOf(await during(() => assign(outer)))).toEqual(ids([member, deep, deeper, outer]).toSorted());
      expect(await assigned()).toEqual(ids([member, deep, deeper, outer]).toSorted());
      expect(await listed()).toEqual(ids([member, deep, deeper]).toSorted());
      expect(await nested.countObjects('User', 'assigned')).toBe(3);
      expect(await nested.countObjects('Group', 'assigned')).toBe(1);
      const [found] = await nested.getObjects([deeper.id]);
      expect(found?.roles).toEqual([expect.objectContaining({ id: application.appRoles?.[0]?.id })]);
      expect(ids((await source.getObjects(ids(everybody))).filter((object) => object.assigned)).toSorted()).toEqual(
        ids([member, outer]).toSorted(),
      );

      await directory.setManager(deeper.id, member.id);
      expect(await nested.listReferences({ attribute: 'manager', mode: 'assigned', limit: 10 })).toEqual([
        { attribute: 'manager', ownerId: deeper.id, referencedId: member.id },
      ]);

      expect(idsOf(await during(() => directory.removeMembers(outer.id, [inner.id])))).toEqual(
        ids([deep, deeper]).toSorted(),
      );
      expect(await assigned()).toEqual(ids([member, outer]).toSorted());
      expect(await listed()).toEqual([member.id]);
      expect(idsOf(await during(() => directory.addMembers(outer.id, [inner.id])))).toEqual(
        ids([deep, deeper]).toSorted(),
      );
      expect(await assigned()).toEqual(ids([member, deep, deeper, outer]).toSorted());
      // Nobody else is told: the group is in none that is assigned.
      expect(idsOf(await during(() => directory.addMembers(unrelated.id, [innermost.id])))).toEqual([]);

      expect(idsOf(await during(() => directory.deleteGroup(inner.id)))).toEqual(ids([deep, deeper, inner]).toSorted());
      expect(await assigned()).toEqual(ids([member, outer]).toSorted());
      expect(idsOf(await during(() => directory.restore(inner.id)))).toEqual(ids([deep, deeper, inner]).toSorted());
      expect(await assigned()).toEqual(ids([member, deep, deeper, outer]).toSorted());
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
        { kind: 'object', type: 'User', id: user.id, attributes: [], assignment: true },
      ]);
      expect(await during(() => directory.addMembers(group.id, [nested.id]))).toEqual([reference(nested.id)]);
      expect(await during(() => directory.removeMembers(group.id, [user.id]))).toEqual([
        reference(user.id),
        { kind: 'object', type: 'User', id: user.id, attributes: [], assignment: true },
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
