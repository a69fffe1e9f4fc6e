/** Access tokens: RS256 JWTs with the claims that Graph clients read, and what the API makes of them. */
import { ApiError, newId, type Clock } from '@drawbridge/base';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { KeyObject } from 'node:crypto';
import { BriefCache } from './brief-cache.ts';
import type { DelegatedAccess } from './delegated-access.ts';
import { fixedAudiences } from './requested-access.ts';
import type { Account } from './sign-in-contract.ts';
import type { SigningKeys } from './signing-keys.ts';

export const accessTokenLifetimeSeconds = 3600;

export type Principal = {
  /** Object id of who acts: the signed-in user, or the service principal of an application that acts for itself. */
  readonly id: string;
  readonly appId: string;
  /** Name of the application. */
  readonly displayName: string;
  readonly permissions: ReadonlySet<string>;
  /** Template ids of the directory roles held. */
  readonly roleTemplateIds: readonly string[];
  /** What the client may do for the person who is signed in, whatever that person may; absent when it acts for itself. */
  readonly scopes?: ReadonlySet<string>;
  /** The person on whose behalf the application acts; absent when it acts for itself. */
  readonly user?: { readonly userPrincipalName: string; readonly displayName: string };
};

type Application = { readonly id: string; readonly appId: string; readonly displayName: string };

export type TokenIssuer = {
  readonly jwks: SigningKeys['jwks'];
  /** `base`: origin of the service as the client sees it. */
  issuerOf(base: string): string;
  /** A token with which an application acts for itself. */
  issueForApplication(
    application: Application,
    grant: { base: string; audience: string; permissions: readonly string[]; roleIds: readonly string[] },
  ): Promise<string>;
  /** Throws TOKEN_INVALID with the reason. */
  verify(token: string): Promise<Principal>;
};

export function createTokenIssuer(options: {
  keys: SigningKeys;
  tenantId: string;
  /** Origin that all tokens are issued under; absent: the one that the client asked. */
  publicUrl?: string | undefined;
  delegated: DelegatedAccess;
  /** Whether an application may act for itself at this moment: its service principal is there and enabled. */
  isActive: (servicePrincipalId: string) => Promise<boolean>;
  clock: Clock;
}): TokenIssuer {
  const { keys, tenantId, publicUrl, delegated, clock } = options;
  const active = new BriefCache(options.isActive, clock);
  const issuerOf = (base: string): string => `${base}/${tenantId}/v2.0`;

  const keyOf = async (kid: string | undefined): Promise<KeyObject> => {
    const key = kid === undefined ? undefined : await keys.find(kid);
    if (!key) throw new ApiError('TOKEN_INVALID', 'Access token validation failure. Its key is none of this service.');
    return key;
  };

  /** The key and the tenant tell whose token it is; the origin differs when the service has several names. */
  const checkNames = ({ iss, aud, tid }: JWTPayload): void => {
    const isOurs = typeof iss === 'string' && iss.endsWith(issuerOf('')) && tid === tenantId;
    const base = isOurs ? iss.slice(0, -issuerOf('').length) : '';
    if (!isOurs || (publicUrl !== undefined && base !== publicUrl))
      throw new ApiError('TOKEN_INVALID', 'Access token validation failure. Invalid issuer.');
    if (typeof aud !== 'string' || (aud !== base && !fixedAudiences.includes(aud)))
      throw new ApiError('TOKEN_INVALID', 'Access token validation failure. Invalid audience.');
  };

  return {
    get jwks() {
      return keys.jwks;
    },
    issuerOf,

    async issueForApplication(application, { base, audience, permissions, roleIds }) {
      const now = Math.floor(clock.now().getTime() / 1000);
      const claims = {
        ...commonClaims(tenantId, application),
        oid: application.id,
        idtyp: 'app',
        roles: [...permissions],
        wids: [...roleIds],
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.current.kid })
        .setIssuer(issuerOf(base))
        .setAudience(audience)
        .setSubject(application.id)
        .setJti(newId())
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + accessTokenLifetimeSeconds)
        .sign(keys.current.privateKey);
    },

    async verify(token) {
      try {
        const { alg, kid } = decodeProtectedHeader(token);
        if (alg !== 'RS256') throw new errors.JOSEAlgNotAllowed('alg');
        const { payload } = await jwtVerify(token, await keyOf(kid), {
          algorithms: ['RS256'],
          currentDate: clock.now(),
          requiredClaims: ['exp', 'iat', 'oid', 'appid', 'tid'],
        });
        checkNames(payload);
        return payload['idtyp'] === 'user'
          ? await delegatedPrincipal(payload, delegated)
          : await applicationPrincipal(payload, active);
      } catch (thrown) {
        if (thrown instanceof ApiError) throw thrown;
        if (!(thrown instanceof errors.JOSEError) && !(thrown instanceof TypeError)) throw thrown;
        throw new ApiError('TOKEN_INVALID', whyRefused(thrown), { cause: thrown });
      }
    },
  };
}

const commonClaims = (tenantId: string, { appId, displayName }: Pick<Application, 'appId' | 'displayName'>) => ({
  tid: tenantId,
  appid: appId,
  azp: appId,
  app_displayname: displayName,
  ver: '2.0',
});

/** Claims of a token with which an application acts on behalf of a person; `iss`, `aud` and times come to it. */
export function delegatedClaims(options: {
  tenantId: string;
  client: Pick<Application, 'appId' | 'displayName'>;
  account: Account;
  scopes: readonly string[];
}): Record<string, unknown> {
  const { tenantId, client, account, scopes } = options;
  return {
    ...commonClaims(tenantId, client),
    sub: account.id,
    oid: account.id,
    idtyp: 'user',
    scp: scopes.join(' '),
    wids: [...account.roleTemplateIds],
    upn: account.userPrincipalName,
    unique_name: account.userPrincipalName,
    preferred_username: account.userPrincipalName,
    name: account.displayName,
    ...(account.givenName === undefined ? {} : { given_name: account.givenName }),
    ...(account.surname === undefined ? {} : { family_name: account.surname }),
  };
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

async function applicationPrincipal(claims: JWTPayload, active: BriefCache<boolean>): Promise<Principal> {
  const id = text(claims['oid']);
  if (!(await active.get(id)))
    throw new ApiError('TOKEN_INVALID', 'The application of this access token is disabled or gone.');
  return {
    id,
    appId: text(claims['appid']),
    displayName: text(claims['app_displayname']),
    permissions: new Set(strings(claims['roles'])),
    roleTemplateIds: strings(claims['wids']),
  };
}

async function delegatedPrincipal(claims: JWTPayload, delegated: DelegatedAccess): Promise<Principal> {
  const { account, permitted } = await delegated.check(text(claims['oid']), new Date(claims.iat! * 1000));
  const scopes = text(claims['scp']).split(' ').filter(Boolean);
  return {
    id: account.id,
    appId: text(claims['appid']),
    displayName: text(claims['app_displayname']),
    permissions: new Set(permitted(scopes)),
    roleTemplateIds: account.roleTemplateIds,
    scopes: new Set(scopes),
    user: { userPrincipalName: account.userPrincipalName, displayName: account.displayName },
  };
}

function whyRefused(thrown: unknown): string {
  if (thrown instanceof errors.JWTExpired) return 'Lifetime validation failed, the token is expired.';
  if (thrown instanceof errors.JWTClaimValidationFailed)
    return `Access token validation failure. Invalid ${thrown.claim}.`;
  if (thrown instanceof errors.JOSEAlgNotAllowed)
    return 'Access token validation failure. The algorithm is not allowed.';
  if (thrown instanceof errors.JWSSignatureVerificationFailed)
    return 'Access token validation failure. Invalid signature.';
  return 'CompactToken parsing failed: the access token is not a JWT of this service.';
}
