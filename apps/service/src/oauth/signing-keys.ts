/**
 * The key ring of access tokens. The newest key signs; older ones stay published, and verify, until the last token they
 * signed has ended. Every process reads the ring anew when it meets a key that it does not know.
 */
import { Secret, type Clock } from '@drawbridge/base';
import type { SqlSigningKeyStore } from '@drawbridge/storage';
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Longer than any token lives, so that nothing that was signed with a key outlives it. */
const overlapMs = 24 * 60 * 60_000;
/** A stranger's tokens with made-up key ids must not become queries. */
const rereadAfterMs = 5_000;

type Key = {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JWK;
  readonly createdAt: Date;
};

export type SigningKeys = {
  /** Changes whenever the ring does. */
  readonly version: string;
  readonly current: Key;
  /** The public halves, newest first, as `jwks_uri` answers them (RFC 7517). */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** With the private halves, newest first: for the authorization server's own signatures. */
  privateJwks(): JWK[];
  find(kid: string): Promise<KeyObject | undefined>;
  /** A new key signs from now on. */
  rotate(): Promise<{ readonly kid: string }>;
  /** Drops the keys whose tokens have all ended, and takes in what another process changed. */
  tidy(): Promise<void>;
};

/** A new private key as PKCS #8. */
export async function makeSigningKey(): Promise<Secret> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return new Secret(await exportPKCS8(privateKey));
}

/** `first` is the key of an installation whose ring is still empty. */
export async function openSigningKeys({
  store,
  first,
  clock,
}: {
  store: SqlSigningKeyStore;
  first: () => Promise<Secret>;
  clock: Clock;
}): Promise<SigningKeys> {
  let ring = await read();
  let readAtMs = clock.monotonicMs();
  if (ring.length === 0) {
    await add(await first());
    ring = await read();
  }

  async function read(): Promise<readonly Key[]> {
    return Promise.all(
      (await store.list()).map(async ({ kid, privateKey: pkcs8, createdAt }) => {
        const privateKey = createPrivateKey(pkcs8.reveal());
        const publicKey = createPublicKey(privateKey);
        const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };
        return { kid, privateKey, publicKey, jwk, createdAt };
      }),
    );
  }

  async function add(privateKey: Secret): Promise<string> {
    const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(privateKey.reveal())));
    await store.add({ kid, privateKey, createdAt: clock.now() });
    return kid;
  }

  async function reread(): Promise<void> {
    readAtMs = clock.monotonicMs();
    ring = await read();
  }

  return {
    get version() {
      return ring.map(({ kid }) => kid).join();
    },
    get current() {
      return ring[0]!;
    },
    get jwks() {
      return { keys: ring.map(({ jwk }) => jwk) };
    },
    privateJwks: () =>
      ring.map(({ jwk, privateKey }) => ({ ...(privateKey.export({ format: 'jwk' }) as JWK), ...jwk })),
    async find(kid) {
      const known = () => ring.find((key) => key.kid === kid)?.publicKey;
      if (!known() && clock.monotonicMs() - readAtMs > rereadAfterMs) await reread();
      return known();
    },
    async rotate() {
      const kid = await add(await makeSigningKey());
      await reread();
      return { kid };
    },
    async tidy() {
      await reread();
      const now = clock.now().getTime();
      // A key signed until the next younger one was made.
      const ended = ring.filter((_key, at) => at > 0 && ring[at - 1]!.createdAt.getTime() + overlapMs < now);
      await store.remove(ended.map(({ kid }) => kid));
      if (ended.length > 0) await reread();
    },
  };
}
