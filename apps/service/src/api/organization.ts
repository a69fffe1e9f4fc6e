/** `/organization` and `/domains`: whose directory this is. */
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection, entity } from '../http/envelope.ts';
import { described, many, one } from '../http/openapi/route-description.ts';
import type { Services } from '../services.ts';

// As Graph: who signs in may read the organization by User.Read.
const read = { config: { permissions: ['Organization.Read.All', 'User.Read'] as const } };
const readDomains = { config: { permissions: ['Domain.Read.All'] as const } };

const organization = z.object({
  id: z.uuid(),
  displayName: z.string(),
  verifiedDomains: z.array(z.object({ name: z.string(), isDefault: z.boolean(), isInitial: z.boolean() })),
});
const domain = z.object({ id: z.string(), isVerified: z.boolean(), isDefault: z.boolean(), isInitial: z.boolean() });

type ById = { Params: { id: string } };

export function organizationRoutes(app: FastifyInstance, { tenantId, domains }: Services): void {
  /** The domains of the addresses that people have; by name, and the first is the default. */
  const listed = async () =>
    (await domains()).map((name, index) => ({ name, isDefault: index === 0, isInitial: index === 0 }));
  const show = async () => ({ id: tenantId, displayName: 'Drawbridge', verifiedDomains: await listed() });

  const listing = described(read, { summary: 'Show the organization, as a list of one.', answer: many(organization) });
  app.get('/organization', listing, async (request) => collection(request, 'organization', { value: [await show()] }));

  const reading = described(read, { summary: 'Show the organization.', answer: one(organization) });
  app.get<ById>('/organization/:id', reading, async (request) => {
    if (request.params.id.toLowerCase() !== tenantId) throw objectNotFound(request.params.id);
    return entity(request, 'organization', await show());
  });

  const showDomain = ({ name, ...flags }: Awaited<ReturnType<typeof listed>>[number]) => ({
    id: name,
    authenticationType: 'Managed',
    isAdminManaged: true,
    isRoot: true,
    isVerified: true,
    supportedServices: [],
    ...flags,
  });
  const listingDomains = described(readDomains, { summary: 'List domains.', answer: many(domain) });
  app.get('/domains', listingDomains, async (request) =>
    collection(request, 'domains', { value: (await listed()).map(showDomain) }),
  );

  const readingDomain = described(readDomains, { summary: 'Read a domain.', answer: one(domain) });
  app.get<ById>('/domains/:id', readingDomain, async (request) => {
    const found = (await listed()).find(({ name }) => name === request.params.id.toLowerCase());
    if (!found) throw objectNotFound(request.params.id);
    return entity(request, 'domains', showDomain(found));
  });
}
