/** How the client proves to the target who it is. */
import { ConfigError, type Secret } from '@drawbridge/base';

export interface Authorization {
  /**
   * The headers to send, asked for before every request. The same object as long as nothing changed, so that the
   * client need not build its headers anew.
   */
  headers(): Promise<Readonly<Record<string, string>>>;
}

/**
 * A long-lived bearer token (RFC 6750 §2.1).
 * @throws ConfigError TARGET_UNAUTHORIZED when the token cannot stand in a header.
 */
export function bearerAuthorization(secret: Secret): Authorization {
  const token = secret.reveal().trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    const fact = token === '' ? 'is empty' : 'holds spaces, line breaks or characters beyond ASCII';
    throw new ConfigError('TARGET_UNAUTHORIZED', `The Secret Token ${fact}, so it cannot be sent. Set it again.`);
  }
  const headers = Promise.resolve(Object.freeze({ authorization: `Bearer ${token}` }));
  return { headers: () => headers };
}
