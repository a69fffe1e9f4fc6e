/**
 * What a call on behalf of a person may do: the scopes of its token, as far as the person's directory roles permit them
 * at this moment. Accounts are read anew every few seconds, so that a revoked session or a lost role ends soon.
 */
import { ApiError, type Clock } from '@drawbridge/base';
import { directoryRoleName, permissionsOf } from './directory-roles.ts';
import type { Account, AccountSource } from './sign-in-contract.ts';

/** How long an account that was read stands for the next calls. */
const freshMs = 3_000;
const maxKept = 10_000;

/** What everybody may, without any role. */
const everybody: readonly string[] = ['User.Read', 'openid', 'profile', 'email', 'offline_access'];

export type DelegatedAccess = {
  /** Throws TOKEN_INVALID when the account is gone or disabled, or its sessions were revoked after `issuedAt`. */
  check(accountId: string, issuedAt: Date): Promise<Account>;
};

export function createDelegatedAccess({ accounts, clock }: { accounts: AccountSource; clock: Clock }): DelegatedAccess {
  const kept = new Map<string, { account: Promise<Account | undefined>; untilMs: number }>();

  const read = (accountId: string): Promise<Account | undefined> => {
    const nowMs = clock.monotonicMs();
    const known = kept.get(accountId);
    if (known && known.untilMs > nowMs) return known.account;
    // Oldest first: a map keeps the order of insertion.
    kept.delete(accountId);
    if (kept.size >= maxKept) kept.delete(kept.keys().next().value!);
    const account = accounts.find(accountId);
    kept.set(accountId, { account, untilMs: nowMs + freshMs });
    account.catch(() => kept.delete(accountId));
    return account;
  };

  return {
    async check(accountId, issuedAt) {
      const account = await read(accountId);
      if (!account?.accountEnabled)
        throw new ApiError('TOKEN_INVALID', 'The account of this access token is disabled or gone.');
      if (isRevoked(account, issuedAt))
        throw new ApiError('TOKEN_INVALID', 'The session of this access token was revoked. Sign in again.');
      return account;
    },
  };
}

/** Times in tokens are whole seconds; what was issued in the second of the revocation counts as before it. */
export const isRevoked = ({ sessionsValidFrom }: Account, issuedAt: Date): boolean =>
  sessionsValidFrom !== undefined && issuedAt < sessionsValidFrom;

/** The scopes that the roles permit. */
export function permittedScopes(scopes: readonly string[], account: Account): readonly string[] {
  const roles = account.roleTemplateIds.map(directoryRoleName).filter((name) => name !== undefined);
  const permitted = new Set<string>([...everybody, ...permissionsOf(roles)]);
  return scopes.filter((scope) => permitted.has(scope));
}
