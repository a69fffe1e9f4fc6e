/** `/organization`: the tenant. */
import type { FastifyInstance } from 'fastify';
import { collection } from '../http/envelope.ts';
import type { Services } from '../services.ts';

export function organizationRoutes(app: FastifyInstance, { tenantId }: Services): void {
  app.get('/organization', { config: { permissions: 'anyone' } }, async (request) =>
    collection(request, 'organization', { value: [{ id: tenantId, displayName: 'Drawbridge', verifiedDomains: [] }] }),
  );
}
