/** Who calls the token endpoint: by secret (form or HTTP Basic), by assertion, or as a public client by name only. */
import { Secret, type Clock } from '@drawbridge/base';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApplicationCredentials } from './application-credentials.ts';
import { jwtBearer, type ClientAssertions } from './client-assertion.ts';
import { matchesHash } from './client-secret.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthClient, OAuthClients } from './oauth-client.ts';

export const clientForm = z.object({
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(1000).optional(),
  client_assertion_type: z.string().max(200).optional(),
  client_assertion: z.string().max(16_000).optional(),
});

export type Caller = {
  readonly client: OAuthClient;
  /** It proved who it is. */
  readonly isAuthenticated: boolean;
};

export type ClientAuthentication = {
  /** Throws OAuthError `invalid_client`, for an unknown client in the same words as for a wrong secret. */
  authenticate(
    request: FastifyRequest,
    form: z.output<typeof clientForm>,
    endpoint: { readonly base: string; readonly audiences: readonly string[] },
  ): Promise<Caller>;
};

const wrongSecret = (): OAuthError =>
  new OAuthError(
    'invalid_client',
    7000215,
    'Invalid client secret provided, or the client is unknown. Check the client id, and send the value of the secret, not its id.',
  );

export function createClientAuthentication(options: {
  clients: OAuthClients;
  credentials: ApplicationCredentials;
  assertions: ClientAssertions;
  clock: Clock;
}): ClientAuthentication {
  const { clients, credentials, assertions, clock } = options;

  async function checkSecret(appId: string, secret: Secret): Promise<void> {
    const now = clock.now();
    const matching = (await credentials.secretsOf(appId)).filter(({ hash }) => matchesHash(secret, hash));
    if (matching.length === 0) throw wrongSecret();
    if (matching.every(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now))
      throw new OAuthError(
        'invalid_client',
        7000222,
        'The provided client secret has expired. Add a new one to the application.',
      );
  }

  return {
    async authenticate(request, form, { base, audiences }) {
      const basic = basicCredentials(request);
      const id = form.client_id ?? basic?.id;
      if (!id && request.headers.authorization !== undefined) throw wrongSecret();
      if (!id)
        throw new OAuthError('invalid_request', 900144, "The request body must contain the parameter 'client_id'.");
      if (basic && form.client_id !== undefined && basic.id.toLowerCase() !== form.client_id.toLowerCase())
        throw new OAuthError('invalid_request', 90023, 'The Authorization header and the body name different clients.');
      const client = await clients.find(id, base);
      if (!client) throw wrongSecret();
      if (form.client_assertion !== undefined) {
        if (form.client_assertion_type !== jwtBearer)
          throw new OAuthError('invalid_request', 90023, `The client_assertion_type must be '${jwtBearer}'.`);
        await assertions.check(client.appId, form.client_assertion, audiences);
        return { client, isAuthenticated: true };
      }
      const secret = form.client_secret ? new Secret(form.client_secret) : basic?.secret;
      if (!secret) return { client, isAuthenticated: false };
      await checkSecret(client.appId, secret);
      return { client, isAuthenticated: true };
    },
  };
}

/** The refusal of a client that should have proved who it is, and did not try. */
export const credentialMissing = (): OAuthError =>
  new OAuthError(
    'invalid_client',
    7000218,
    "The request body must contain the parameter 'client_assertion' or 'client_secret'.",
  );

/** Who asks, as far as can be told before anything is checked. */
export function claimedClientId(request: FastifyRequest): string {
  const parsed = clientForm.safeParse(request.body);
  const id = (parsed.success ? parsed.data.client_id : undefined) ?? basicCredentials(request)?.id ?? '';
  return id.slice(0, 100).toLowerCase();
}

/** HTTP Basic (RFC 6749 §2.3.1). */
function basicCredentials(request: FastifyRequest): { id: string; secret: Secret | undefined } | undefined {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !encoded) return undefined;
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  try {
    const text = decodeURIComponent(secret.join(':'));
    return id ? { id: decodeURIComponent(id), secret: text ? new Secret(text) : undefined } : undefined;
  } catch {
    // Not percent-encoded as the RFC asks: the same as no credentials.
    return undefined;
  }
}
