/** The OpenID Connect providers that people sign in with, as the API and as a form has them. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';

type RoleRule = { readonly value: string; readonly roleDefinitionId: string };
export type IdentityProvider = {
  readonly id: string;
  readonly displayName: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly domains: readonly string[];
  readonly createUsers: boolean;
  readonly isEnabled: boolean;
  readonly redirectUri: string;
  readonly claimsMapping: Readonly<Record<string, string>>;
  readonly roleMapping: { readonly claim: string; readonly rules: readonly RoleRule[] } | null;
};

const path = '/identity/identityProviders';

export const providersQuery = queryOptions({
  queryKey: ['identityProviders'],
  queryFn: async ({ signal }) => (await get<GraphPage<IdentityProvider>>(path, signal)).value,
});

export const createProvider = (body: object): Promise<IdentityProvider> => graph('POST', path, { body });
export const updateProvider = (id: string, body: object): Promise<void> => graph('PATCH', `${path}/${id}`, { body });
export const removeProvider = (id: string): Promise<void> => graph('DELETE', `${path}/${id}`);

export type ProviderForm = {
  readonly displayName: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly domains: string;
  readonly createUsers: boolean;
  readonly isEnabled: boolean;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly roleClaim: string;
  readonly rules: { value: string; roleDefinitionId: string }[];
};

export const toForm = (provider: IdentityProvider | undefined): ProviderForm => ({
  displayName: provider?.displayName ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  clientSecret: '',
  scope: provider?.scope ?? 'openid profile email',
  domains: (provider?.domains ?? []).join('\n'),
  createUsers: provider?.createUsers ?? false,
  isEnabled: provider?.isEnabled ?? true,
  userId: provider?.claimsMapping['userId'] ?? 'sub',
  userPrincipalName: provider?.claimsMapping['userPrincipalName'] ?? 'preferred_username',
  roleClaim: provider?.roleMapping?.claim ?? '',
  rules: (provider?.roleMapping?.rules ?? []).map((rule) => ({ ...rule })),
});

/** A secret that was left empty keeps the stored one, which the service shows as an asterisk. */
export function toRequest(form: ProviderForm, before: IdentityProvider | undefined): object {
  return {
    displayName: form.displayName.trim(),
    issuer: form.issuer.trim(),
    clientId: form.clientId.trim(),
    clientSecret: form.clientSecret === '' ? '*' : form.clientSecret,
    scope: form.scope.trim(),
    domains: form.domains
      .split('\n')
      .map((domain) => domain.trim())
      .filter(Boolean),
    createUsers: form.createUsers,
    isEnabled: form.isEnabled,
    claimsMapping: {
      ...before?.claimsMapping,
      userId: form.userId.trim(),
      userPrincipalName: form.userPrincipalName.trim(),
    },
    roleMapping:
      form.roleClaim.trim() === ''
        ? null
        : { claim: form.roleClaim.trim(), rules: form.rules.filter(({ value }) => value.trim() !== '') },
  };
}
