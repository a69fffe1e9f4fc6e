/** What clients read before anything else: the discovery document, the signing keys, the list of instances, userinfo. */
import { ApiError } from '@drawbridge/base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { OAuthError, refuse } from './oauth-error.ts';
import { openIdScopes } from './requested-access.ts';
import { checkTenant, type InTenant } from './tenant.ts';

export function discoveryRoutes(app: FastifyInstance, services: Services): void {
  const { tenantId, tokens, clock, authorizationServer: server } = services;

  /** Any page may read these; they hold nothing but addresses and public keys. */
  const openly = async (request: FastifyRequest, reply: FastifyReply, make: (base: string) => object) => {
    reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=300');
    try {
      const { tenant } = request.params as { tenant?: string };
      if (tenant !== undefined) await checkTenant(tenant, services);
      return make(server.namesFor(request).base);
    } catch (thrown) {
      if (!(thrown instanceof OAuthError)) throw thrown;
      return refuse(reply.header('cache-control', 'no-store'), thrown, clock.now());
    }
  };

  for (const path of ['/:tenant/v2.0/.well-known/openid-configuration', '/:tenant/.well-known/openid-configuration']) {
    app.get<InTenant>(path, async (request, reply) =>
      openly(request, reply, (base) => discoveryDocument(base, tenantId, tokens.issuerOf(base))),
    );
  }
  app.get<InTenant>('/:tenant/discovery/v2.0/keys', async (request, reply) =>
    openly(request, reply, () => tokens.jwks),
  );

  app.get('/common/discovery/instance', async (request, reply) =>
    openly(request, reply, (base) => {
      const { host } = new URL(base);
      return {
        tenant_discovery_endpoint: `${base}/${tenantId}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      };
    }),
  );

  // OpenID Connect Core §5.3: who the token is about.
  const userinfo = async (request: FastifyRequest) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token)
      throw new ApiError('TOKEN_INVALID', 'Access token is empty. Send the header "Authorization: Bearer …".');
    const { id, permissions, user } = await tokens.verify(token);
    const account = user && permissions.has('openid') ? await server.accounts.find(id) : undefined;
    if (!account)
      throw new ApiError(
        'ACCESS_DENIED',
        "Userinfo needs a token that a person signed in for, with the scope 'openid'.",
      );
    return {
      sub: account.id,
      ...(permissions.has('profile')
        ? {
            name: account.displayName,
            preferred_username: account.userPrincipalName,
            given_name: account.givenName,
            family_name: account.surname,
          }
        : {}),
      ...(permissions.has('email') ? { email: account.mail } : {}),
    };
  };
  app.get('/oidc/userinfo', userinfo);
  app.post('/oidc/userinfo', userinfo);
}

function discoveryDocument(base: string, tenantId: string, issuer: string): object {
  const { host } = new URL(base);
  const root = `${base}/${tenantId}`;
  return {
    issuer,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${root}/oauth2/v2.0/logout`,
    userinfo_endpoint: `${base}/oidc/userinfo`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    response_types_supported: ['code', 'id_token', 'code id_token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...openIdScopes],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'preferred_username', 'name', 'ver'],
    authorization_response_iss_parameter_supported: true,
    tenant_region_scope: null,
    cloud_instance_name: host,
    msgraph_host: host,
  };
}
