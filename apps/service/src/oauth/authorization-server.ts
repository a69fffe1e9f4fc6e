/**
 * The authorization server of the installation: one oidc-provider for each origin that clients know the service by, as
 * the issuer holds the origin. Sign-in pages ask it what a sign-in is about, and tell it who signed in:
 *
 *   /authorize → 303 /signin/{uid} → interaction() … finishSignIn() → 303 /authorize/{uid} → 303 redirect_uri?code=…
 *
 * A browser follows these redirects from the form of the sign-in page to the application, so that page must not have
 * `form-action 'self'` in its content security policy.
 */
import { ApiError, type Clock, type Logger } from '@drawbridge/base';
import type { SqlAuthorizationStore } from '@drawbridge/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { errors, type InteractionResults } from 'oidc-provider';
import { baseUrl } from '../http/envelope.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { forwardedRequest, type Forwarded } from './forwarded-request.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthClients } from './oauth-client.ts';
import { shownScopes } from './oidc-pages.ts';
import { createOidcProvider } from './oidc-provider.ts';
import { reshapeAnswers, type AnswerShape } from './oidc-answer.ts';
import type { OwnNames } from './requested-access.ts';
import type { AccountSource, Interaction, Pages, SignedIn } from './sign-in-contract.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Origins come from the Host header unless one is set, so there may be many, but only some are kept ready. */
const maxOrigins = 8;
/** A code or token that has ended is known for a while, so that its holder hears that it expired, not that it never was. */
const expiredKeptMs = 24 * 60 * 60_000;
const batch = 5_000;

export type AuthorizationServer = {
  readonly clients: OAuthClients;
  readonly authentication: ClientAuthentication;
  readonly keys: SigningKeys;
  readonly pages: Pages;
  readonly accounts: AccountSource;
  /** Throws OAuthError `invalid_request` when the Host header is none. */
  namesFor(request: FastifyRequest): OwnNames;
  providerFor(base: string): Provider;
  /** Lets oidc-provider answer. */
  forward(
    request: FastifyRequest,
    reply: FastifyReply,
    forwarded: Forwarded,
    shape?: AnswerShape,
  ): Promise<FastifyReply>;
  /** The pending sign-in of `/signin/{uid}` and its cookie. Throws REQUEST_INVALID when there is none (any more). */
  interaction(request: FastifyRequest, reply: FastifyReply): Promise<Interaction>;
  /** Sends the browser back (303) to where the sign-in was asked for. */
  finishSignIn(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<FastifyReply>;
  /** Sends the browser back with `access_denied`. */
  abort(request: FastifyRequest, reply: FastifyReply, reason: string): Promise<FastifyReply>;
  /** Ends every session and refresh token of an account. Its access tokens end by `sessionsValidFrom`. */
  endSessionsOf(accountId: string): Promise<void>;
  /** Drops what has ended: codes, sessions, refresh tokens, signing keys. */
  tidy(signal?: AbortSignal): Promise<void>;
};

export type AuthorizationServerOptions = {
  readonly tenantId: string;
  readonly publicUrl?: string | undefined;
  readonly hostNames: ReadonlySet<string>;
  readonly cookieKey: string;
  readonly keys: SigningKeys;
  readonly tokens: TokenIssuer;
  readonly records: SqlAuthorizationStore;
  readonly clients: OAuthClients;
  readonly authentication: ClientAuthentication;
  readonly accounts: AccountSource;
  readonly pages: Pages;
  readonly clock: Clock;
  readonly logger: Logger;
};

export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { keys, tokens, records, clients, authentication, accounts, pages, clock, publicUrl, hostNames } = options;
  const ready = new Map<string, { provider: Provider; keysVersion: string }>();
  const shapes = new WeakMap<object, AnswerShape>();

  const providerFor = (base: string): Provider => {
    const kept = ready.get(base);
    if (kept?.keysVersion === keys.version) return kept.provider;
    const provider = createOidcProvider({
      ...options,
      issuer: tokens.issuerOf(base),
      keys: { keys: keys.privateJwks() },
      findClient: (appId) => clients.find(appId, base),
    });
    reshapeAnswers(provider, { shapes, tenantId: options.tenantId, clock });
    ready.delete(base);
    if (ready.size >= maxOrigins) ready.delete(ready.keys().next().value!);
    ready.set(base, { provider, keysVersion: keys.version });
    return provider;
  };

  const namesFor = (request: FastifyRequest): OwnNames => {
    const base = publicUrl ?? URL.parse(baseUrl(request))?.origin;
    if (base === undefined || base === 'null')
      throw new OAuthError('invalid_request', 90014, 'The Host header is not the name of a host.');
    return { base, hostNames };
  };

  /** oidc-provider finds the sign-in by its cookie, and keeps it from any other browser. */
  const pending = async (request: FastifyRequest, reply: FastifyReply) => {
    const { base } = namesFor(request);
    const provider = providerFor(base);
    const message = forwardedRequest(request, { base, method: 'GET', path: request.url });
    try {
      const found = await provider.interactionDetails(message, reply.raw);
      return { provider, message, found };
    } catch (thrown) {
      if (!(thrown instanceof errors.SessionNotFound)) throw thrown;
      throw new ApiError(
        'REQUEST_INVALID',
        'This sign-in has ended or was started in another browser. Go back to the application and sign in again.',
        { cause: thrown },
      );
    }
  };

  const finish = async (request: FastifyRequest, reply: FastifyReply, result: InteractionResults) => {
    const { provider, message } = await pending(request, reply);
    const returnTo = await provider.interactionResult(message, reply.raw, result, { mergeWithLastSubmission: false });
    return reply.header('cache-control', 'no-store').redirect(returnTo, 303);
  };

  return {
    clients,
    authentication,
    keys,
    pages,
    accounts,
    namesFor,
    providerFor,

    async forward(request, reply, forwarded, shape) {
      const message = forwardedRequest(request, forwarded);
      if (shape !== undefined) shapes.set(message, shape);
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined)
          reply.raw.setHeader(name, name === 'content-security-policy' ? policyOfPages(value) : value);
      }
      await providerFor(forwarded.base).callback()(message, reply.raw);
      return reply;
    },

    async interaction(request, reply) {
      const { provider, found } = await pending(request, reply);
      const { client_id: clientId, scope, login_hint: loginHint, domain_hint: domainHint } = found.params;
      const client = await provider.Client.find(String(clientId));
      return {
        uid: found.uid,
        prompt: found.prompt.name,
        clientId: String(clientId),
        clientName: client?.clientName ?? String(clientId),
        scopes: shownScopes(scope),
        ...(typeof loginHint === 'string' ? { loginHint } : {}),
        ...(typeof domainHint === 'string' ? { domainHint } : {}),
        ...(found.session?.accountId === undefined ? {} : { accountId: found.session.accountId }),
      };
    },

    finishSignIn: (request, reply, { accountId, authenticationMethods, signedInAt }) =>
      finish(request, reply, {
        login: { accountId, amr: [...authenticationMethods], ts: Math.floor(signedInAt.getTime() / 1000) },
      }),

    abort: (request, reply, reason) =>
      finish(request, reply, { error: 'access_denied', error_description: reason.slice(0, 200) }),

    endSessionsOf: (accountId) => records.removeByAccount(accountId),

    async tidy(signal) {
      const before = new Date(clock.now().getTime() - expiredKeptMs);
      for (let removed = batch; removed === batch && !signal?.aborted;)
        removed = await records.removeExpired(before, batch);
      await keys.tidy();
    },
  };
}

/**
 * The form of a page leads, by redirects, to the application's own address. The page that posts a code there does so by a
 * script of its own, which oidc-provider adds to `script-src` by its hash where there is one.
 */
const policyOfPages = (policy: unknown): string =>
  String(policy)
    .split(';')
    .filter((directive) => !/^(?:form-action|script-src)\b/.test(directive.trim()))
    .concat("script-src 'self'")
    .join(';');
