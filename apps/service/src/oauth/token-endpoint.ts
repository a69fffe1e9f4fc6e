/**
 * `POST /{tenant}/oauth2/v2.0/token`: the client credentials grant (RFC 6749 §4.4), with the error documents that MSAL
 * and Azure.Identity read. Also the discovery document and the signing keys.
 */
import { isUuid, Secret } from '@drawbridge/base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl } from '../http/envelope.ts';
import type { Services } from '../services.ts';
import { matchesHash } from './client-secret.ts';
import { directoryRoleName, permissionsOf } from './directory-roles.ts';
import { accessTokenLifetimeSeconds } from './token-issuer.ts';

/**
 * Attempts a minute of one client from one address, right or wrong. Secrets cannot be guessed; this keeps a client that
 * asks for a new token with every call from taking the time of the others, which may share its address.
 */
const maxAttemptsPerMinute = 120;

const form = z.object({
  grant_type: z.string(),
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(1000).optional(),
  scope: z.string().max(1000).optional(),
});

type OAuthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

export function tokenRoutes(app: FastifyInstance, services: Services): void {
  const limited = {
    bodyLimit: 16 * 1024,
    config: {
      rateLimit: {
        max: maxAttemptsPerMinute,
        timeWindow: '1 minute',
        // The client stands in the body, which is there only now.
        hook: 'preHandler' as const,
        keyGenerator: (request: FastifyRequest) => `${request.ip} ${clientIdOf(request)}`,
      },
    },
  };

  app.post<{ Params: { tenant: string } }>('/:tenant/oauth2/v2.0/token', limited, async (request, reply) => {
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
    if (!isOurTenant(request.params.tenant, services)) {
      return refuse(
        reply,
        services.clock.now(),
        400,
        'invalid_request',
        90002,
        `Tenant '${request.params.tenant}' not found.`,
      );
    }
    const parsed = form.safeParse(request.body);
    if (!parsed.success)
      return refuse(
        reply,
        services.clock.now(),
        400,
        'invalid_request',
        900144,
        "The request body must contain the parameter 'grant_type', form-encoded.",
      );
    if (parsed.data.grant_type !== 'client_credentials') {
      return refuse(
        reply,
        services.clock.now(),
        400,
        'unsupported_grant_type',
        70003,
        `The grant type '${parsed.data.grant_type.slice(0, 100)}' is not supported; use client_credentials.`,
      );
    }
    if (!parsed.data.scope?.trim().endsWith('/.default')) {
      return refuse(
        reply,
        services.clock.now(),
        400,
        'invalid_scope',
        1002012,
        "The scope must be the resource followed by '/.default'.",
      );
    }
    const client = clientOf(request, parsed.data);
    const principal = client && (await authenticate(services, client));
    if (!principal)
      return refuse(
        reply,
        services.clock.now(),
        401,
        'invalid_client',
        7000215,
        'Invalid client secret provided, or the client is unknown.',
      );
    const roleIds = (await services.credentials.rolesOf(principal.id)).map((assignment) => assignment.roleDefinitionId);
    const roles = roleIds.map(directoryRoleName).filter((name) => name !== undefined);
    return {
      token_type: 'Bearer',
      expires_in: accessTokenLifetimeSeconds - 1,
      ext_expires_in: accessTokenLifetimeSeconds - 1,
      access_token: await services.tokens.issue(principal, { permissions: permissionsOf(roles), roleIds }),
    };
  });

  for (const path of ['/:tenant/v2.0/.well-known/openid-configuration', '/:tenant/.well-known/openid-configuration']) {
    app.get<{ Params: { tenant: string } }>(path, async (request, reply) => {
      if (!isOurTenant(request.params.tenant, services))
        return refuse(
          reply,
          services.clock.now(),
          400,
          'invalid_request',
          90002,
          `Tenant '${request.params.tenant}' not found.`,
        );
      const root = `${baseUrl(request)}/${services.tenantId}`;
      return {
        issuer: `${root}/v2.0`,
        token_endpoint: `${root}/oauth2/v2.0/token`,
        authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
        jwks_uri: `${root}/discovery/v2.0/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      };
    });
  }
  app.get('/:tenant/discovery/v2.0/keys', async () => services.tokens.jwks);
}

const isOurTenant = (tenant: string, { tenantId }: Services): boolean =>
  [tenantId, 'common', 'organizations'].includes(tenant.toLowerCase());

type Client = { readonly id: string; readonly secret: Secret };

/** From the form or from HTTP Basic (RFC 6749 §2.3.1). */
function clientOf(request: FastifyRequest, body: z.output<typeof form>): Client | undefined {
  if (body.client_id && body.client_secret) return { id: body.client_id, secret: new Secret(body.client_secret) };
  return basicClientOf(request);
}

/** Who asks, as far as can be told before anything is checked. */
function clientIdOf(request: FastifyRequest): string {
  const parsed = form.safeParse(request.body);
  return ((parsed.success ? parsed.data.client_id : undefined) ?? basicClientOf(request)?.id ?? '').slice(0, 100);
}

function basicClientOf(request: FastifyRequest): Client | undefined {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !encoded) return undefined;
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  try {
    return id ? { id: decodeURIComponent(id), secret: new Secret(decodeURIComponent(secret.join(':'))) } : undefined;
  } catch {
    // Not percent-encoded as the RFC asks: the same as no credentials.
    return undefined;
  }
}

async function authenticate({ directory, credentials, clock }: Services, client: Client) {
  if (!isUuid(client.id)) return undefined;
  const where = [{ property: 'appId', op: 'eq', value: client.id }] as const;
  const [application] = (await directory.listApplications({ where, limit: 1 })).items;
  if (!application) return undefined;
  const now = clock.now();
  const isValid = (await credentials.listPasswords(application.id)).some(
    (password) =>
      (password.expiresAt === undefined || password.expiresAt > now) && matchesHash(client.secret, password.hash),
  );
  if (!isValid) return undefined;
  const [principal] = (await directory.listServicePrincipals({ where, limit: 1 })).items;
  return principal && principal.accountEnabled !== false
    ? { id: principal.id, appId: client.id, displayName: principal.displayName ?? '' }
    : undefined;
}

function refuse(
  reply: FastifyReply,
  now: Date,
  status: number,
  error: OAuthError,
  code: number,
  sentence: string,
): FastifyReply {
  return reply.status(status).send({
    error,
    error_description: `AADSTS${code}: ${sentence}`,
    error_codes: [code],
    timestamp: `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`,
    trace_id: reply.request.id,
    correlation_id: reply.request.clientRequestId,
  });
}
