/**
 * The authorization endpoint, the device page and sign-out: what a browser opens. Requests are put into the words of
 * oidc-provider (scopes, prompts, the tenant's own id) and answered by it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { authorizationQuery, redirectWithError } from './authorize-request.ts';
import { sessionCookie } from './oidc-provider.ts';
import { describeError, errorTimestamp, OAuthError } from './oauth-error.ts';
import { checkTenant, type InTenant } from './tenant.ts';

/** Requests a minute from one address: each leaves a pending sign-in behind. */
const maxSignInsPerMinute = 300;
/** Codes that people type are short, so guessing must be slow. */
const maxDevicePagesPerMinute = 30;

const perAddress = (max: number) => ({ bodyLimit: 32 * 1024, config: { rateLimit: { max, timeWindow: '1 minute' } } });

export function authorizationRoutes(app: FastifyInstance, services: Services): void {
  const { clock, tenantId, authorizationServer: server } = services;
  const root = `/${tenantId}/oauth2/v2.0`;

  const errorPage = (reply: FastifyReply, thrown: OAuthError): FastifyReply =>
    reply
      .status(thrown.status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(
        server.pages.error({
          error: thrown.error,
          description: describeError(thrown.number, thrown.message),
          correlationId: reply.request.clientRequestId,
          timestamp: errorTimestamp(clock.now()),
        }),
      );

  const withErrorPage =
    <T extends FastifyRequest>(work: (request: T, reply: FastifyReply) => Promise<FastifyReply>) =>
    async (request: T, reply: FastifyReply) => {
      try {
        return await work(request, reply);
      } catch (thrown) {
        if (thrown instanceof OAuthError) return errorPage(reply, thrown);
        throw thrown;
      }
    };
  const inTenant = (work: (request: FastifyRequest<InTenant>, reply: FastifyReply) => Promise<FastifyReply>) =>
    withErrorPage(async (request: FastifyRequest<InTenant>, reply: FastifyReply) => {
      await checkTenant(request.params.tenant, services);
      return work(request, reply);
    });

  const authorize = inTenant(async (request, reply) => {
    const names = server.namesFor(request);
    const given = new URLSearchParams(request.method === 'POST' ? formOf(request) : queryOf(request));
    const client = await server.clients.find(given.get('client_id') ?? '', names.base);
    try {
      const query = authorizationQuery(given, client, names);
      return await server.forward(request, reply, {
        base: names.base,
        method: 'GET',
        path: `${root}/authorize?${query.toString()}`,
      });
    } catch (thrown) {
      const target = thrown instanceof OAuthError ? redirectWithError(given, client, thrown) : undefined;
      if (target === undefined) throw thrown;
      return reply.header('cache-control', 'no-store').redirect(target, 302);
    }
  });
  app.get<InTenant>('/:tenant/oauth2/v2.0/authorize', perAddress(maxSignInsPerMinute), authorize);
  app.post<InTenant>('/:tenant/oauth2/v2.0/authorize', perAddress(maxSignInsPerMinute), authorize);

  /** Paths of oidc-provider's own making, and those that need no translation. */
  const pass = (path: (request: FastifyRequest) => string) => (request: FastifyRequest, reply: FastifyReply) => {
    const isPost = request.method === 'POST';
    return server.forward(request, reply, {
      base: server.namesFor(request).base,
      method: isPost ? 'POST' : 'GET',
      path: path(request),
      ...(isPost ? { form: Object.fromEntries(new URLSearchParams(formOf(request))) } : {}),
    });
  };
  const withQuery = (path: string) => (request: FastifyRequest) => {
    const query = queryOf(request);
    return query === '' ? path : `${path}?${query}`;
  };
  const withUid = (path: string) => (request: FastifyRequest) =>
    `${path}/${encodeURIComponent((request.params as { uid: string }).uid)}`;

  const often = perAddress(maxSignInsPerMinute);
  app.get<InTenant>('/:tenant/oauth2/v2.0/authorize/:uid', often, inTenant(pass(withUid(`${root}/authorize`))));
  app.get<InTenant>('/:tenant/oauth2/v2.0/logout', often, inTenant(pass(withQuery(`${root}/logout`))));
  app.post<InTenant>('/:tenant/oauth2/v2.0/logout', often, inTenant(pass(() => `${root}/logout`)));
  app.post<InTenant>('/:tenant/oauth2/v2.0/logout/confirm', often, inTenant(pass(() => `${root}/logout/confirm`)));
  app.get<InTenant>('/:tenant/oauth2/v2.0/logout/success', often, inTenant(pass(withQuery(`${root}/logout/success`))));

  const rarely = perAddress(maxDevicePagesPerMinute);
  // A code in the link fills the form in; the person still has to see it and to agree.
  const prefilled = (request: FastifyRequest): string => {
    const code = new URLSearchParams(queryOf(request)).get('user_code');
    return code === null ? '/device' : `/device?prefill=${encodeURIComponent(code.slice(0, 20))}`;
  };
  app.get('/device', rarely, withErrorPage(pass(prefilled)));
  const typed = withErrorPage(pass(() => '/device'));
  // Without a session the form was shown to nobody here: it starts over.
  app.post('/device', rarely, async (request, reply) =>
    (request.headers.cookie ?? '').includes(`${sessionCookie}=`)
      ? typed(request, reply)
      : reply.redirect('/device', 303),
  );
  app.get('/device/:uid', rarely, withErrorPage(pass(withUid('/device'))));
}

const queryOf = (request: FastifyRequest): string => request.originalUrl.split('?').slice(1).join('?');

/** The fields of a form as text; what is no text is left out. */
function formOf(request: FastifyRequest): string {
  const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
  const fields = Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string');
  return new URLSearchParams(fields).toString();
}
