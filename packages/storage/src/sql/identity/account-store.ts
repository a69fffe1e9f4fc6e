/** How users sign in: the hash of their password, the moment from which their sessions count, and failed attempts. */
import { newToken } from '@drawbridge/base';
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { IdentityTables } from './tables.ts';
import type { SignInTables } from './sign-in-tables.ts';

export type Account = {
  readonly userId: string;
  /** What the user's passkeys know the user by: random, so that it says nothing about the user. */
  readonly userHandle: string;
  readonly passwordHash?: string | undefined;
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt?: Date | undefined;
  /** What was signed in before this moment is over. */
  readonly sessionsValidFrom?: Date | undefined;
  readonly lastSignInAt?: Date | undefined;
};

export type AccountSummary = {
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly hasPassword: boolean;
  readonly passkeys: number;
  readonly lastSignInAt?: Date | undefined;
};

export type Attempt = { readonly allowed: true } | { readonly allowed: false; readonly blockedUntil: Date };

type Tables = IdentityTables & SignInTables;

export class SqlAccountStore {
  readonly #database: Database<Tables>;

  constructor(database: Database<Tables>) {
    this.#database = database;
  }

  async find(userId: string): Promise<Account | undefined> {
    const row = await this.#database.kysely
      .selectFrom('accounts')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row && toAccount(row);
  }

  /** The account of the user, made when there is none. `userHandle` counts only then. */
  async findOrMake(userId: string, userHandle: string = newToken()): Promise<Account> {
    await this.#database.kysely
      .insertInto('accounts')
      .values({ user_id: userId, user_handle: userHandle, must_change_password: false })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return (await this.find(userId))!;
  }

  /** A new password ends every session; a `rehash` of the same one does not. */
  async setPassword(userId: string, hash: string, options: { mustChange: boolean; at: Date }): Promise<void> {
    const values = { password_hash: hash, must_change_password: options.mustChange, password_changed_at: options.at };
    await this.#database.kysely
      .insertInto('accounts')
      .values({ user_id: userId, user_handle: newToken(), ...values, sessions_valid_from: options.at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ ...values, sessions_valid_from: options.at }))
      .execute();
  }

  async rehash(userId: string, from: string, to: string): Promise<void> {
    await this.#database.kysely
      .updateTable('accounts')
      .set({ password_hash: to })
      .where('user_id', '=', userId)
      .where('password_hash', '=', from)
      .execute();
  }

  async removePassword(userId: string, at: Date): Promise<void> {
    await this.#database.kysely
      .updateTable('accounts')
      .set({ password_hash: null, must_change_password: false, sessions_valid_from: at })
      .where('user_id', '=', userId)
      .execute();
  }

  async endSessions(userId: string, at: Date): Promise<void> {
    await this.#database.kysely
      .insertInto('accounts')
      .values({ user_id: userId, user_handle: newToken(), must_change_password: false, sessions_valid_from: at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ sessions_valid_from: at }))
      .execute();
  }

  async recordSignIn(userId: string, at: Date): Promise<void> {
    await this.#database.kysely
      .insertInto('accounts')
      .values({ user_id: userId, user_handle: newToken(), must_change_password: false, last_sign_in_at: at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ last_sign_in_at: at }))
      .execute();
  }

  /** Everybody who can sign in here, by name; at most `limit` after `after`. */
  async list(page: { after?: string | undefined; limit: number }): Promise<readonly AccountSummary[]> {
    const { rows } = await sql<SummaryRow>`
      select u.id, u.user_principal_name, u.display_name, u.account_enabled, a.password_hash is not null as has_password,
        a.last_sign_in_at, (select count(*)::int from passkeys p where p.user_id = u.id) as passkeys
      from accounts a join users u on u.id = a.user_id
      where u.deleted_at is null and a.user_id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}::uuid
      order by a.user_id limit ${page.limit}`.execute(this.#database.kysely);
    return rows.map((row) => ({
      userId: row.id,
      userPrincipalName: row.user_principal_name,
      displayName: row.display_name,
      accountEnabled: row.account_enabled,
      hasPassword: row.has_password,
      passkeys: row.passkeys,
      lastSignInAt: row.last_sign_in_at ?? undefined,
    }));
  }

  /**
   * Counts an attempt as failed before it is looked at, so that a thousand at once are a thousand. Refused while an
   * earlier failure still blocks. `blockMs` says for how long the n-th failure does.
   */
  async beginAttempt(
    key: { identifierHash: string; source: string },
    now: Date,
    limits: { free: number; firstBlockMs: number; longestBlockMs: number },
  ): Promise<Attempt> {
    const { identifierHash, source } = key;
    const { free, firstBlockMs, longestBlockMs } = limits;
    const { rows } = await sql<{ failures: number }>`
      insert into sign_in_failures as kept (identifier_hash, source, failures, last_failed_at)
      values (${identifierHash}, ${source}, 1, ${now})
      on conflict (identifier_hash, source) do update set
        failures = kept.failures + 1,
        last_failed_at = excluded.last_failed_at,
        blocked_until = case when kept.failures + 1 >= ${free}::int then excluded.last_failed_at + make_interval(secs =>
          least(${firstBlockMs}::float8 * power(2, least(kept.failures + 1 - ${free}::int, 20)), ${longestBlockMs}::float8) / 1000) end
      where kept.blocked_until is null or kept.blocked_until <= excluded.last_failed_at
      returning failures`.execute(this.#database.kysely);
    if (rows.length > 0) return { allowed: true };
    const row = await this.#database.kysely
      .selectFrom('sign_in_failures')
      .select('blocked_until')
      .where('identifier_hash', '=', identifierHash)
      .where('source', '=', source)
      .executeTakeFirst();
    return { allowed: false, blockedUntil: row?.blocked_until ?? now };
  }

  /** The attempt was right: what failed before it is forgotten. */
  async forgetFailures(key: { identifierHash: string; source?: string }): Promise<void> {
    let removal = this.#database.kysely
      .deleteFrom('sign_in_failures')
      .where('identifier_hash', '=', key.identifierHash);
    if (key.source !== undefined) removal = removal.where('source', '=', key.source);
    await removal.execute();
  }

  async trimFailures(before: Date): Promise<void> {
    await this.#database.kysely.deleteFrom('sign_in_failures').where('last_failed_at', '<', before).execute();
  }
}

type SummaryRow = {
  id: string;
  user_principal_name: string;
  display_name: string;
  account_enabled: boolean;
  has_password: boolean;
  passkeys: number;
  last_sign_in_at: Date | null;
};

const toAccount = (row: SignInTables['accounts']): Account => ({
  userId: row.user_id,
  userHandle: row.user_handle,
  mustChangePassword: row.must_change_password,
  ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
  ...(row.password_changed_at === null ? {} : { passwordChangedAt: row.password_changed_at }),
  ...(row.sessions_valid_from === null ? {} : { sessionsValidFrom: row.sessions_valid_from }),
  ...(row.last_sign_in_at === null ? {} : { lastSignInAt: row.last_sign_in_at }),
});
