/**
 * Accounts of the directory's users: passwords, who may sign in now, and from when on sessions count. What the pages and
 * the API do with an account goes through here.
 */
import { ApiError, type Clock, type Secret } from '@drawbridge/base';
import { objectNotFound, type Directory, type User } from '@drawbridge/directory';
import type { SqlAccountStore, SqlPasskeyStore } from '@drawbridge/storage';
import type { Account, AccountSource } from '../oauth/sign-in-contract.ts';
import { identifierHash, networkOf } from './network.ts';
import { hashPassword, isOutdated, matchesNobody, matchesPassword } from './password-hash.ts';
import { requirePassword } from './password-policy.ts';
import type { RoleAssignments } from './role-assignments.ts';
import type { SignInEvent, SignInLog } from './sign-in-log.ts';

/** Failures that cost nothing, how long the next one blocks, and the longest that any does: nobody is locked out for good. */
const lockOut = { free: 5, firstBlockMs: 30_000, longestBlockMs: 15 * 60_000 };
const failuresForgottenAfterMs = 24 * 60 * 60_000;

export type PasswordAttempt = {
  readonly userPrincipalName: string;
  readonly password: Secret;
  /** The address the attempt comes from. */
  readonly source: string;
  readonly application?: SignInEvent['application'];
};

export type PasswordVerdict =
  | { readonly outcome: 'signed-in'; readonly user: User; readonly mustChangePassword: boolean }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'blocked'; readonly until: Date };

export class Accounts implements AccountSource {
  readonly #store: SqlAccountStore;
  readonly #passkeys: SqlPasskeyStore;
  readonly #directory: Directory;
  readonly #roles: RoleAssignments;
  readonly #clock: Clock;
  readonly #log: SignInLog;
  readonly #listeners = new Set<(userId: string) => Promise<void>>();

  constructor(options: {
    store: SqlAccountStore;
    passkeys: SqlPasskeyStore;
    directory: Directory;
    roles: RoleAssignments;
    clock: Clock;
    log: SignInLog;
  }) {
    this.#store = options.store;
    this.#passkeys = options.passkeys;
    this.#directory = options.directory;
    this.#roles = options.roles;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Calls `end` whenever everything signed in as a user is over, before the call that ended it answers. */
  onSessionsEnded(end: (userId: string) => Promise<void>): void {
    this.#listeners.add(end);
  }

  /** Throws REQUEST_INVALID unless the user may have this password; call it before the user is created. */
  checkPassword(password: Secret, user: { userPrincipalName: string }): void {
    requirePassword(password, user);
  }

  /** Ends every session of the user. Throws REQUEST_INVALID for a weak password, OBJECT_NOT_FOUND. */
  async setPassword(userId: string, password: Secret, { forceChange }: { forceChange: boolean }): Promise<void> {
    const user = await this.#directory.getUser(userId);
    requirePassword(password, user as { userPrincipalName: string });
    const hash = await hashPassword(password);
    await this.#store.setPassword(user.id, hash, { mustChange: forceChange, at: this.#clock.now() });
    await this.#store.forgetFailures({ identifierHash: identifierHash(String(user.userPrincipalName)) });
    await this.#tellSessionsEnded(user.id);
  }

  /** The user changes the password they signed in with. Throws REQUEST_INVALID also when it is the same again. */
  async changePassword(userId: string, password: Secret): Promise<void> {
    const account = await this.#store.find(userId);
    if (account?.passwordHash !== undefined && (await matchesPassword(account.passwordHash, password))) {
      throw new ApiError('REQUEST_INVALID', 'The new password is the old one. Choose a different password.');
    }
    await this.setPassword(userId, password, { forceChange: false });
  }

  /**
   * Wrong name and wrong password take equally long and answer the same. Failures block this name from this address for
   * a growing time, never longer than 15 minutes, and nobody at another address.
   */
  async verifyPassword({
    userPrincipalName,
    password,
    source,
    application,
  }: PasswordAttempt): Promise<PasswordVerdict> {
    const key = { identifierHash: identifierHash(userPrincipalName), source: networkOf(source) };
    const attempt = await this.#store.beginAttempt(key, this.#clock.now(), lockOut);
    const user = await this.#findUser(userPrincipalName);
    const told = { user, source, application, method: 'password' as const };
    if (!attempt.allowed) {
      await this.#log.recordSignIn({ ...told, failure: 'too many failed attempts' });
      return { outcome: 'blocked', until: attempt.blockedUntil };
    }
    const account = user && (await this.#store.find(user.id));
    const stored = account?.passwordHash;
    const isRight = stored === undefined ? await matchesNobody(password) : await matchesPassword(stored, password);
    if (!isRight || !user || user.accountEnabled !== true) {
      const failure = isRight ? 'the account is disabled' : user ? 'wrong password' : 'unknown user';
      await this.#log.recordSignIn({ ...told, failure });
      return { outcome: 'wrong' };
    }
    await this.#store.forgetFailures(key);
    if (isOutdated(stored!)) await this.#store.rehash(user.id, stored!, await hashPassword(password));
    return { outcome: 'signed-in', user, mustChangePassword: account!.mustChangePassword };
  }

  /** The sign-in is complete. */
  async recordSignIn(user: User, event: Omit<SignInEvent, 'user' | 'failure'>): Promise<void> {
    await this.#store.recordSignIn(user.id, this.#clock.now());
    await this.#log.recordSignIn({ ...event, user });
  }

  recordFailure = (event: SignInEvent & { failure: string }): Promise<void> => this.#log.recordSignIn(event);

  /** Everything signed in as this user is over: sessions, refresh tokens, access tokens. Throws OBJECT_NOT_FOUND. */
  async revokeSessions(userId: string): Promise<void> {
    const user = await this.#directory.getUser(userId);
    await this.#store.endSessions(user.id, this.#clock.now());
    await this.#tellSessionsEnded(user.id);
  }

  /** Undefined when nobody has this id, or the user is in the recycle bin. */
  async find(accountId: string): Promise<Account | undefined> {
    const [found] = await this.#directory.getObjectsById([accountId], ['User']);
    if (found?.kind !== 'User') return undefined;
    const user = found.object;
    const [account, roles] = await Promise.all([this.#store.find(user.id), this.#roles.idsOf(user.id)]);
    const { givenName, surname, mail } = user;
    return {
      id: user.id,
      userPrincipalName: String(user.userPrincipalName),
      displayName: user.displayName ?? '',
      accountEnabled: user.accountEnabled === true,
      roleTemplateIds: roles,
      ...(givenName ? { givenName } : {}),
      ...(surname ? { surname } : {}),
      ...(mail ? { mail } : {}),
      ...(account?.sessionsValidFrom ? { sessionsValidFrom: account.sessionsValidFrom } : {}),
    };
  }

  /** How the user can sign in. Throws OBJECT_NOT_FOUND. */
  async methodsOf(userId: string) {
    const account = await this.#store.find(userId);
    const passkeys = await this.#passkeys.listOf(userId);
    return { passwordChangedAt: account?.passwordHash === undefined ? undefined : account.passwordChangedAt, passkeys };
  }

  list = (page: { after?: string | undefined; limit: number }) => this.#store.list(page);

  async removePassword(userId: string): Promise<void> {
    const account = await this.#store.find(userId);
    if (account?.passwordHash === undefined) throw objectNotFound('passwordMethods');
    await this.#store.removePassword(userId, this.#clock.now());
    await this.#tellSessionsEnded(userId);
  }

  /** Housekeeping. */
  trimFailures = (): Promise<void> =>
    this.#store.trimFailures(new Date(this.#clock.now().getTime() - failuresForgottenAfterMs));

  async #tellSessionsEnded(userId: string): Promise<void> {
    for (const end of this.#listeners) await end(userId);
  }

  async #findUser(userPrincipalName: string): Promise<User | undefined> {
    try {
      return userPrincipalName.includes('@') ? await this.#directory.getUser(userPrincipalName) : undefined;
    } catch (thrown) {
      if ((thrown as { code?: string }).code === 'OBJECT_NOT_FOUND') return undefined;
      throw thrown;
    }
  }
}
