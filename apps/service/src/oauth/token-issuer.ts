/** Access tokens: RS256 JWTs with the claims Graph clients expect, signed by the installation's own key. */
import { ApiError, newId, Secret, type Clock } from '@drawbridge/base';
import {
  calculateJwkThumbprint,
  errors,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  jwtVerify,
  SignJWT,
  type JWK,
} from 'jose';
import { createPublicKey } from 'node:crypto';
import type { Permission } from './directory-roles.ts';

export const accessTokenLifetimeSeconds = 3600;

export type Principal = {
  /** Object id of the service principal. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly permissions: ReadonlySet<string>;
};

export type TokenIssuer = {
  readonly jwks: { readonly keys: readonly JWK[] };
  issue(
    principal: Omit<Principal, 'permissions'>,
    grant: { permissions: readonly Permission[]; roleIds: readonly string[] },
  ): Promise<string>;
  /** Throws TOKEN_INVALID with the reason. */
  verify(token: string): Promise<Principal>;
};

/** A new private key as PKCS #8, for the installation store. */
export async function makeSigningKey(): Promise<Secret> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return new Secret(await exportPKCS8(privateKey));
}

export async function createTokenIssuer(options: {
  signingKey: Secret;
  tenantId: string;
  clock: Clock;
}): Promise<TokenIssuer> {
  const { tenantId, clock } = options;
  const privateKey = await importPKCS8(options.signingKey.reveal(), 'RS256');
  const publicKey = createPublicKey(options.signingKey.reveal());
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const issuer = `urn:drawbridge:tenant:${tenantId}`;
  const audience = 'https://graph.microsoft.com';

  return {
    jwks: { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] },

    async issue(principal, grant) {
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({
        tid: tenantId,
        oid: principal.id,
        appid: principal.appId,
        azp: principal.appId,
        app_displayname: principal.displayName,
        idtyp: 'app',
        roles: [...grant.permissions],
        wids: [...grant.roleIds],
        ver: '1.0',
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(principal.id)
        .setJti(newId())
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + accessTokenLifetimeSeconds)
        .sign(privateKey);
    },

    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: ['RS256'],
          issuer,
          audience,
          currentDate: clock.now(),
          requiredClaims: ['exp', 'oid', 'appid'],
        });
        const claims = payload as { oid?: unknown; appid?: unknown; app_displayname?: unknown; roles?: unknown };
        return {
          id: String(claims.oid),
          appId: String(claims.appid),
          displayName: typeof claims.app_displayname === 'string' ? claims.app_displayname : '',
          permissions: new Set(Array.isArray(claims.roles) ? claims.roles.map(String) : []),
        };
      } catch (thrown) {
        throw new ApiError('TOKEN_INVALID', whyRefused(thrown), { cause: thrown });
      }
    },
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
