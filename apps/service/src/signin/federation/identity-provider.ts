/** An OpenID Connect provider of the organisation: what is kept of it, and what may be said about it in the API. */
import type { StoredIdentityProvider } from '@drawbridge/storage';

export type ClaimsMapping = {
  /** Names the person for good at the provider. */
  readonly userId: string;
  /** Compared with userPrincipalName at the first sign-in. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly email: string;
};

export type RoleRule = { readonly value: string; readonly roleDefinitionId: string };

export type IdentityProviderSettings = {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** Whose user names lead here. When there are any, the provider speaks for users of these domains only. */
  readonly domains: readonly string[];
  readonly claimsMapping: ClaimsMapping;
  /** Somebody whom the directory does not know is added to it. */
  readonly createUsers: boolean;
  readonly roleMapping?: { readonly claim: string; readonly rules: readonly RoleRule[] } | undefined;
  readonly isEnabled: boolean;
};

export type IdentityProvider = StoredIdentityProvider<IdentityProviderSettings>;

export const defaultClaims: ClaimsMapping = {
  userId: 'sub',
  userPrincipalName: 'preferred_username',
  displayName: 'name',
  givenName: 'given_name',
  surname: 'family_name',
  email: 'email',
};

export const domainOf = (userName: string): string => userName.slice(userName.lastIndexOf('@') + 1).toLowerCase();

export const speaksFor = ({ settings }: IdentityProvider, userPrincipalName: string): boolean =>
  settings.domains.length === 0 || settings.domains.includes(domainOf(userPrincipalName));
