/** What an identity provider says of a person, read by the mapping of its settings. */
import type { IdentityProviderSettings } from './identity-provider.ts';

export type ClaimedPerson = {
  readonly subject: string;
  readonly userPrincipalName?: string | undefined;
  readonly displayName?: string | undefined;
  readonly givenName?: string | undefined;
  readonly surname?: string | undefined;
  readonly mail?: string | undefined;
  /** Roles by the role mapping; undefined when there is no mapping. */
  readonly roleIds?: readonly string[] | undefined;
};

const longest = 320;

/** Undefined when the provider does not say who it is. */
export function readClaims(claims: object, settings: IdentityProviderSettings): ClaimedPerson | undefined {
  const { claimsMapping, roleMapping } = settings;
  const text = (name: string): string | undefined => {
    const value = valueAt(claims, name);
    return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
  };
  const subject = text(claimsMapping.userId);
  if (subject === undefined) return undefined;
  const mail = text(claimsMapping.email);
  // Only a verified address says who somebody is.
  const verified = valueAt(claims, 'email_verified') === true ? mail : undefined;
  const named = text(claimsMapping.userPrincipalName);
  const isUnverifiedMail = claimsMapping.userPrincipalName === claimsMapping.email && verified === undefined;
  const userPrincipalName = (isUnverifiedMail ? undefined : named?.includes('@') ? named : undefined) ?? verified;
  return {
    subject,
    userPrincipalName,
    mail,
    displayName: text(claimsMapping.displayName),
    givenName: text(claimsMapping.givenName),
    surname: text(claimsMapping.surname),
    roleIds: roleMapping && rolesBy(roleMapping, claims),
  };
}

function rolesBy({ claim, rules }: NonNullable<IdentityProviderSettings['roleMapping']>, claims: object): string[] {
  const values = new Set([valueAt(claims, claim)].flat().filter((value) => typeof value === 'string'));
  return [...new Set(rules.filter(({ value }) => values.has(value)).map(({ roleDefinitionId }) => roleDefinitionId))];
}

/** A claim by its name, or by its path: `realm_access.roles`. A name that holds a dot (a URL) wins. */
function valueAt(claims: object, path: string): unknown {
  if (Object.hasOwn(claims, path)) return (claims as Readonly<Record<string, unknown>>)[path];
  let value: unknown = claims;
  for (const name of path.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined;
  return value;
}
