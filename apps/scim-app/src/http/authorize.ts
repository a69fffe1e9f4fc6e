/** The bearer token (RFC 6750 §2.1), compared in constant time: hashes of equal length, whatever was sent. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError, type Secret } from '@drawbridge/base';

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const maxHeaderLength = 4_096;

/** Makes a check that throws ApiError TOKEN_INVALID unless the Authorization header carries the token. */
export function requireToken(token: Secret): (header: string | undefined) => void {
  const wanted = hashOf(token.reveal());
  return (header) => {
    if (header === undefined || header.length > maxHeaderLength) throw refused('The request carries no bearer token.');
    const [scheme, given, ...rest] = header.trim().split(/ +/);
    if (scheme?.toLowerCase() !== 'bearer' || given === undefined || rest.length > 0) {
      throw refused('The Authorization header must be "Bearer" and the token.');
    }
    if (!timingSafeEqual(hashOf(given), wanted)) throw refused('The bearer token is not the one of this application.');
  };
}

const refused = (fact: string): ApiError =>
  new ApiError('TOKEN_INVALID', `${fact} Send the token that the application was started with.`);
