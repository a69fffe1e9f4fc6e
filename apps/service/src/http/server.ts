/**
 * The HTTP edge: ids and headers on every answer, bodies with limits, errors in Graph's envelope, a token on every API
 * route. What a route does stands in `api/`.
 */
import {
  ApiError,
  isUuid,
  newId,
  ProvisioningError,
  toProvisioningError,
  type Clock,
  type Logger,
} from '@drawbridge/base';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { TokenIssuer } from '../oauth/token-issuer.ts';
import { allowOrigins } from './cross-origin.ts';
import { graphStatus, toEnvelope } from './graph-error.ts';
import { readJson } from './json-body.ts';
import { knownPaths } from './known-paths.ts';
import { normalizePath } from './odata/path.ts';
import { minimalApplied, prefersMinimal } from './odata/preferences.ts';
import { openApiBrowser } from './openapi/browser.ts';
import { describeRoutes } from './openapi/document.ts';
import { portalFiles } from '../portal/portal-files.ts';
import { authorize, type Ownership } from './request-context.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly publicUrl: string | undefined;
    /** How clients reach this server, also for the requests inside a batch, which come by no socket. */
    readonly scheme: 'http' | 'https';
    /** Of HTTPS, to which agents come; undefined before it is open. */
    readonly tlsPort: () => number | undefined;
  }
}

export const maxBodyBytes = 8 * 1024 * 1024;
const defaultMaxRequestsPerMinute = 60_000;

export type ServerOptions = {
  readonly tokens: TokenIssuer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Key and certificate; absent: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Under which clients reach this service; absent: whatever host they name. */
  readonly publicUrl?: string | undefined;
  /** Of HTTPS, once it is open. */
  readonly tlsPort?: (() => number | undefined) | undefined;
  /** Origins whose pages may call the API. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Of each principal, on all routes of the API together. */
  readonly maxRequestsPerMinute?: number | undefined;
  /** Built pages of the admin centre; absent: they are not served. */
  readonly portalDirectory?: string | undefined;
};

/** Routes under `api` need a token and a permission; those under `open` guard themselves. */
export type Routes = {
  readonly api: (app: FastifyInstance) => void;
  readonly open: (app: FastifyInstance) => void;
  readonly ownership: Ownership;
};

export async function createServer(options: ServerOptions, routes: Routes): Promise<FastifyInstance> {
  const { clock, logger, tokens } = options;
  const settings: FastifyServerOptions = {
    bodyLimit: maxBodyBytes,
    routerOptions: { caseSensitive: false, maxParamLength: 512, ignoreTrailingSlash: true },
    rewriteUrl: (request) => normalizePath(request.url ?? '/'),
    genReqId: () => newId(),
    requestTimeout: 120_000,
    // What is under way may end; connections that nobody uses are closed at once. Who does not end is cut in listen.ts.
    forceCloseConnections: 'idle',
    frameworkErrors: (thrown, request, reply) =>
      refuse(request, reply as FastifyReply, translate(thrown, maxBodyBytes)),
  };
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: ProvisioningError): FastifyReply => {
    // A request whose URL cannot be read comes here before any hook.
    if (!request.clientRequestId) identify(request, reply);
    if (graphStatus(error) === 500)
      logger.error({ err: error.cause ?? error, code: error.code, requestId: request.id }, 'request failed');
    return answer(request, reply, error, clock);
  };
  const app = Fastify(options.tls ? ({ ...settings, https: options.tls } as FastifyServerOptions) : settings);

  app.decorate('publicUrl', options.publicUrl);
  app.decorate('scheme', options.tls ? 'https' : 'http');
  app.decorate('tlsPort', options.tlsPort ?? (() => undefined));
  app.decorateRequest('clientRequestId', '');
  const openApiDocument = describeRoutes(app);
  const paths = knownPaths(app);
  readJsonLeniently(app);
  await app.register(fastifyFormbody, { bodyLimit: 64 * 1024 });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
  });
  await app.register(fastifyRateLimit, { global: false });
  await allowOrigins(app, options.corsOrigins ?? []);

  app.addHook('onRequest', async (request, reply) => {
    identify(request, reply);
    // No text that we keep holds U+0000, and PostgreSQL refuses it: refused here, once for every parameter.
    if (request.url.includes('%00'))
      throw new ApiError('REQUEST_INVALID', 'The URL holds the character U+0000 (%00), which is not allowed.');
  });

  app.setErrorHandler((thrown: FastifyError | Error, request, reply) =>
    refuse(request, reply, translate(thrown, request.routeOptions.bodyLimit)),
  );
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const methods = paths.methodsOf(path);
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      const fact = `Specified HTTP method ${request.method} is not allowed for the request target.`;
      return refuse(request, reply, new ApiError('METHOD_NOT_ALLOWED', `${fact} Use ${methods.join(' or ')}.`));
    }
    return refuse(
      request,
      reply,
      new ApiError('OBJECT_NOT_FOUND', `Resource not found for the segment '${path.slice(0, 500)}'.`),
    );
  });

  for (const prefix of ['/v1.0', '/beta']) {
    await app.register(
      async (api) => {
        api.addHook('onRequest', async (request) => {
          request.principal = await tokens.verify(bearerToken(request));
          await authorize(request, routes.ownership);
        });
        api.addHook(
          'preHandler',
          api.rateLimit({
            max: options.maxRequestsPerMinute ?? defaultMaxRequestsPerMinute,
            timeWindow: '1 minute',
            keyGenerator: ({ principal, ip }: FastifyRequest) => principal?.id ?? ip,
          }),
        );
        api.addHook('onSend', async (request, reply, payload) => {
          if (reply.statusCode === 204 && prefersMinimal(request.headers.prefer))
            reply.header('preference-applied', minimalApplied);
          if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
          if (payload && String(reply.getHeader('content-type')).startsWith('application/json'))
            reply.header(
              'content-type',
              'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8',
            );
          return payload;
        });
        routes.api(api);
      },
      { prefix },
    );
  }
  await app.register(async (open) => {
    await openApiBrowser(open, openApiDocument);
    routes.open(open);
    if (options.portalDirectory !== undefined) await portalFiles(open, options.portalDirectory);
  });
  return app;
}

function identify(request: FastifyRequest, reply: FastifyReply): void {
  const given = request.headers['client-request-id'];
  request.clientRequestId = typeof given === 'string' && isUuid(given) ? given : request.id;
  reply
    .header('request-id', request.id)
    .header('client-request-id', request.clientRequestId)
    .header('odata-version', '4.0');
}

function answer(request: FastifyRequest, reply: FastifyReply, error: ProvisioningError, clock: Clock): FastifyReply {
  const status = graphStatus(error);
  if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
  const envelope = toEnvelope(error, { id: request.id, clientRequestId: request.clientRequestId, now: clock.now() });
  return reply.status(status).type('application/json; charset=utf-8').send(envelope);
}

function bearerToken(request: FastifyRequest): string {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  throw new ApiError('TOKEN_INVALID', 'Access token is empty. Send the header "Authorization: Bearer …".');
}

/** Actions are posted with a JSON content type and no body; that is no error. */
function readJsonLeniently(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, readJson(body as string));
    } catch (thrown) {
      done(thrown as Error);
    }
  });
}

function translate(thrown: FastifyError | Error, bodyLimit = maxBodyBytes): ProvisioningError {
  if (thrown instanceof ProvisioningError) return thrown;
  const { statusCode, code } = thrown as FastifyError;
  if (statusCode === 413)
    return new ApiError(
      'REQUEST_TOO_LARGE',
      `The request body is larger than the ${bodyLimit} bytes that this route takes. Send less at once.`,
      {
        cause: thrown,
      },
    );
  if (statusCode === 429)
    return new ApiError('TOO_MANY_REQUESTS', 'Too many requests. Wait as long as Retry-After says.', { cause: thrown });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ApiError('REQUEST_INVALID', 'The content type is not supported. Send application/json.', {
      cause: thrown,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ApiError('REQUEST_INVALID', thrown.message, { cause: thrown });
  return toProvisioningError(thrown);
}
