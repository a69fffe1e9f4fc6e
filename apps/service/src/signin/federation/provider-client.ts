/** The conversation with an identity provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0). */
import { ApiError, ProvisioningError, type Clock } from '@drawbridge/base';
import type { HttpMethod, Transport } from '@drawbridge/transport';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { IdentityProvider } from './identity-provider.ts';

const deadlineMs = 10_000;
const freshMs = 10 * 60_000;

export type Pending = { readonly verifier: string; readonly nonce: string };

export type ProviderClientOptions = {
  /** Refuses addresses that the service must not reach. */
  readonly transport: Transport;
  /** Providers without TLS, for test installations that may reach private addresses anyway. */
  readonly allowHttp: boolean;
  readonly clock: Clock;
};

export class ProviderClient {
  readonly #options: ProviderClientOptions;
  readonly #kept = new Map<string, { configuration: Configuration; of: string; untilMs: number }>();

  constructor(options: ProviderClientOptions) {
    this.#options = options;
  }

  /** Where to send the browser. Throws REQUEST_INVALID when the provider does not answer. */
  async begin(
    provider: IdentityProvider,
    given: { redirectUri: string; state: string; loginHint?: string | undefined; pending: Pending },
  ): Promise<URL> {
    const configuration = await this.#configurationOf(provider);
    return buildAuthorizationUrl(configuration, {
      redirect_uri: given.redirectUri,
      scope: provider.settings.scope,
      state: given.state,
      nonce: given.pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(given.pending.verifier),
      code_challenge_method: 'S256',
      ...(given.loginHint === undefined ? {} : { login_hint: given.loginHint }),
    });
  }

  /** What the provider says of the person who came back. Throws REQUEST_INVALID. */
  async finish(
    provider: IdentityProvider,
    given: { callback: URL; state: string; pending: Pending },
  ): Promise<Readonly<Record<string, unknown>>> {
    const configuration = await this.#configurationOf(provider);
    try {
      const tokens = await authorizationCodeGrant(configuration, given.callback, {
        pkceCodeVerifier: given.pending.verifier,
        expectedState: given.state,
        expectedNonce: given.pending.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
    } catch (thrown) {
      throw refused(provider, thrown);
    }
  }

  async #configurationOf(provider: IdentityProvider): Promise<Configuration> {
    const { settings, clientSecret } = provider;
    const of = JSON.stringify([settings.issuer, settings.clientId, clientSecret.reveal()]);
    const known = this.#kept.get(provider.id);
    if (known?.of === of && known.untilMs > this.#options.clock.monotonicMs()) return known.configuration;
    try {
      const configuration = await discovery(
        new URL(settings.issuer),
        settings.clientId,
        {},
        ClientSecretPost(clientSecret.reveal()),
        {
          timeout: deadlineMs / 1000,
          execute: [enableNonRepudiationChecks, ...(this.#options.allowHttp ? [allowInsecureRequests] : [])],
          [customFetch]: this.#fetch,
        },
      );
      const untilMs = this.#options.clock.monotonicMs() + freshMs;
      this.#kept.set(provider.id, { configuration, of, untilMs });
      return configuration;
    } catch (thrown) {
      throw unreachable(provider, thrown);
    }
  }

  readonly #fetch: CustomFetch = async (url, { method, headers, body }) => {
    const sent = body === null || body === undefined ? undefined : Buffer.from(String(body));
    const answer = await this.#options.transport.send({
      method: method as HttpMethod,
      url,
      headers,
      deadlineMs,
      ...(sent === undefined ? {} : { body: sent }),
    });
    const hasNoBody = [204, 205, 304].includes(answer.status);
    return new Response(hasNoBody ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

export const newPending = (): Pending => ({ verifier: randomPKCECodeVerifier(), nonce: randomNonce() });

function unreachable({ displayName, settings }: IdentityProvider, cause: unknown): ApiError {
  return new ApiError(
    'REQUEST_INVALID',
    `${displayName} cannot be reached at ${settings.issuer}: ${reasonOf(cause)}. Sign in another way, or try again later.`,
    { cause },
  );
}

function refused({ displayName }: IdentityProvider, cause: unknown): ApiError {
  const said =
    cause instanceof AuthorizationResponseError
      ? `it answered ${cause.error}${cause.error_description ? `: ${cause.error_description.slice(0, 300)}` : ''}`
      : reasonOf(cause);
  return new ApiError('REQUEST_INVALID', `${displayName} did not sign you in: ${said}. Start again.`, { cause });
}

/** The innermost sentence that was written for people. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (thrown instanceof ProvisioningError) return thrown.message.replace(/\.$/, '');
  if (cause instanceof Error) return reasonOf(cause);
  return (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300).replace(/\.$/, '');
}
