/** `/organization`: whose directory this is. */
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection, entity } from '../http/envelope.ts';
import { described, many, one } from '../http/openapi/route-description.ts';
import type { Services } from '../services.ts';

// As Graph: who signs in may read the organization by User.Read.
const read = { config: { permissions: ['Organization.Read.All', 'User.Read'] as const } };

const organization = z.object({
  id: z.uuid(),
  displayName: z.string(),
  verifiedDomains: z.array(z.object({ name: z.string(), isDefault: z.boolean(), isInitial: z.boolean() })),
});

type ById = { Params: { id: string } };

export function organizationRoutes(app: FastifyInstance, { tenantId, domains }: Services): void {
  const show = async () => ({
    id: tenantId,
    displayName: 'Drawbridge',
    verifiedDomains: (await domains.list()).map(({ name, isDefault }) => ({
      capabilities: '',
      isDefault,
      isInitial: false,
      name,
      type: 'Managed',
    })),
  });

  const listing = described(read, { summary: 'Show the organization, as a list of one.', answer: many(organization) });
  app.get('/organization', listing, async (request) => collection(request, 'organization', { value: [await show()] }));

  const reading = described(read, { summary: 'Show the organization.', answer: one(organization) });
  app.get<ById>('/organization/:id', reading, async (request) => {
    if (request.params.id.toLowerCase() !== tenantId) throw objectNotFound(request.params.id);
    return entity(request, 'organization', await show());
  });
}
