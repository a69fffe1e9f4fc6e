/** `/openapi.json`, and a page that shows it: everything from this host, under a policy of its own that says so. */
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Swagger UI writes `style` attributes; scripts come from files only. */
const contentSecurityPolicy = {
  'default-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

export async function openApiBrowser(app: FastifyInstance, document: () => object): Promise<void> {
  app.get('/openapi.json', { config: { description: { summary: 'Describe the API in OpenAPI 3.1.' } } }, async () =>
    document(),
  );
  await app.register(fastifySwagger, { openapi: {}, transformObject: () => document() });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/openapi',
    staticCSP: contentSecurityPolicy,
    theme: { title: 'Drawbridge API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none' },
  });
}
