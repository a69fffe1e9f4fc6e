/**
 * `POST /{tenant}/oauth2/v2.0/token` and `/devicecode`. Who calls is settled here, for every grant. An application that
 * acts for itself (RFC 6749 §4.4) gets its token here; everything that a person takes part in goes on to oidc-provider.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Services } from '../services.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { claimedClientId, clientForm, credentialMissing, type Caller } from './client-authentication.ts';
import { OAuthError, refuse } from './oauth-error.ts';
import { allowedOrigins, isPublic } from './oauth-client.ts';
import { internalScopes, resourceOfAudience } from './oidc-provider.ts';
import { PollPace } from './poll-pace.ts';
import { readScope, type OwnNames, type RequestedAccess } from './requested-access.ts';
import { checkTenant, tenantAliases, type InTenant } from './tenant.ts';
import { accessTokenLifetimeSeconds } from './token-issuer.ts';

/**
 * Attempts a minute of one client from one address, right or wrong. Secrets cannot be guessed; this keeps a client that
 * asks for a new token with every call from taking the time of the others, which may share its address.
 */
const maxAttemptsPerMinute = 120;
/** Of all clients of one address together. */
const maxAttemptsOfAddressPerMinute = 3_000;

/** MSAL for JavaScript says `device_code` for short. */
const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const text = (maxLength: number) => z.string().max(maxLength).optional();
const tokenForm = clientForm.extend({
  grant_type: z.string(),
  scope: text(4000),
  code: text(500),
  code_verifier: text(200),
  redirect_uri: text(2048),
  refresh_token: text(500),
  device_code: text(500),
});
type TokenForm = z.output<typeof tokenForm>;

const deviceForm = clientForm.extend({ scope: text(4000) });

type Exchange = { request: FastifyRequest; reply: FastifyReply; names: OwnNames; form: TokenForm; caller: Caller };

export function tokenRoutes(app: FastifyInstance, services: Services): void {
  const { clock, tenantId, authorizationServer: server } = services;
  const pace = new PollPace(clock);
  const checkAddress = app.createRateLimit({ max: maxAttemptsOfAddressPerMinute, timeWindow: '1 minute' });
  const limited = {
    bodyLimit: 32 * 1024,
    config: {
      rateLimit: {
        max: maxAttemptsPerMinute,
        timeWindow: '1 minute',
        // The client stands in the body, which is there only now.
        hook: 'preHandler' as const,
        keyGenerator: (request: FastifyRequest) => `${request.ip} ${claimedClientId(request)}`,
      },
    },
  };

  const answer = async (
    request: FastifyRequest<InTenant>,
    reply: FastifyReply,
    work: (names: OwnNames) => Promise<FastifyReply | object>,
  ) => {
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
    try {
      const limit = await checkAddress(request);
      if (!limit.isAllowed && limit.isExceeded) {
        reply.header('retry-after', String(limit.ttlInSeconds));
        throw new OAuthError('temporarily_unavailable', 90055, 'Too many requests from this address. Wait a minute.');
      }
      await checkTenant(request.params.tenant, services);
      return await work(server.namesFor(request));
    } catch (thrown) {
      if (thrown instanceof OAuthError) return refuse(reply, thrown, clock.now());
      throw thrown;
    }
  };

  const authenticate = async (
    request: FastifyRequest<InTenant>,
    reply: FastifyReply,
    form: z.output<typeof clientForm>,
    names: OwnNames,
  ) => {
    // The path's own tenant was checked; it may be a domain.
    const audiences = [...tenantAliases(tenantId), request.params.tenant].flatMap((tenant) => [
      `${names.base}/${tenant}/oauth2/v2.0/token`,
      `${names.base}/${tenant}/v2.0`,
    ]);
    const caller = await server.authentication.authenticate(request, form, { base: names.base, audiences });
    allowOrigin(request, reply, caller);
    return caller;
  };

  app.post<InTenant>('/:tenant/oauth2/v2.0/token', limited, (request, reply) =>
    answer(request, reply, async (names) => {
      const form = read(
        tokenForm,
        request.body,
        "The request body must contain the parameter 'grant_type', form-encoded.",
      );
      const grant = grants[form.grant_type === 'device_code' ? deviceCodeGrant : form.grant_type];
      if (!grant) {
        throw new OAuthError(
          'unsupported_grant_type',
          70003,
          `The grant type '${form.grant_type.slice(0, 100)}' is not supported.`,
        );
      }
      const caller = await authenticate(request, reply, form, names);
      return grant({ request, reply, names, form, caller }, services, pace);
    }),
  );

  app.post<InTenant>('/:tenant/oauth2/v2.0/devicecode', limited, (request, reply) =>
    answer(request, reply, async (names) => {
      const form = read(
        deviceForm,
        request.body,
        "The request body must contain the parameters 'client_id' and 'scope'.",
      );
      const caller = await authenticate(request, reply, form, names);
      if (!caller.isAuthenticated && !isPublic(caller.client)) throw credentialMissing();
      const access = readScope(form.scope ?? '', names);
      return server.forward(
        request,
        reply,
        {
          base: names.base,
          method: 'POST',
          path: `/${tenantId}/oauth2/v2.0/devicecode`,
          form: {
            client_id: caller.client.appId,
            scope: scopesFor(access).join(' '),
            resource: resourceOfAudience(access.audience),
          },
        },
        shapeOf(request, form.scope),
      );
    }),
  );
}

/** As oidc-provider is asked for them. */
export const scopesFor = (access: RequestedAccess, { confidential = false } = {}): string[] => [
  ...access.openId.filter((scope) => scope !== 'offline_access'),
  ...access.scopes,
  ...(access.openId.includes('offline_access') ? [internalScopes.refresh] : []),
  ...(confidential ? [internalScopes.confidential] : []),
];

type Grant = (exchange: Exchange, services: Services, pace: PollPace) => Promise<FastifyReply | object>;

const grants: Readonly<Record<string, Grant>> = {
  __proto__: null as never,

  async client_credentials({ names, form, caller }, { roles, applicationCredentials, tokens }) {
    const { client } = caller;
    if (!caller.isAuthenticated) throw credentialMissing();
    if (client.servicePrincipalId === undefined)
      throw new OAuthError('unauthorized_client', 700016, 'This client acts only on behalf of people.');
    if (!form.scope?.trim().endsWith('/.default'))
      throw new OAuthError('invalid_scope', 1002012, "The scope must be the resource followed by '/.default'.");
    const { audience } = readScope(form.scope, names);
    const id = client.servicePrincipalId;
    const roleIds = await roles.idsOf(id);
    const granted = await applicationCredentials.grantedAppRolesOf(id);
    const permissions = [...new Set([...(await roles.permissionsOf(roleIds)), ...granted])];
    const { appId, displayName } = client;
    return {
      token_type: 'Bearer',
      expires_in: accessTokenLifetimeSeconds - 1,
      ext_expires_in: accessTokenLifetimeSeconds - 1,
      access_token: await tokens.issueForApplication(
        { id, appId, displayName },
        { base: names.base, audience, permissions, roleIds },
      ),
    };
  },

  async authorization_code(exchange, { authorizationServer: server, tenantId }) {
    const { form, names } = exchange;
    const code = await server
      .providerFor(names.base)
      .AuthorizationCode.find(form.code ?? '', { ignoreExpiration: true });
    requireProof(exchange, code?.scope);
    return forward(exchange, server, tenantId, {
      code: form.code ?? '',
      redirect_uri: form.redirect_uri ?? '',
      ...(form.code_verifier === undefined ? {} : { code_verifier: form.code_verifier }),
    });
  },

  async refresh_token(exchange, { authorizationServer: server, tenantId }) {
    const { form, names } = exchange;
    const token = await server
      .providerFor(names.base)
      .RefreshToken.find(form.refresh_token ?? '', { ignoreExpiration: true });
    requireProof(exchange, token?.scope);
    const scope =
      form.scope === undefined ? undefined : narrowed(scopesFor(readScope(form.scope, names)), token?.scope);
    return forward(exchange, server, tenantId, {
      refresh_token: form.refresh_token ?? '',
      ...(scope === undefined ? {} : { scope }),
    });
  },

  async [deviceCodeGrant](exchange, { authorizationServer: server, tenantId }, pace) {
    const { form, caller } = exchange;
    if (!caller.isAuthenticated && !isPublic(caller.client)) throw credentialMissing();
    const code = form.device_code ?? '';
    if (pace.isTooFast(code))
      throw new OAuthError('slow_down', 700161, 'Asked too often. Wait for the interval between two requests.');
    return forward(exchange, server, tenantId, { grant_type: deviceCodeGrant, device_code: code });
  },
};

/** A code of the web platform, and what came of it, is for the client that can prove who it is. */
function requireProof({ caller }: Exchange, scope: string | undefined): void {
  if (caller.isAuthenticated) return;
  const isConfidential = scope?.split(' ').includes(internalScopes.confidential) ?? false;
  if (isConfidential || !isPublic(caller.client)) throw credentialMissing();
}

/** The part of the scopes that was granted at first; what is this server's own stays. */
function narrowed(asked: readonly string[], granted: string | undefined): string | undefined {
  if (granted === undefined) return undefined;
  const own: readonly string[] = Object.values(internalScopes);
  const kept = granted.split(' ').filter((scope) => asked.includes(scope) || own.includes(scope));
  if (kept.every((scope) => own.includes(scope)))
    throw new OAuthError('invalid_scope', 70011, 'None of the scopes was granted when the person signed in.');
  return kept.join(' ');
}

function forward(
  { request, reply, names, form, caller }: Exchange,
  server: AuthorizationServer,
  tenantId: string,
  fields: Readonly<Record<string, string>>,
): Promise<FastifyReply> {
  const path = `/${tenantId}/oauth2/v2.0/token`;
  const sent = { grant_type: form.grant_type, client_id: caller.client.appId, ...fields };
  const shape = shapeOf(request, form.scope);
  return server.forward(request, reply, { base: names.base, method: 'POST', path, form: sent }, shape);
}

function shapeOf(request: FastifyRequest, scope: string | undefined) {
  const named = scope?.split(/\s+/).find((part) => part.includes('/'));
  return {
    requestId: request.id,
    correlationId: request.clientRequestId,
    scopePrefix: named === undefined ? '' : named.slice(0, named.lastIndexOf('/') + 1),
    isDefault: /(^|\/)\.default(\s|$)/i.test(scope ?? ''),
  };
}

function allowOrigin(request: FastifyRequest, reply: FastifyReply, { client }: Caller): void {
  const { origin } = request.headers;
  if (origin !== undefined && allowedOrigins(client).has(origin))
    reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
}

function read<T extends z.ZodType>(form: T, body: unknown, problem: string): z.output<T> {
  const parsed = form.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new OAuthError('invalid_request', 900144, problem);
}
