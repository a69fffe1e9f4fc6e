/**
 * The one-time token that lets an agent in: `dbe1.<random>.<pin>`. The random part is the secret; the pin is the SHA-256
 * of the authority's public key, so that the agent can tell the service from something that answers in its place.
 */
import { createHash } from 'node:crypto';
import { newToken } from '@drawbridge/base';

const shape = /^dbe1\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

export type EnrolmentToken = { readonly token: string; readonly hash: string };

export function newEnrolmentToken(pin: string): EnrolmentToken {
  const random = newToken(32);
  return { token: `dbe1.${random}.${pin}`, hash: hashOf(random) };
}

/** The hash under which the registry knows the token; undefined when the text is no enrolment token. */
export function enrolmentTokenHash(token: string): string | undefined {
  const random = shape.exec(token.trim())?.[1];
  return random === undefined ? undefined : hashOf(random);
}

const hashOf = (random: string): string => createHash('sha256').update(random).digest('hex');
