/**
 * The part of the authorization server that people take part in: codes, device codes, refresh tokens, sessions, sign-out.
 * oidc-provider does it; this file tells it our paths, lifetimes, claims and rules. Clients prove who they are before
 * (token-endpoint.ts), scopes are translated before (authorize-request.ts), errors are given their numbers after.
 */
import type { Clock, Logger } from '@drawbridge/base';
import type { SqlAuthorizationStore } from '@drawbridge/storage';
import Provider, {
  interactionPolicy,
  type Account as OidcAccount,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { EventEmitter } from 'node:events';
import type { RedirectUris } from './application-credentials.ts';
import { isRevoked } from './delegated-access.ts';
import { deviceFlow, errorPage, signOutPages } from './oidc-pages.ts';
import { createOidcRecords, type FindClient } from './oidc-records.ts';
import { platformOf } from './oauth-client.ts';
import { delegatedScopes } from './requested-access.ts';
import type { Account, AccountSource, Pages } from './sign-in-contract.ts';
import { delegatedClaims, accessTokenLifetimeSeconds } from './token-issuer.ts';

export const sessionCookie = 'drawbridge_session';

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/**
 * Scopes of our own that never leave this server. `refresh`: the client asked for offline_access (oidc-provider drops
 * that one unless consent is asked for, too). `confidential`: the code goes to the web platform of a client, which has to
 * prove who it is when it redeems the code and everything that follows from it.
 */
export const internalScopes = { refresh: 'refresh', confidential: 'confidential' } as const;
const openIdScopes = ['openid', 'profile', 'email'];

export type OidcProviderOptions = {
  readonly issuer: string;
  readonly tenantId: string;
  readonly keys: Configuration['jwks'];
  readonly cookieKey: string;
  readonly records: SqlAuthorizationStore;
  readonly findClient: FindClient;
  readonly accounts: AccountSource;
  readonly pages: Pages;
  readonly clock: Clock;
  readonly logger: Logger;
};

export function createOidcProvider(options: OidcProviderOptions): Provider {
  const { issuer, tenantId, records, findClient, clock, logger } = options;
  const root = `/${tenantId}/oauth2/v2.0`;
  const cookie = { httpOnly: true, overwrite: true, sameSite: 'lax', signed: true } as const;
  const provider = new Provider(issuer, {
    adapter: (model: string) => createOidcRecords(model, { records, findClient, clock }),
    jwks: options.keys,
    routes: {
      authorization: `${root}/authorize`,
      token: `${root}/token`,
      device_authorization: `${root}/devicecode`,
      end_session: `${root}/logout`,
      code_verification: '/device',
      jwks: `/${tenantId}/discovery/v2.0/keys`,
    },
    cookies: {
      keys: [options.cookieKey],
      names: { session: sessionCookie, interaction: 'drawbridge_sign_in', resume: 'drawbridge_resume' },
      long: cookie,
      short: cookie,
    },
    scopes: [...openIdScopes, ...Object.values(internalScopes)],
    claims: {
      openid: ['sub', 'oid', 'tid', 'ver'],
      profile: ['name', 'preferred_username', 'given_name', 'family_name', 'upn'],
      email: ['email'],
    },
    extraParams: ['domain_hint'],
    extraClientMetadata: { properties: ['registered'] },
    clientAuthMethods: ['none'],
    responseTypes: ['code', 'id_token', 'code id_token'],
    pkce: { required: (ctx) => !ctx.oidc.requestParamScopes.has(internalScopes.confidential) },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, _client, source) => source.scopes.has(internalScopes.refresh),
    expiresWithSession: async (_ctx, source) => !source.scopes.has(internalScopes.refresh),
    ttl: {
      AccessToken: accessTokenLifetimeSeconds,
      AuthorizationCode: 5 * 60,
      DeviceCode: 15 * 60,
      IdToken: hourSeconds,
      Interaction: hourSeconds,
      RefreshToken: (_ctx, token) =>
        isOfBrowser(token.client?.['registered'], token.scopes) ? daySeconds : 90 * daySeconds,
      Grant: 90 * daySeconds,
      Session: 14 * daySeconds,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: signOutPages(options.pages),
      deviceFlow: deviceFlow(options.pages),
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async (_ctx, resource) => ({
          audience: audienceOfResource(resource),
          scope: [...openIdScopes, ...delegatedScopes].join(' '),
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenLifetimeSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: async () => true,
      },
    },
    formats: { customizers: { jwt: (ctx, token, jwt) => describeToken(tenantId, clock, ctx, token, jwt) } },
    findAccount: (ctx, accountId, token) => findAccount(options, ctx, accountId, token),
    loadExistingGrant: grantEverythingAsked,
    interactions: { url: (_ctx, interaction) => `/signin/${interaction.uid}`, policy: signInPolicy() },
    renderError: errorPage(options.pages, clock),
  });
  provider.proxy = true;
  matchRedirectsByPlatform(provider);
  const report = (err: unknown): void => logger.error({ err }, 'the authorization server failed');
  provider.on('server_error', (_ctx, err) => report(err));
  // Koa prints what it catches unless somebody listens.
  (provider as EventEmitter).on('error', report);
  return provider;
}

/** Resources are URIs for oidc-provider; an audience may be a bare id. */
export const resourceOfAudience = (audience: string): string =>
  audience.includes('://') ? audience : `api://${audience}`;
const audienceOfResource = (resource: string): string => resource.replace(/^api:\/\//, '');

/** Refresh tokens in a browser are worth stealing, so they end within a day. */
function isOfBrowser(registered: unknown, scopes: ReadonlySet<string>): boolean {
  const { spa = [], publicClient = [] } = (registered ?? {}) as Partial<RedirectUris>;
  return spa.length > 0 && publicClient.length === 0 && !scopes.has(internalScopes.confidential);
}

/** oidc-provider knows web and native clients; Graph's applications have both at once. */
function matchRedirectsByPlatform({ Client }: Provider): void {
  const prototype = Client.prototype as { redirectUriAllowed: unknown; postLogoutRedirectUriAllowed: unknown };
  const isAllowed = function (this: { registered?: RedirectUris }, uri: string): boolean {
    return this.registered !== undefined && platformOf(this.registered, uri) !== undefined;
  };
  prototype.redirectUriAllowed = isAllowed;
  prototype.postLogoutRedirectUriAllowed = isAllowed;
}

/** One organisation: registering an application is its consent, so nobody is asked for theirs. */
function signInPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy.get('login')?.checks.add(
    new interactionPolicy.Check(
      'session_revoked',
      'The account is disabled or gone, or its sessions were revoked',
      'login_required',
      // The account of a session is looked for before this check, and is missing when it must not be used any more.
      (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
    ),
  );
  return policy;
}

async function grantEverythingAsked(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx;
  const clientId = oidc.client?.clientId;
  const accountId = oidc.account?.accountId;
  const grantId = clientId === undefined ? undefined : oidc.session?.grantIdFor(clientId);
  const existing = grantId === undefined ? undefined : await oidc.provider.Grant.find(grantId);
  const grant =
    existing?.accountId === accountId && existing !== undefined
      ? existing
      : new oidc.provider.Grant({
          ...(accountId === undefined ? {} : { accountId }),
          ...(clientId === undefined ? {} : { clientId }),
        });
  const asked = [...oidc.requestParamScopes];
  grant.addOIDCScope(asked.join(' '));
  for (const resource of Object.keys(oidc.resourceServers ?? {})) grant.addResourceScope(resource, asked.join(' '));
  await grant.save();
  return grant;
}

/** The account as a sign-in or a token finds it; nothing when it may not be used (any more). */
async function findAccount(
  { accounts, tenantId }: OidcProviderOptions,
  ctx: KoaContextWithOIDC,
  accountId: string,
  token: unknown,
): Promise<OidcAccount | undefined> {
  const account = await accounts.find(accountId);
  if (!account?.accountEnabled) return undefined;
  const signedInSeconds = (token as { authTime?: number } | undefined)?.authTime ?? ctx.oidc.session?.loginTs;
  if (signedInSeconds !== undefined && isRevoked(account, new Date(signedInSeconds * 1000))) return undefined;
  return {
    accountId,
    account,
    claims: () => ({
      sub: account.id,
      oid: account.id,
      tid: tenantId,
      ver: '2.0',
      name: account.displayName,
      preferred_username: account.userPrincipalName,
      upn: account.userPrincipalName,
      given_name: account.givenName,
      family_name: account.surname,
      email: account.mail,
    }),
  };
}

type Jwt = { header?: Record<string, unknown> | undefined; payload: Record<string, unknown> };

function describeToken(
  tenantId: string,
  clock: Clock,
  { oidc }: KoaContextWithOIDC,
  token: { readonly scope?: string | undefined },
  jwt: Jwt,
): void {
  const account = oidc.account?.['account'] as Account;
  const now = Math.floor(clock.now().getTime() / 1000);
  const { iss, aud, jti } = jwt.payload;
  jwt.header = { typ: 'JWT' };
  jwt.payload = {
    iss,
    aud,
    jti,
    iat: now,
    nbf: now,
    exp: now + accessTokenLifetimeSeconds,
    ...delegatedClaims({
      tenantId,
      client: { appId: oidc.client?.clientId ?? '', displayName: oidc.client?.clientName ?? '' },
      account,
      scopes: (token.scope ?? '').split(' ').filter(Boolean),
    }),
  };
}
