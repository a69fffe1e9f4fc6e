/** Ours: many people and groups in one request, idempotently (docs/reference/extensions.md). */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';

const maxRows = 10_000;
const people = z.object({
  users: z.array(z.unknown()).max(maxRows).optional(),
  groups: z.array(z.unknown()).max(maxRows).optional(),
});

export function importRoutes(app: FastifyInstance, { directory }: Services): void {
  app.post('/directory/import', { config: { permissions: ['Directory.ReadWrite.All'] } }, async (request) =>
    directory.importPeople(readBody(people, request.body)),
  );
}
