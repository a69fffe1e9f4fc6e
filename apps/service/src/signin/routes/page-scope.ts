/**
 * What all pages share: headers, the refusal of forms that another site sends, errors as pages. A page is never kept, never
 * framed, and runs no script but ours.
 */
import { ApiError, toProvisioningError } from '@drawbridge/base';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import type { Services } from '../../services.ts';
import { problemPage } from '../pages/authorization-pages.ts';
import { assetsPath } from '../pages/layout.ts';

/** Without `form-action`: browsers hold it against the redirects that follow a form, and those lead to the application. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Forms that one address may send in a minute. */
export const formLimit = { bodyLimit: 64 * 1024, config: { rateLimit: { max: 120, timeWindow: '1 minute' } } };

const asset = (name: string): Buffer => readFileSync(new URL(`../assets/${name}`, import.meta.url));
const assets = {
  'sign-in.css': { type: 'text/css; charset=utf-8', body: asset('sign-in.css') },
  'passkey.js': { type: 'text/javascript; charset=utf-8', body: asset('passkey.js') },
  'sign-out.js': { type: 'text/javascript; charset=utf-8', body: asset('sign-out.js') },
  'icon.svg': { type: 'image/svg+xml', body: asset('icon.svg') },
} as const;

export function assetRoutes(app: FastifyInstance): void {
  for (const [name, { type, body }] of Object.entries(assets)) {
    app.get(`${assetsPath}/${name}`, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(body),
    );
  }
}

/** Puts the hooks of pages on a scope of its own. */
export function guardPages(app: FastifyInstance, { logger }: Services): void {
  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('cache-control', 'no-store')
      .header('content-security-policy', contentSecurityPolicy)
      // Same origin only: one-time links stand in the address. Not `no-referrer`, which would hide who sends a form.
      .header('referrer-policy', 'same-origin');
    if (request.method === 'POST') requireSameOrigin(request);
  });
  app.setErrorHandler((thrown: FastifyError | Error, request, reply) => {
    const { statusCode } = thrown as FastifyError;
    const isLimit = statusCode === 429;
    const error = toProvisioningError(thrown);
    const isKnown = thrown instanceof ApiError || error.status < 500;
    const status = isLimit ? 429 : (statusCode ?? error.status);
    if (!isKnown && !isLimit && (statusCode ?? 500) >= 500)
      logger.error({ err: thrown, requestId: request.id }, 'a page failed');
    const sentence = isLimit
      ? 'Too many attempts from this address. Wait a minute, then try again.'
      : isKnown
        ? error.message
        : (statusCode ?? 500) < 500
          ? 'The form could not be read. Go back and try again.'
          : 'The service failed unexpectedly; its log has the details under this request id.';
    return wantsJson(request)
      ? reply.status(status).send({ problem: sentence })
      : sendPage(reply.status(status), problemPage({ title: 'This did not work', sentence, requestId: request.id }));
  });
}

const wantsJson = ({ url }: FastifyRequest): boolean => (url.split('?')[0] ?? '').endsWith('/options');

export const sendPage = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(text);

/** Browsers say where a form comes from (Fetch Metadata); the cookies of a sign-in are SameSite as well. */
function requireSameOrigin({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ApiError('ACCESS_DENIED', 'This form was sent by another site. Open the page itself and try again.');
}

/** The text fields of a form; what is no text, or longer than anything asked for, is left out. */
export function fieldsOf({ body }: FastifyRequest): Readonly<Record<string, string>> {
  const given = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    given.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 40_000),
  );
}
