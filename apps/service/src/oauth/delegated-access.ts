/**
 * What a call on behalf of a person may do: the scopes of its token, as far as the person's directory roles permit them
 * at this moment. Accounts are read anew every few seconds, so that a revoked session or a lost role ends soon. What a
 * person owns is theirs without any role; the routes see to that (http/request-context.ts).
 */
import { ApiError, type Clock } from '@drawbridge/base';
import { BriefCache } from './brief-cache.ts';
import { permissions, permits, type Permission } from './directory-roles.ts';
import { openIdScopes } from './requested-access.ts';
import type { Account, AccountSource } from './sign-in-contract.ts';

/** What everybody may, without any role. */
const everybody: readonly Permission[] = ['User.Read'];
/** Who owns an application assigns people and groups to it, so they have to find them. */
const ownersOfApplications: readonly Permission[] = ['User.ReadBasic.All', 'GroupMember.Read.All'];

export type PermissionsOfRoles = (roleTemplateIds: readonly string[]) => Promise<readonly string[]>;

export type Delegate = {
  readonly account: Account;
  /** What the scopes permit and the person may. */
  permitted(scopes: readonly string[]): readonly string[];
};

export type DelegatedAccess = {
  /** Throws TOKEN_INVALID when the account is gone or disabled, or its sessions were revoked after `issuedAt`. */
  check(accountId: string, issuedAt: Date): Promise<Delegate>;
};

export function createDelegatedAccess({
  accounts,
  permissionsOfRoles,
  ownsApplications,
  clock,
}: {
  accounts: AccountSource;
  permissionsOfRoles: PermissionsOfRoles;
  /** Whether a person owns any application. */
  ownsApplications: (accountId: string) => Promise<boolean>;
  clock: Clock;
}): DelegatedAccess {
  const delegates = new BriefCache(async (accountId): Promise<Delegate | undefined> => {
    const account = await accounts.find(accountId);
    if (!account) return undefined;
    const [ofRoles, isOwner] = await Promise.all([
      permissionsOfRoles(account.roleTemplateIds),
      ownsApplications(accountId),
    ]);
    const held = new Set([...everybody, ...(isOwner ? ownersOfApplications : []), ...ofRoles]);
    return { account, permitted: (scopes) => inBoth(new Set(scopes), held) };
  }, clock);

  return {
    async check(accountId, issuedAt) {
      const delegate = await delegates.get(accountId);
      if (!delegate?.account.accountEnabled)
        throw new ApiError('TOKEN_INVALID', 'The account of this access token is disabled or gone.');
      if (isRevoked(delegate.account, issuedAt))
        throw new ApiError('TOKEN_INVALID', 'The session of this access token was revoked. Sign in again.');
      return delegate;
    },
  };
}

/** Each side may permit something by a permission that includes it. */
const inBoth = (scopes: ReadonlySet<string>, held: ReadonlySet<string>): readonly string[] => [
  ...permissions.filter((permission) => permits(scopes, permission) && permits(held, permission)),
  ...openIdScopes.filter((scope) => scopes.has(scope)),
];

/** Times in tokens are whole seconds; what was issued in the second of the revocation counts as before it. */
export const isRevoked = ({ sessionsValidFrom }: Account, issuedAt: Date): boolean =>
  sessionsValidFrom !== undefined && issuedAt < sessionsValidFrom;
