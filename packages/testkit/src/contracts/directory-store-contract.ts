/** What every DirectoryStore must do, seen through the Directory that stands on it. One store for all tests: each makes its own people. */
import { newId, systemClock } from '@drawbridge/base';
import { Directory, type Change, type DirectoryStore, type User, type UserInput } from '@drawbridge/directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

export type OpenDirectoryStore = () => Promise<{ readonly store: DirectoryStore; close(): Promise<void> }>;

/** A name nobody else has. */
export const aName = (): string => `n${newId().replaceAll('-', '')}`;

export const aUserInput = (given: Partial<UserInput> = {}): UserInput => {
  const name = aName();
  const userPrincipalName = `${name}@corp.example`;
  return { userPrincipalName, mailNickname: name, displayName: `Person ${name}`, accountEnabled: true, ...given };
};

export const aGroupInput = (given: object = {}) => {
  const name = aName();
  return { displayName: `Group ${name}`, mailNickname: name, mailEnabled: false, securityEnabled: true, ...given };
};

export const aTemplate = { id: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621', displayName: 'On-premises SCIM app' };

const nobody = '018f0000-0000-7000-8000-00000000dead';
const code = (expected: string) => expect.objectContaining({ code: expected });

export function directoryStoreContract(name: string, open: OpenDirectoryStore): void {
  describe(`${name} as a DirectoryStore`, () => {
    let opened: Awaited<ReturnType<OpenDirectoryStore>>;
    let store: DirectoryStore;
    let directory: Directory;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      directory = new Directory({ store, clock: systemClock });
    });
    afterAll(() => opened.close());

    const changesAfter = async (position: string): Promise<readonly Change[]> => store.readChanges(position, 1000);
    const shortly = (changes: readonly Change[]): readonly string[] =>
      changes.map(({ kind, objectType, objectId, relatedId }) =>
        [kind, objectType, objectId, relatedId].filter(Boolean).join(' '),
      );
    const during = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
      const position = await store.feedPosition();
      await work();
      return shortly(await changesAfter(position));
    };

    describe('users', () => {
      test('a user comes back as it was created, extension attributes included', async () => {
        const input = aUserInput({
          jobTitle: 'Köchin 漢字 👩‍🍳',
          businessPhones: ['+49 1'],
          onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute15: 'b' },
          employeeOrgData: { costCenter: '42' },
          employeeHireDate: '2026-01-02T03:04:05+01:00',
          extension_0123456789abcdef0123456789abcdef_badge: 7,
        });
        const created = await directory.createUser(input);
        const read = await directory.getUser(created.id);
        expect(read).toEqual(created);
        expect(read).toMatchObject({ ...input, employeeHireDate: '2026-01-02T02:04:05.000Z' });
        expect(read).not.toHaveProperty('surname');
      });

      test('a user is found by userPrincipalName, without case', async () => {
        const { id, userPrincipalName } = await directory.createUser(aUserInput());
        expect((await directory.getUser(String(userPrincipalName).toUpperCase())).id).toBe(id);
        await expect(directory.getUser('nobody@corp.example')).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await expect(directory.getUser("x' or '1'='1\u0000")).rejects.toEqual(code('OBJECT_NOT_FOUND'));
      });

      test('two users cannot have one userPrincipalName, whatever its case; none of the batch is created', async () => {
        const taken = aUserInput();
        await directory.createUser(taken);
        const other = aUserInput();
        const clash = aUserInput({ userPrincipalName: String(taken.userPrincipalName).toUpperCase() });
        await expect(directory.createUsers([other, clash])).rejects.toMatchObject({
          code: 'OBJECT_CONFLICT',
          message: expect.stringContaining('userPrincipalName') as string,
        });
        await expect(directory.getUser(String(other.userPrincipalName))).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        const third = await directory.createUser(aUserInput());
        await expect(
          directory.updateUser(third.id, { userPrincipalName: String(taken.userPrincipalName) }),
        ).rejects.toMatchObject({ code: 'OBJECT_CONFLICT', details: { property: 'userPrincipalName' } });
      });

      test('a patch changes what it names, null clears, and the rest stays', async () => {
        const { id } = await directory.createUser(
          aUserInput({
            jobTitle: 'Cook',
            city: 'Lisbon',
            onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: 'b' },
          }),
        );
        await directory.updateUser(id, {
          jobTitle: null,
          department: 'Kitchen',
          city: null,
          country: 'PT',
          onPremisesExtensionAttributes: { extensionAttribute2: null, extensionAttribute3: 'c' },
        });
        const read = await directory.getUser(id);
        expect(read).toMatchObject({
          department: 'Kitchen',
          country: 'PT',
          onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute3: 'c' },
        });
        expect(read).not.toHaveProperty('jobTitle');
        expect(read).not.toHaveProperty('city');
      });

      test('several patches in one call may name different properties, and one user twice', async () => {
        const [one, two] = (await directory.createUsers([
          aUserInput({ surname: 'A' }),
          aUserInput({ surname: 'B' }),
        ])) as [User, User];
        await directory.updateUsers([
          { id: one.id, patch: { jobTitle: 'Cook' } },
          { id: two.id, patch: { city: 'Faro', otherMails: ['x@y.example'] } },
          { id: one.id, patch: { department: 'Kitchen' } },
        ]);
        expect(await directory.getUser(one.id)).toMatchObject({
          surname: 'A',
          jobTitle: 'Cook',
          department: 'Kitchen',
        });
        expect(await directory.getUser(two.id)).toMatchObject({
          surname: 'B',
          city: 'Faro',
          otherMails: ['x@y.example'],
        });
      });

      test('a patch of somebody unknown is refused, and nothing of the batch is written', async () => {
        const { id } = await directory.createUser(aUserInput());
        const updates = [
          { id, patch: { city: 'Faro' } },
          { id: nobody, patch: { city: 'Faro' } },
        ];
        await expect(directory.updateUsers(updates)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        expect(await directory.getUser(id)).not.toHaveProperty('city');
      });

      test('every write of a user leaves a change, and a write that changes nothing leaves none', async () => {
        let id = '';
        expect(await during(async () => ({ id } = await directory.createUser(aUserInput({ city: 'Faro' }))))).toEqual([
          `object User ${id}`,
        ]);
        expect(await during(() => directory.updateUser(id, { city: 'Lagos', jobTitle: 'Cook' }))).toEqual([
          `object User ${id}`,
        ]);
        expect(
          await during(() => directory.updateUser(id, { city: 'Lagos', jobTitle: 'Cook', surname: null })),
        ).toEqual([]);
        expect(await during(() => directory.updateUser(id, {}))).toEqual([]);
        expect(await during(() => directory.deleteUser(id))).toEqual([`object User ${id}`]);
        expect(await during(() => directory.restore(id))).toEqual([`object User ${id}`]);
        await directory.deleteUser(id);
        expect(await during(() => directory.purge(id))).toEqual([`purged User ${id}`]);
      });

      test('hostile input is refused by name and never reaches the database', async () => {
        const hostile: [string, unknown][] = [
          ['displayName', 'x'.repeat(257)],
          ['displayName', 'nul\u0000'],
          ['jobTitle', 'half \ud800'],
          ['accountEnabled', 'true'],
          ['businessPhones', 'not a list'],
          ['businessPhones', [1]],
          ['otherMails', Array.from({ length: 251 }, () => 'a@b')],
          ['userPrincipalName', 'no at sign'],
          ['userPrincipalName', 'a b@c'],
          ['constructor', 'x'],
          ['managerId', nobody],
          ['extensionAttribute1', 'not at the top'],
          ['employeeHireDate', 'yesterday'],
          ['onPremisesExtensionAttributes', { extensionAttribute16: 'x' }],
          ['displayName', null],
        ];
        for (const [property, value] of hostile) {
          await expect(
            directory.createUser({ ...aUserInput(), [property]: value } as UserInput),
            property,
          ).rejects.toEqual(code('OBJECT_INVALID'));
        }
        const polluted = JSON.parse('{"__proto__":{"jobTitle":"x"}}') as object;
        const input = Object.assign(Object.create(null) as object, aUserInput());
        Object.defineProperty(input, '__proto__', { value: polluted, enumerable: true });
        await expect(directory.createUser(input)).rejects.toEqual(code('OBJECT_INVALID'));
        for (const missing of ['userPrincipalName', 'displayName', 'mailNickname', 'accountEnabled']) {
          const { [missing]: _left, ...rest } = aUserInput() as Record<string, unknown>;
          await expect(directory.createUser(rest as UserInput)).rejects.toThrow(
            `A value is required for property '${missing}'`,
          );
        }
        await expect(directory.createUser(null as unknown as UserInput)).rejects.toEqual(code('OBJECT_INVALID'));
      });
    });

    describe('the recycle bin', () => {
      test('a deleted user is nowhere but in the bin, and comes back whole', async () => {
        const user = await directory.createUser(aUserInput());
        await directory.deleteUser(user.id);
        await expect(directory.getUser(user.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await expect(directory.updateUser(user.id, { city: 'x' })).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await expect(directory.deleteUser(user.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        expect((await directory.getDeleted(user.id)).object).toMatchObject({
          id: user.id,
          deletedDateTime: expect.any(String) as string,
        });
        expect((await directory.listDeleted('User', { limit: 999 })).items.map(({ id }) => id)).toContain(user.id);
        await directory.restore(user.id);
        expect(await directory.getUser(user.id)).toEqual(user);
        await expect(directory.restore(user.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
      });

      test('a name is free while its owner is in the bin, and restoring then conflicts', async () => {
        const input = aUserInput();
        const first = await directory.createUser(input);
        await directory.deleteUser(first.id);
        await directory.createUser(input);
        await expect(directory.restore(first.id)).rejects.toMatchObject({
          code: 'OBJECT_CONFLICT',
          details: { property: 'userPrincipalName' },
        });
      });

      test('purging takes memberships, assignments and the manager of reports along, and says so in the feed', async () => {
        const [boss, report] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        const group = await directory.createGroup(aGroupInput());
        await directory.addMembers(group.id, [boss.id]);
        await directory.setManager(report.id, boss.id);
        await expect(directory.purge(boss.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await directory.deleteUser(boss.id);
        expect(await directory.getManager(report.id)).toBeUndefined();
        const changes = await during(() => directory.purge(boss.id));
        expect([...changes].sort()).toEqual(
          [
            `member-removed Group ${group.id} ${boss.id}`,
            `object User ${report.id} ${boss.id}`,
            `purged User ${boss.id}`,
          ].sort(),
        );
        expect(await directory.getUser(report.id)).not.toHaveProperty('managerId');
        await expect(directory.getDeleted(boss.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
      });

      test('what has been in the bin for thirty days is purged, and nothing else', async () => {
        const [old, young] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        const days = (count: number): Date => new Date(systemClock.now().getTime() - count * 86_400_000);
        await store.write((writes) => writes.softDelete('User', [old.id], days(31)));
        await store.write((writes) => writes.softDelete('User', [young.id], days(29)));
        await directory.purgeExpired();
        await expect(directory.getDeleted(old.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await directory.getDeleted(young.id);
      });
    });

    describe('managers', () => {
      test('a manager is set, read, listed from the other side, and cleared', async () => {
        const [boss, report] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        expect(await during(() => directory.setManager(report.id, boss.id))).toEqual([`object User ${report.id}`]);
        expect(await during(() => directory.setManager(report.id, boss.id))).toEqual([]);
        expect((await directory.getManager(report.id))?.id).toBe(boss.id);
        expect((await directory.listDirectReports(boss.id, { limit: 10 })).items.map(({ id }) => id)).toEqual([
          report.id,
        ]);
        await directory.clearManager(report.id);
        expect(await directory.getManager(report.id)).toBeUndefined();
        await expect(directory.setManager(boss.id, boss.id)).rejects.toEqual(code('OBJECT_INVALID'));
        await expect(directory.setManager(boss.id, nobody)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await expect(directory.setManager(boss.id, 'no id')).rejects.toEqual(code('OBJECT_NOT_FOUND'));
      });
    });

    describe('groups', () => {
      test('members come and go, one change each', async () => {
        const [one, two] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        const [group, nested] = await Promise.all([
          directory.createGroup(aGroupInput()),
          directory.createGroup(aGroupInput()),
        ]);
        expect([...(await during(() => directory.addMembers(group.id, [one.id, two.id, nested.id])))].sort()).toEqual(
          [one.id, two.id, nested.id].map((id) => `member-added Group ${group.id} ${id}`).sort(),
        );
        const members = await directory.listMembers(group.id, { limit: 10 });
        expect(members.items.map(({ kind, object }) => `${kind} ${object.id}`).sort()).toEqual(
          [`User ${one.id}`, `User ${two.id}`, `Group ${nested.id}`].sort(),
        );
        expect(await directory.countMembers(group.id)).toBe(3);
        expect((await directory.listGroupsOf(one.id, { limit: 10 })).items.map(({ id }) => id)).toEqual([group.id]);
        expect(await during(() => directory.removeMembers(group.id, [two.id]))).toEqual([
          `member-removed Group ${group.id} ${two.id}`,
        ]);
        await directory.deleteUser(one.id);
        expect((await directory.listMembers(group.id, { limit: 10 })).items.map(({ object }) => object.id)).toEqual([
          nested.id,
        ]);
        await directory.restore(one.id);
        expect(await directory.countMembers(group.id)).toBe(2);
      });

      test('members are listed by pages', async () => {
        const users = await directory.createUsers(Array.from({ length: 5 }, () => aUserInput()));
        const group = await directory.createGroup(aGroupInput());
        await directory.addMembers(
          group.id,
          users.map(({ id }) => id),
        );
        const walked: string[] = [];
        for (let after: string | undefined, more = true; more;) {
          const page = await directory.listMembers(group.id, { after, limit: 2 });
          walked.push(...page.items.map(({ object }) => object.id));
          after = page.next;
          more = page.next !== undefined;
        }
        expect(walked).toEqual(users.map(({ id }) => id).sort());
      });

      test('a member twice, an unknown one, or the group itself is refused, and nothing is added', async () => {
        const [one, two] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        const group = await directory.createGroup(aGroupInput());
        await directory.addMembers(group.id, [one.id]);
        await expect(directory.addMembers(group.id, [two.id, one.id])).rejects.toMatchObject({
          code: 'REFERENCE_EXISTS',
          message: expect.stringMatching(/^One or more added object references already exist/) as string,
        });
        await expect(directory.addMembers(group.id, [two.id, nobody])).rejects.toMatchObject({
          code: 'OBJECT_NOT_FOUND',
          message: `Resource '${nobody}' does not exist or one of its queried reference-property objects are not present.`,
        });
        await expect(directory.addMembers(group.id, [group.id])).rejects.toEqual(code('OBJECT_INVALID'));
        await expect(directory.addMembers(nobody, [one.id])).rejects.toThrow(nobody);
        await expect(directory.removeMembers(group.id, [two.id])).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        expect(await directory.countMembers(group.id)).toBe(1);
      });

      test('two mail-enabled groups cannot share a mailNickname; security groups may', async () => {
        const mailNickname = aName();
        await directory.createGroups([aGroupInput({ mailNickname }), aGroupInput({ mailNickname })]);
        await directory.createGroup(aGroupInput({ mailNickname, mailEnabled: true }));
        await expect(directory.createGroup(aGroupInput({ mailNickname, mailEnabled: true }))).rejects.toMatchObject({
          code: 'OBJECT_CONFLICT',
          details: { property: 'mailNickname' },
        });
      });
    });

    describe('lists', () => {
      test('pages of a prefix walk everything once; the filter is without case', async () => {
        const department = aName();
        const prefix = `Ärzte ${department}`;
        const users = await directory.createUsers(
          Array.from({ length: 7 }, (_, at) => aUserInput({ displayName: `${prefix} ${at}` })),
        );
        const where = [{ property: 'displayName', op: 'startsWith', value: prefix.toUpperCase() }] as const;
        const walked: string[] = [];
        for (let after: string | undefined, more = true; more;) {
          const page = await directory.listUsers({ where, limit: 3, after });
          walked.push(...page.items.map(({ id }) => id));
          after = page.next;
          more = page.next !== undefined;
        }
        expect(walked.toSorted()).toEqual(users.map(({ id }) => id).sort());
        expect(await directory.countUsers(where)).toBe(7);
      });

      test('pages by displayName follow it, also backwards and with equal names', async () => {
        const tag = aName();
        const names = ['b', 'A', 'c', 'b', 'B', 'ä'].map((letter) => `${tag} ${letter}`);
        await directory.createUsers(names.map((displayName) => aUserInput({ displayName })));
        const where = [{ property: 'displayName', op: 'startsWith', value: tag }] as const;
        for (const descending of [false, true]) {
          const walked: string[] = [];
          const ids = new Set<string>();
          for (let after: string | undefined, more = true; more;) {
            const page = await directory.listUsers({
              where,
              orderBy: { property: 'displayName', descending },
              limit: 2,
              after,
              select: ['mail'],
            });
            for (const { id, displayName } of page.items) {
              ids.add(id);
              walked.push(String(displayName).toLowerCase());
            }
            after = page.next;
            more = page.next !== undefined;
          }
          const expected = names.map((one) => one.toLowerCase()).sort();
          expect(walked).toEqual(descending ? expected.reverse() : expected);
          expect(ids.size).toBe(6);
        }
      });

      test('each filter of the API finds its user, and no other', async () => {
        const name = aName();
        const user = await directory.createUser(
          aUserInput({
            mail: `${name}@mail.example`,
            mailNickname: name,
            employeeId: name.slice(0, 16),
            userType: 'Guest',
          }),
        );
        const found = async (...where: Parameters<typeof directory.countUsers>[0] & object) =>
          (await directory.listUsers({ where, limit: 10 })).items.map(({ id }) => id);
        expect(await found({ property: 'mail', op: 'eq', value: `${name.toUpperCase()}@mail.example` })).toEqual([
          user.id,
        ]);
        expect(await found({ property: 'mailNickname', op: 'eq', value: name })).toEqual([user.id]);
        expect(await found({ property: 'employeeId', op: 'eq', value: name.slice(0, 16) })).toEqual([user.id]);
        expect(await found({ property: 'id', op: 'in', values: [user.id, nobody, 'no id'] })).toEqual([user.id]);
        expect(await found({ property: 'id', op: 'eq', value: 'no id' })).toEqual([]);
        expect(
          await found({
            property: 'userPrincipalName',
            op: 'in',
            values: [String(user.userPrincipalName), 'x@y', '\u0000'],
          }),
        ).toEqual([user.id]);
        const here = { property: 'mailNickname', op: 'eq', value: name } as const;
        expect(await found(here, { property: 'accountEnabled', op: 'eq', value: true })).toEqual([user.id]);
        expect(await found(here, { property: 'accountEnabled', op: 'eq', value: false })).toEqual([]);
        expect(await found(here, { property: 'userType', op: 'eq', value: 'Guest' })).toEqual([user.id]);
        expect(await found({ property: 'mail', op: 'eq', value: "' or true --" })).toEqual([]);
        expect(await found({ property: 'displayName', op: 'startsWith', value: '%' })).toEqual([]);
      });

      test('what cannot be asked, and what is no page token, is refused', async () => {
        const list = (where: object) => directory.listUsers({ where: [where as never], limit: 10 });
        for (const property of ['shoeSize', '__proto__', 'constructor', '']) {
          await expect(list({ property, op: 'eq', value: 'x' })).rejects.toEqual(code('REQUEST_INVALID'));
        }
        await expect(list({ property: 'accountEnabled', op: 'startsWith', value: 'x' })).rejects.toEqual(
          code('QUERY_UNSUPPORTED'),
        );
        await expect(list({ property: 'accountEnabled', op: 'eq', value: 'x' })).rejects.toEqual(
          code('REQUEST_INVALID'),
        );
        await expect(directory.listUsers({ orderBy: { property: 'city' }, limit: 1 })).rejects.toEqual(
          code('QUERY_UNSUPPORTED'),
        );
        await expect(directory.listUsers({ select: ['nope'], limit: 1 })).rejects.toEqual(code('REQUEST_INVALID'));
        for (const after of [
          '',
          'x',
          Buffer.from('[1]').toString('base64url'),
          Buffer.from('["a b"]').toString('base64url'),
        ]) {
          await expect(directory.listUsers({ after, limit: 1 })).rejects.toEqual(code('PAGE_TOKEN_INVALID'));
        }
      });

      test('a selection brings what was selected', async () => {
        const { id } = await directory.createUser(aUserInput({ city: 'Faro', surname: 'S' }));
        const where = [{ property: 'id', op: 'eq', value: id }] as const;
        expect((await directory.listUsers({ where, limit: 1, select: ['surname'] })).items[0]).toEqual({
          id,
          createdDateTime: expect.any(String) as string,
          surname: 'S',
        });
        expect((await directory.listUsers({ where, limit: 1, select: ['city'] })).items[0]).toMatchObject({
          city: 'Faro',
        });
      });
    });

    describe('applications', () => {
      test('a template becomes an application and its service principal', async () => {
        const { application, servicePrincipal } = await directory.instantiate(aTemplate, { displayName: 'Payroll' });
        expect(servicePrincipal).toMatchObject({
          appId: application.appId,
          displayName: 'Payroll',
          servicePrincipalType: 'Application',
          accountEnabled: true,
        });
        expect(await directory.getApplication(application.id)).toEqual(application);
        expect(await directory.getServicePrincipal({ appId: String(application.appId) })).toEqual(servicePrincipal);
        const tag = { property: 'tags', op: 'any', value: 'WindowsAzureActiveDirectoryIntegratedApp' } as const;
        const mine = { property: 'id', op: 'eq', value: servicePrincipal.id } as const;
        expect((await directory.listServicePrincipals({ where: [tag, mine], limit: 5 })).items).toHaveLength(1);
        expect(
          (await directory.listServicePrincipals({ where: [{ ...tag, value: 'HideApp' }, mine], limit: 5 })).items,
        ).toEqual([]);
        await directory.deleteApplication(application.id);
        await expect(directory.getServicePrincipal(servicePrincipal.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await directory.restore(application.id);
        expect(await directory.getServicePrincipal(servicePrincipal.id)).toEqual(servicePrincipal);
        await directory.deleteApplication(application.id);
        await directory.purge(application.id);
        await expect(directory.getDeleted(servicePrincipal.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
      });

      test('hostile roles and documents are refused', async () => {
        const { application } = await directory.instantiate(aTemplate, { displayName: 'Payroll' });
        const deep: unknown = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
        for (const patch of [
          { appRoles: 'x' },
          { appRoles: [{ id: 'x' }] },
          { web: deep },
          { web: 'x'.repeat(70_000) },
          { web: { a: '\u0000' } },
          { web: '\ud800' },
        ]) {
          await expect(directory.updateApplication(application.id, patch as object)).rejects.toEqual(
            code('OBJECT_INVALID'),
          );
        }
        await directory.updateApplication(application.id, { web: { text: 'back\\slash \\u0000 as text' } });
        expect((await directory.getApplication(application.id)).web).toEqual({ text: 'back\\slash \\u0000 as text' });
      });

      test('assigning gives the role, once, and unassigning takes it', async () => {
        const { servicePrincipal } = await directory.instantiate(aTemplate, { displayName: 'Payroll' });
        const user = await directory.createUser(aUserInput());
        const wanted = { principalId: user.id, resourceId: servicePrincipal.id };
        const assignment = await directory.assign(wanted);
        expect(assignment).toMatchObject({
          ...wanted,
          principalType: 'User',
          principalDisplayName: user.displayName,
          resourceDisplayName: 'Payroll',
          appRoleId: servicePrincipal.appRoles?.[0]?.id,
        });
        await expect(directory.assign(wanted)).rejects.toMatchObject({
          code: 'REFERENCE_EXISTS',
          message: 'Permission being assigned already exists on the object',
        });
        const zero = '00000000-0000-0000-0000-000000000000';
        await expect(directory.assign({ ...wanted, appRoleId: zero })).rejects.toEqual(code('OBJECT_INVALID'));
        await expect(directory.assign({ ...wanted, appRoleId: nobody })).rejects.toEqual(code('OBJECT_INVALID'));
        await expect(directory.assign({ ...wanted, principalId: nobody })).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        await expect(directory.assign({ ...wanted, resourceId: user.id })).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        expect((await directory.listAssignments({ resourceId: servicePrincipal.id, limit: 10 })).items).toEqual([
          assignment,
        ]);
        expect((await directory.listAssignments({ principalId: user.id, limit: 10 })).items).toEqual([assignment]);
        const { id: resourceId } = servicePrincipal;
        const start = String(user.displayName).slice(0, 3).toUpperCase();
        for (const [choice, found] of [
          [{ principalType: 'User' }, 1],
          [{ principalType: 'Group' }, 0],
          [{ principalNamePrefix: start }, 1],
          [{ principalNamePrefix: `${start}%` }, 0],
          [{ principalNamePrefix: '\u0000' }, 0],
        ] as const) {
          expect(await directory.countAssignments({ resourceId, ...choice })).toBe(found);
          expect((await directory.listAssignments({ resourceId, ...choice, limit: 10 })).items).toHaveLength(found);
        }
        await directory.unassign(assignment.id);
        await expect(directory.unassign(assignment.id)).rejects.toEqual(code('OBJECT_NOT_FOUND'));
        const { id } = servicePrincipal;
        const disabled = (servicePrincipal.appRoles ?? []).map((role) => ({ ...role, isEnabled: false }));
        await expect(directory.updateServicePrincipal(id, { appRoles: [] })).rejects.toEqual(code('OBJECT_INVALID'));
        await directory.updateServicePrincipal(id, { appRoles: disabled });
        await directory.updateServicePrincipal(id, { appRoles: [] });
        expect((await directory.assign({ ...wanted, appRoleId: zero })).appRoleId).toBe(zero);
      });

      test('assigning a group leaves one scope change for it and one for each direct member', async () => {
        const { servicePrincipal } = await directory.instantiate(aTemplate, { displayName: 'Payroll' });
        const [one, two] = (await directory.createUsers([aUserInput(), aUserInput()])) as [User, User];
        const [group, nested] = await Promise.all([
          directory.createGroup(aGroupInput()),
          directory.createGroup(aGroupInput()),
        ]);
        await directory.addMembers(group.id, [one.id, two.id, nested.id]);
        const scope = [`scope Group ${group.id}`, `scope User ${one.id}`, `scope User ${two.id}`].sort();
        let assignmentId = '';
        const assigned = await during(async () => {
          ({ id: assignmentId } = await directory.assign({ principalId: group.id, resourceId: servicePrincipal.id }));
        });
        expect([...assigned].sort()).toEqual(scope);
        const roles = servicePrincipal.appRoles ?? [];
        expect(
          [...(await during(() => directory.updateServicePrincipal(servicePrincipal.id, { appRoles: roles })))].sort(),
        ).toEqual(scope);
        const deleted = await during(() => directory.deleteGroup(group.id));
        expect([...deleted].sort()).toEqual([`object Group ${group.id}`, ...scope.slice(1)]);
        await directory.restore(group.id);
        expect([...(await during(() => directory.unassign(assignmentId)))].sort()).toEqual(scope);
      });
    });

    describe('the change feed', () => {
      test('is read in pages without loss', async () => {
        const position = await store.feedPosition();
        const users = await directory.createUsers(Array.from({ length: 25 }, () => aUserInput()));
        const seen: string[] = [];
        let after = position;
        for (;;) {
          const page = await store.readChanges(after, 10);
          seen.push(...page.map(({ objectId }) => objectId));
          after = page.at(-1)?.position ?? after;
          if (page.length < 10) break;
        }
        expect(seen.sort()).toEqual(users.map(({ id }) => id).sort());
        expect(await store.readChanges(after, 10)).toEqual([]);
      });

      test('a position that is none is refused', async () => {
        for (const position of ['', 'x', '1', '1.x', '1.1.1', `${2n ** 64n}.0`, `1.${2n ** 63n}`]) {
          await expect(store.readChanges(position, 1)).rejects.toEqual(code('PAGE_TOKEN_INVALID'));
        }
      });

      test('what was trimmed cannot be skipped unknowingly', async () => {
        const before = await store.feedPosition();
        await directory.createUser(aUserInput());
        const last = (await changesAfter(before)).at(-1)?.position ?? '';
        expect(await directory.trimChanges(new Date(systemClock.now().getTime() + 60_000))).toBeGreaterThan(0);
        await expect(store.readChanges(before, 10)).rejects.toEqual(code('CHANGES_TRIMMED'));
        expect(await store.readChanges(last, 10)).toEqual([]);
        const { id } = await directory.createUser(aUserInput());
        expect((await changesAfter(last)).map(({ objectId }) => objectId)).toEqual([id]);
      });

      test('listeners hear of committed writes, and of nothing that was undone', async () => {
        let heard = 0;
        const stop = directory.onCommitted(() => heard++);
        const user = await directory.createUser(aUserInput());
        expect(heard).toBe(1);
        await expect(directory.createUser(aUserInput({ userPrincipalName: user.userPrincipalName }))).rejects.toThrow();
        expect(heard).toBe(1);
        stop();
        await directory.deleteUser(user.id);
        expect(heard).toBe(1);
      });
    });
  });
}
