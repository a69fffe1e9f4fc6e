/**
 * Keys of outside OIDC issuers (GitHub Actions, Kubernetes…), by discovery. Fetched over the guarded road, so that no
 * federated credential makes the service reach into its own network; kept for a while, and read anew for an unknown key.
 */
import type { Clock } from '@drawbridge/base';
import type { Transport } from '@drawbridge/transport';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { z } from 'zod';

const deadlineMs = 10_000;
const freshMs = 10 * 60_000;
/** A stranger's made-up key ids must not become requests to the issuer. */
const rereadAfterMs = 60_000;
const maxIssuers = 1_000;
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const discovery = z.object({ issuer: z.string(), jwks_uri: z.string().max(2048) });
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });

type Kept = { readonly keys: ReturnType<typeof createLocalJWKSet>; readonly readAtMs: number };

export type IssuerKeys = {
  /** Checks signature, issuer and times. Throws jose's errors, or an Error that says why the issuer has no keys. */
  verify(token: string, issuer: string): Promise<JWTPayload>;
};

export function createIssuerKeys({
  transport,
  allowHttp,
  clock,
}: {
  transport: Transport;
  /** Issuers without TLS, for test installations that may reach private addresses anyway. */
  allowHttp: boolean;
  clock: Clock;
}): IssuerKeys {
  const kept = new Map<string, Kept>();

  async function get(url: string): Promise<unknown> {
    const { protocol } = new URL(url);
    if (protocol !== 'https:' && !(allowHttp && protocol === 'http:'))
      throw new Error(`${url} is not reached by https.`);
    const answer = await transport.send({ method: 'GET', url, headers: { accept: 'application/json' }, deadlineMs });
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
    return JSON.parse(Buffer.from(answer.body).toString('utf8'));
  }

  async function read(issuer: string): Promise<Kept> {
    const found = discovery.parse(await get(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`));
    if (found.issuer !== issuer) throw new Error(`The discovery document of ${issuer} names another issuer.`);
    const keys = createLocalJWKSet(keySet.parse(await get(found.jwks_uri)) as JSONWebKeySet);
    if (kept.size >= maxIssuers) kept.delete(kept.keys().next().value!);
    const entry = { keys, readAtMs: clock.monotonicMs() };
    kept.set(issuer, entry);
    return entry;
  }

  return {
    async verify(token, issuer) {
      const options = { issuer, algorithms, currentDate: clock.now(), clockTolerance: 60, requiredClaims: ['exp'] };
      const known = kept.get(issuer);
      const ageMs = known === undefined ? Infinity : clock.monotonicMs() - known.readAtMs;
      const { keys } = known !== undefined && ageMs < freshMs ? known : await read(issuer);
      try {
        return (await jwtVerify(token, keys, options)).payload;
      } catch (thrown) {
        if (!(thrown instanceof errors.JWKSNoMatchingKey) || ageMs < rereadAfterMs || ageMs >= freshMs) throw thrown;
        return (await jwtVerify(token, (await read(issuer)).keys, options)).payload;
      }
    },
  };
}
