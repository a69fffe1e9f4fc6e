/**
 * The admin centre's static files under `/portal/`. Every address in it is answered with the one page, under a policy that
 * lets through nothing but the portal's own scripts, and styles that carry this answer's nonce.
 */
import { newToken } from '@drawbridge/base';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const noncePlace = '__NONCE__';

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const notBuilt = `The admin centre is not built. Run "npm run build" in the folder of Drawbridge, then start the service again.\n`;

/** Pages for people are no part of the API's description. */
const hidden = { schema: { hide: true } };

/** `folder`: what `npm run build` made. */
export async function portalFiles(app: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);

  const sendPage = (reply: FastifyReply): FastifyReply => {
    if (page === undefined) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
    const nonce = newToken();
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('cache-control', 'no-store')
      .send(page.replaceAll(noncePlace, nonce));
  };

  app.get('/', hidden, async (_request, reply) => reply.redirect('/portal/'));
  app.get('/portal', hidden, async (_request, reply) => sendPage(reply));
  if (page !== undefined) {
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/portal/assets/',
      preCompressed: true,
      index: false,
      // Their names change with their content.
      immutable: true,
      maxAge: '365d',
    });
    app.get('/portal/icon.svg', hidden, async (_request, reply) => reply.sendFile('icon.svg', folder));
  }
  app.get('/portal/*', hidden, async (_request, reply) => sendPage(reply));
}
