import { newId, newToken, type Secret } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSeal } from '../../../src/seal.ts';
import { createSqlDirectoryStore } from '../../../src/sql/directory/directory-store.ts';
import { SqlAccountStore } from '../../../src/sql/identity/account-store.ts';
import { globalAdministrator } from '../../../src/sql/identity/administrators.ts';
import { SqlDomainStore } from '../../../src/sql/identity/domain-store.ts';
import { SqlPasskeyStore, type Passkey } from '../../../src/sql/identity/passkey-store.ts';
import { SqlRoleStore } from '../../../src/sql/identity/role-store.ts';
import { SqlSignInTicketStore } from '../../../src/sql/identity/sign-in-ticket-store.ts';
import { onBothEngines } from '../both-engines.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const limits = { free: 3, firstBlockMs: 1000, longestBlockMs: 4000 };

onBothEngines(({ database }) => {
  let accounts: SqlAccountStore;
  beforeEach(() => {
    accounts = new SqlAccountStore(database());
  });

  async function aUser(): Promise<string> {
    const id = newId();
    await sql`
      insert into users (id, user_principal_name, mail_nickname, display_name, account_enabled, attributes, created_at)
      values (${id}, ${`${id}@corp.example`}, 'x', 'X', true, '{}', ${aMoment})`.execute(database().kysely);
    return id;
  }

  describe('an account', () => {
    test('keeps its handle, whoever asks first', async () => {
      const id = await aUser();
      const made = await Promise.all([1, 2, 3].map(() => accounts.findOrMake(id)));
      expect(new Set(made.map(({ userHandle }) => userHandle)).size).toBe(1);
    });

    test('ends its sessions when the user is disabled or deleted in SQL, not for another change', async () => {
      for (const change of ['account_enabled = false', 'deleted_at = now()']) {
        const id = await aUser();
        await accounts.setPassword(id, 'hash', { mustChange: false, at: aMoment });
        await sql`update users set display_name = 'Y' where id = ${id}`.execute(database().kysely);
        expect((await accounts.find(id))?.sessionsValidFrom).toEqual(aMoment);
        await sql`update users set ${sql.raw(change)} where id = ${id}`.execute(database().kysely);
        expect((await accounts.find(id))?.sessionsValidFrom?.getTime()).toBeGreaterThan(aMoment.getTime());
      }
    });

    test('goes with its user, and its passkeys too', async () => {
      const id = await aUser();
      await accounts.setPassword(id, 'hash', { mustChange: true, at: aMoment });
      await sql`delete from users where id = ${id}`.execute(database().kysely);
      expect(await accounts.find(id)).toBeUndefined();
    });
  });

  describe('failed attempts', () => {
    test('block for growing times up to a longest, and of many at once only the free ones pass', async () => {
      const key = { identifierHash: newToken(), source: '192.0.2.1' };
      const first = await Promise.all(Array.from({ length: 8 }, () => accounts.beginAttempt(key, aMoment, limits)));
      expect(first.filter(({ allowed }) => allowed)).toHaveLength(3);
      const blocks: number[] = [];
      for (let at = 0, i = 0; i < 4; i++) {
        const refused = await accounts.beginAttempt(key, later(at), limits);
        if (refused.allowed) throw new Error('allowed');
        blocks.push(refused.blockedUntil.getTime() - later(at).getTime());
        at += blocks.at(-1)!;
        expect(await accounts.beginAttempt(key, later(at), limits)).toEqual({ allowed: true });
      }
      expect(blocks).toEqual([1000, 2000, 4000, 4000]);
      await accounts.forgetFailures(key);
      expect(await accounts.beginAttempt(key, aMoment, limits)).toEqual({ allowed: true });
    });
  });

  describe('a ticket', () => {
    const tickets = (key = randomBytes(32)) => new SqlSignInTicketStore(database(), createSeal(key));

    test('is read while it lasts, taken once, and rests neither as token nor in clear', async () => {
      const store = tickets();
      const payload = { verifier: 'a word that must not rest in clear' };
      const token = await store.issue({ kind: 'federated', payload, expiresAt: later(1000) });
      const { rows } = await sql`select * from sign_in_tickets`.execute(database().kysely);
      expect(JSON.stringify(rows)).not.toContain(token.reveal());
      expect(JSON.stringify(rows)).not.toContain('verifier');
      expect(await store.read('federated', token.reveal(), aMoment)).toEqual({ payload });
      expect(await store.read('setup', token.reveal(), aMoment)).toBeUndefined();
      expect(await store.read('federated', token.reveal(), later(1000))).toBeUndefined();
      const taken = await Promise.all([1, 2, 3].map(() => store.take('federated', token.reveal(), aMoment)));
      expect(taken.filter((each) => each !== undefined)).toEqual([{ payload }]);
    });

    test('replaces earlier ones of its kind and user', async () => {
      const store = tickets();
      const [ada, bob] = [await aUser(), await aUser()];
      const issue = (userId: string) =>
        store.issue({ kind: 'reset', userId, payload: {}, expiresAt: later(1000), replacing: true });
      const [old, kept, newer] = [await issue(ada), await issue(bob), await issue(ada)];
      const isGood = async (token: Secret) => (await store.read('reset', token.reveal(), aMoment)) !== undefined;
      expect([await isGood(old), await isGood(kept), await isGood(newer)]).toEqual([false, true, true]);
    });
  });

  test('a passkey counts upward only, unless it does not count', async () => {
    const store = new SqlPasskeyStore(database());
    const userId = await aUser();
    const aPasskey = (counter: number): Passkey => ({
      id: newToken(),
      userId,
      displayName: 'Laptop',
      publicKey: new Uint8Array([1, 2, 3]),
      counter,
      transports: ['internal'],
      aaguid: newId(),
      backedUp: false,
      createdAt: aMoment,
    });
    const use = (id: string, counter: number) => store.recordUse(id, { counter, backedUp: true, at: later(1) });
    const [counting, plain] = [aPasskey(5), aPasskey(0)];
    expect([await store.insert(counting), await store.insert(counting), await store.insert(plain)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(await store.find(counting.id)).toMatchObject({ counter: 5, transports: ['internal'] });
    expect([await use(counting.id, 5), await use(counting.id, 6), await use(counting.id, 6)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([await use(plain.id, 0), await use(plain.id, 0)]).toEqual([true, true]);
    expect(await store.remove(newId(), plain.id)).toBe(false);
    expect(await store.remove(userId, plain.id)).toBe(true);
  });

  test('roles that a provider gives are made exactly those, beside the ones that people gave', async () => {
    const store = new SqlRoleStore(database());
    const [userId, provider, byHand, a, b] = [await aUser(), newId(), newId(), newId(), newId()];
    await store.assign(userId, byHand, aMoment);
    await store.setFederated(userId, provider, [a, byHand], aMoment);
    expect(new Set(await store.idsOf(userId))).toEqual(new Set([byHand, a]));
    await store.setFederated(userId, provider, [b], aMoment);
    expect(new Set(await store.idsOf(userId))).toEqual(new Set([byHand, b]));
    await store.removeFederated(provider);
    expect(await store.idsOf(userId)).toEqual([byHand]);
    await sql`delete from users where id = ${userId}`.execute(database().kysely);
    await store.removeOrphans();
    expect(await store.idsOf(userId)).toEqual([]);
  });

  describe('the last Global Administrator who can sign in', () => {
    const administrator = async (withPassword = true): Promise<string> => {
      const id = await aUser();
      if (withPassword) await accounts.setPassword(id, 'hash', { mustChange: false, at: aMoment });
      await new SqlRoleStore(database()).assign(id, globalAdministrator, aMoment);
      return id;
    };
    const disable = (...ids: readonly string[]) =>
      createSqlDirectoryStore(database()).write((writes) =>
        writes.patchObjects(
          'User',
          ids.map((id) => ({ id, values: { accountEnabled: false } })),
        ),
      );
    const remove = (...ids: readonly string[]) =>
      createSqlDirectoryStore(database()).write((writes) => writes.softDelete('User', ids, aMoment));
    const demote = async (principalId: string): Promise<void> => {
      const store = new SqlRoleStore(database());
      for (const { id } of await store.listHeld({ principalId, limit: 10 })) await store.unassign(id);
    };
    const isUsable = () => new SqlRoleStore(database()).hasUsableHolder(globalAdministrator);
    beforeEach(() => sql`update users set deleted_at = now() where deleted_at is null`.execute(database().kysely));

    test('is not disabled, deleted or demoted, and others who cannot sign in do not count', async () => {
      const [last, idle] = [await administrator(), await administrator(false)];
      const attempts = [() => disable(last), () => disable(idle, last), () => remove(idle, last), () => demote(last)];
      for (const attempt of attempts)
        await expect(attempt()).rejects.toThrow(/last Global Administrator who can sign in/);
      expect(await isUsable()).toBe(true);
      await disable(idle);
      await remove(idle);
      const second = await administrator();
      await demote(last);
      await expect(remove(second)).rejects.toThrow(/last Global Administrator/);
    });

    test('is not taken out of the group that makes it one, and the group stays', async () => {
      const [groupId, memberId] = [newId(), await aUser()];
      await accounts.setPassword(memberId, 'hash', { mustChange: false, at: aMoment });
      const directory = createSqlDirectoryStore(database());
      const values = {
        displayName: 'Roots',
        mailNickname: 'roots',
        mailEnabled: false,
        securityEnabled: true,
        isAssignableToRole: true,
      };
      await directory.write((writes) => writes.insertObjects('Group', [{ id: groupId, values, createdAt: aMoment }]));
      await new SqlRoleStore(database()).assign(groupId, globalAdministrator, aMoment);
      await directory.write((writes) => writes.addMembers([{ groupId, memberId }]));
      expect(await isUsable()).toBe(true);
      const attempts = [
        () => directory.write((writes) => writes.removeMembers([{ groupId, memberId }])),
        () => directory.write((writes) => writes.softDelete('Group', [groupId], aMoment)),
        () => disable(memberId),
        () => demote(groupId),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/last Global Administrator/);
      await administrator();
      await directory.write((writes) => writes.removeMembers([{ groupId, memberId }]));
    });

    test('stays when the last two are taken away at once', async () => {
      const [a, b] = [await administrator(), await administrator()];
      const outcomes = await Promise.allSettled([disable(a), remove(b)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await isUsable()).toBe(true);
    });

    test('is nobody where nobody can sign in: then all may go', async () => {
      const [a, b] = [await administrator(false), await administrator(false)];
      await disable(a);
      await remove(b);
    });
  });

  test('a declared domain is the default until another one is, and the last one can go', async () => {
    const domains = new SqlDomainStore(database());
    await sql`delete from domains`.execute(database().kysely);
    const names = ['a.example', 'b.example', 'c.example'];
    const made = await Promise.all([...names, ...names].map((name) => domains.declare(name, aMoment)));
    expect(made.filter(Boolean)).toHaveLength(3);
    expect((await domains.list()).filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(await domains.makeDefault('b.example')).toBe(true);
    expect(await domains.makeDefault('x.example')).toBe(false);
    expect(await domains.remove('b.example')).toBe(false);
    expect(await domains.remove('a.example')).toBe(true);
    expect(await domains.remove('c.example')).toBe(true);
    expect(await domains.list()).toEqual([{ name: 'b.example', isDefault: true }]);
    expect(await domains.remove('b.example')).toBe(true);
    expect(await domains.list()).toEqual([]);
  });
});
