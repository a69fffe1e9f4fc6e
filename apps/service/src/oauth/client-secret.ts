/** Client secrets are 256 random bits, so a plain SHA-256 is as good as a slow hash: there is no dictionary to try. */
import { newToken, Secret } from '@drawbridge/base';
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (secret: Secret): Buffer => createHash('sha256').update(secret.reveal()).digest();

export function makeClientSecret(): { secret: Secret; hash: string; hint: string } {
  const secret = new Secret(newToken());
  return { secret, hash: digest(secret).toString('base64url'), hint: secret.reveal().slice(0, 3) };
}

export function matchesHash(secret: Secret, hash: string): boolean {
  const expected = Buffer.from(hash, 'base64url');
  const actual = digest(secret);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
