/** Browsers of other origins (CORS): only those that the setting names, with the headers that Graph's clients send and read. */
import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Without origins nothing is registered, and browsers keep other origins out. The token travels in a header, never in a cookie. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(fastifyCors, {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // Absent allowedHeaders: those that the preflight asks for. Graph's clients send many of their own (SdkVersion, x-ms-…).
    exposedHeaders: [
      'request-id',
      'client-request-id',
      'Retry-After',
      'Location',
      'OData-Version',
      'Preference-Applied',
    ],
    maxAge: 600,
  });
}
