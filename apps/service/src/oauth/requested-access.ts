/**
 * Scopes as Graph clients write them: `https://HOST/.default`, `https://graph.microsoft.com/User.Read`, `User.Read`. All
 * of them name this service's API under one of its names; what the token is for is remembered as its audience.
 */
import { graphAppId, graphPermissions } from './graph-permissions.ts';
import { OAuthError } from './oauth-error.ts';

export const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const;
type OpenIdScope = (typeof openIdScopes)[number];

export const graphAudience = 'https://graph.microsoft.com';
/** Names of the API that are the same in every installation. */
export const fixedAudiences: readonly string[] = [graphAudience, graphAppId];

export type RequestedAccess = {
  /** `aud` of the access token. */
  readonly audience: string;
  /** Permissions of Graph that exist for people. */
  readonly scopes: readonly string[];
  readonly openId: readonly OpenIdScope[];
  readonly isDefault: boolean;
};

export type OwnNames = {
  /** Origin of this service as the caller sees it. */
  readonly base: string;
  /** Further host names of it, lower case, without port. */
  readonly hostNames: ReadonlySet<string>;
};

export const delegatedScopes: readonly string[] = graphPermissions
  .filter(({ scopeId }) => scopeId !== undefined)
  .map(({ value }) => value)
  .filter((value) => !isOpenId(value));

const scopesByLowerCase = new Map(delegatedScopes.map((scope) => [scope.toLowerCase(), scope]));

/** Throws OAuthError `invalid_scope` or `invalid_resource`. Scopes that Graph does not have are left out. */
export function readScope(text: string, names: OwnNames): RequestedAccess {
  const openId = new Set<OpenIdScope>();
  const audiences = new Set<string>();
  const scopes = new Set<string>();
  let isDefault = false;
  for (const part of text.split(/\s+/).filter(Boolean)) {
    if (isOpenId(part.toLowerCase())) {
      openId.add(part.toLowerCase() as OpenIdScope);
      continue;
    }
    const at = part.lastIndexOf('/');
    if (at >= 0) audiences.add(audienceOf(part.slice(0, at), names));
    const name = part.slice(at + 1).toLowerCase();
    if (name === '.default') isDefault = true;
    const scope = scopesByLowerCase.get(name);
    if (scope !== undefined) scopes.add(scope);
  }
  if (audiences.size > 1)
    throw new OAuthError(
      'invalid_scope',
      28000,
      'The scopes name more than one resource. Ask for one after the other.',
    );
  const [audience = names.base] = audiences;
  if (!isDefault && scopes.size === 0 && openId.size === 0) {
    throw new OAuthError(
      'invalid_scope',
      70011,
      `The scope '${text.slice(0, 200)}' has nothing that this service knows. Ask for the resource followed by '/.default', or for permissions of Microsoft Graph.`,
    );
  }
  return { audience, scopes: isDefault ? delegatedScopes : [...scopes], openId: [...openId], isDefault };
}

function audienceOf(resource: string, { base, hostNames }: OwnNames): string {
  const name = resource.replace(/\/+$/, '').toLowerCase();
  const fixed = fixedAudiences.find((audience) => audience === name);
  if (fixed !== undefined) return fixed;
  const url = URL.parse(name);
  const isOurs =
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    (url.pathname === '/' || url.pathname === '') &&
    (hostNames.has(url.hostname) || url.hostname === URL.parse(base)?.hostname);
  if (isOurs) return base;
  throw new OAuthError(
    'invalid_resource',
    500011,
    `The resource '${resource.slice(0, 200)}' is none of this service. Use '${base}' or '${graphAudience}'.`,
  );
}

function isOpenId(scope: string): boolean {
  return (openIdScopes as readonly string[]).includes(scope);
}
