/**
 * The HTTP side. A request passes, in this order:
 *
 *   token ─▶ faults, if any ─▶ body ─▶ route ─▶ store ─▶ SCIM document, or a SCIM error document
 */
import { ApiError, ScimError, type Clock, type Logger, type Secret } from '@drawbridge/base';
import { fastify, type FastifyInstance } from 'fastify';
import { hasFaults, misbehave, type Faults } from '../faults.ts';
import { bulkRoutes } from '../routes/bulk.ts';
import { groupRoutes } from '../routes/groups.ts';
import { resourceTypeRoutes } from '../routes/resource-types.ts';
import { schemaRoutes } from '../routes/schemas.ts';
import { serviceProviderConfigRoutes } from '../routes/service-provider-config.ts';
import { userRoutes } from '../routes/users.ts';
import type { GroupStore } from '../store/group-store.ts';
import { isSearchable } from '../store/keys.ts';
import { notFound } from '../store/precondition.ts';
import type { UserStore } from '../store/user-store.ts';
import { requireToken } from './authorize.ts';
import { acceptScimBodies, maxBodyBytes } from './body.ts';
import { replyWithError } from './error-reply.ts';

export type ServerOptions = {
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly token: Secret;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly logger: Logger;
};

export function createServer({ users, groups, token, faults, clock, logger }: ServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    frameworkErrors: (error, _request, reply) => void replyWithError(reply, error, logger),
  });
  const checkToken = requireToken(token);
  acceptScimBodies(server);
  server.addHook('onRequest', (request, _reply, done) => {
    checkToken(request.headers.authorization);
    done();
  });
  if (hasFaults(faults)) {
    server.addHook('onRequest', async () => {
      if (await misbehave(faults, clock))
        throw new ApiError('TARGET_UNAVAILABLE', 'The application was told to fail this request.');
    });
  }
  server.setErrorHandler((error, _request, reply) => replyWithError(reply, error, logger));
  server.setNotFoundHandler(({ method, url }) => {
    throw new ScimError('SCIM_NOT_FOUND', `There is nothing at ${method} ${url.slice(0, 200)}. SCIM is at /scim.`);
  });
  server.register(
    async (scim) => {
      scim.addHook<{ Params: { id?: string } }>('onRequest', ({ params: { id } }, _reply, done) => {
        if (id !== undefined && !isSearchable(id)) throw notFound(id);
        done();
      });
      userRoutes(scim, users);
      groupRoutes(scim, groups);
      schemaRoutes(scim);
      resourceTypeRoutes(scim);
      serviceProviderConfigRoutes(scim);
      bulkRoutes(scim);
    },
    { prefix: '/scim' },
  );
  return server;
}
