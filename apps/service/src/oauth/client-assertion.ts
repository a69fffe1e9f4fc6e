/**
 * A JWT instead of a secret (RFC 7523 §2.2): signed with the key of one of the application's certificates, or issued by
 * an outside OIDC provider that the application trusts with one subject.
 */
import type { Clock } from '@drawbridge/base';
import { decodeJwt, decodeProtectedHeader, jwtVerify, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { X509Certificate } from 'node:crypto';
import type { ApplicationCredentials } from './application-credentials.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { OAuthError } from './oauth-error.ts';

export const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Clients keep an assertion and send it again until it ends (MSAL does), so a `jti` seen before is no reason to refuse it
 * (RFC 7523 §3 item 7 leaves that open). What somebody overhears is worth little because it ends soon.
 */
const maxLifetimeSeconds = 10 * 60;
/** How far the clocks of client and service may be apart. */
const toleranceSeconds = 5 * 60;

export type ClientAssertions = {
  /** Throws OAuthError `invalid_client`. `audiences`: the names of the token endpoint. */
  check(appId: string, assertion: string, audiences: readonly string[]): Promise<void>;
};

export function createClientAssertions(options: {
  credentials: ApplicationCredentials;
  issuers: IssuerKeys;
  clock: Clock;
}): ClientAssertions {
  const { credentials, issuers, clock } = options;

  async function checkCertificate(
    appId: string,
    assertion: string,
    header: ProtectedHeaderParameters,
    audiences: readonly string[],
  ): Promise<void> {
    const now = clock.now();
    const named = (await credentials.certificatesOf(appId)).filter((key) => isNamedBy(key, header));
    const certificate = named.find(({ notBefore, expiresAt }) => notBefore <= now && now < expiresAt);
    if (!certificate) {
      throw named.length > 0
        ? new OAuthError('invalid_client', 7000222, 'The certificate that signed the assertion is not valid now.')
        : new OAuthError(
            'invalid_client',
            700027,
            "Client assertion failed signature validation: the application has no certificate with the thumbprint of its 'x5t', 'x5t#S256' or 'kid'.",
          );
    }
    const { exp, iat, nbf } = await verified(700027, async () => {
      const { payload: claims } = await jwtVerify(
        assertion,
        new X509Certificate(certificate.certificatePem).publicKey,
        {
          algorithms: ['RS256', 'PS256'],
          issuer: appId,
          subject: appId,
          audience: [...audiences],
          currentDate: now,
          clockTolerance: toleranceSeconds,
          requiredClaims: ['exp'],
        },
      );
      return claims;
    });
    const nowSeconds = Math.floor(now.getTime() / 1000);
    const beginning = Math.min(nbf ?? iat ?? nowSeconds, nowSeconds);
    if (exp! - beginning > maxLifetimeSeconds + toleranceSeconds)
      throw new OAuthError(
        'invalid_client',
        700024,
        'The client assertion lives longer than 10 minutes. Make it shorter, and a new one when it ends.',
      );
  }

  async function checkFederated(appId: string, assertion: string, claims: JWTPayload): Promise<void> {
    const offered = [claims.aud].flat();
    const credential = (await credentials.federatedCredentialsOf(appId)).find(
      ({ issuer, subject, audiences }) =>
        issuer === claims.iss && subject === claims.sub && audiences.some((audience) => offered.includes(audience)),
    );
    if (!credential) {
      throw new OAuthError(
        'invalid_client',
        700213,
        'No federated identity credential of the application matches issuer, subject and audience of the assertion.',
      );
    }
    // The claims are trusted only from here on; they named which issuer to ask.
    await verified(5002738, () => issuers.verify(assertion, credential.issuer));
  }

  return {
    async check(appId, assertion, audiences) {
      const { header, claims } = decode(assertion);
      if (typeof claims.iss === 'string' && claims.iss.toLowerCase() !== appId.toLowerCase())
        await checkFederated(appId, assertion, claims);
      else await checkCertificate(appId, assertion, header, audiences);
    },
  };
}

function decode(assertion: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch (cause) {
    throw new OAuthError('invalid_client', 50027, 'The client assertion is not a JWT.', { cause });
  }
}

async function verified(number: number, work: () => Promise<JWTPayload>): Promise<JWTPayload> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OAuthError('invalid_client', number, `The client assertion is not valid: ${reason}`, { cause });
  }
}

type Thumbprints = { readonly thumbprint: string; readonly thumbprintSha256: string };

/** Clients name the certificate by base64url thumbprints, or by either in hexadecimal as `kid`. */
function isNamedBy({ thumbprint, thumbprintSha256 }: Thumbprints, header: ProtectedHeaderParameters): boolean {
  const given = [header.x5t, header['x5t#S256'], header.kid].filter((name) => typeof name === 'string');
  const names = [thumbprint, thumbprintSha256];
  const hex = names.map((name) => Buffer.from(name, 'base64url').toString('hex'));
  return given.some((name) => names.includes(name.replace(/=+$/, '')) || hex.includes(name.toLowerCase()));
}
