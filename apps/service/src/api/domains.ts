/**
 * `/domains`: the domains that user names may be in. Who runs the service knows which domains are theirs, so a domain counts
 * as verified from the moment it is declared.
 */
import { ApiError } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { coreDirectory } from '../audit/activity.ts';
import { auditTarget } from '../audit/audit-trail.ts';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import type { Domain } from '../signin/domains.ts';

const read = { config: { permissions: ['Domain.Read.All', 'Domain.ReadWrite.All'] as const } };
const write = (operation: 'Add' | 'Update' | 'Delete', activity: string) => ({
  config: {
    permissions: ['Domain.ReadWrite.All'] as const,
    audit: coreDirectory('DirectoryManagement', operation, activity, 'Domain'),
  },
});

const shape = z.object({
  id: z.string(),
  isVerified: z.boolean(),
  isDefault: z.boolean(),
  isInitial: z.boolean(),
});
const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, {
    error: 'must be the name of a domain, for example corp.example',
  });
const aDomain = z.object({ id: domainName });
const aChange = z.object({
  isDefault: z.literal(true, { error: 'must be true: another domain becomes the default in its place' }).optional(),
});

type ById = { Params: { id: string } };

export function domainRoutes(app: FastifyInstance, { domains }: Services): void {
  const find = async (id: string): Promise<Domain> => {
    const found = (await domains.list()).find(({ name }) => name === id.toLowerCase());
    if (!found) throw objectNotFound(id);
    return found;
  };
  const findDeclared = async (id: string): Promise<string> => {
    const { name, isDeclared } = await find(id);
    auditTarget({ type: 'Domain', id: name, displayName: name });
    if (isDeclared) return name;
    throw new ApiError(
      'REQUEST_INVALID',
      `The domain '${name}' was never declared: it is the domain of names that users have. Change the names.`,
    );
  };

  app.get('/domains', described(read, { summary: 'List domains.', answer: many(shape) }), async (request) =>
    collection(request, 'domains', { value: (await domains.list()).map(show) }),
  );

  app.get<ById>('/domains/:id', described(read, { summary: 'Read a domain.', answer: one(shape) }), async (request) =>
    entity(request, 'domains', show(await find(request.params.id))),
  );

  const declaring = described(write('Add', 'Add unverified domain'), {
    summary: 'Declare a domain that user names may be in. It is verified at once.',
    body: aDomain,
    answer: one(shape, 201),
  });
  app.post('/domains', declaring, async (request, reply) => {
    const { id } = readBody(aDomain, request.body);
    auditTarget({ type: 'Domain', id, displayName: id });
    await domains.declare(id);
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/domains/${id}`)
      .send(entity(request, 'domains', show(await find(id))));
  });

  const changing = described(write('Update', 'Set company default domain'), {
    summary: 'Make a domain the default.',
    body: aChange,
    answer: noContent,
  });
  app.patch<ById>('/domains/:id', changing, async (request, reply) => {
    const { isDefault } = readBody(aChange, request.body);
    const name = await findDeclared(request.params.id);
    if (isDefault) await domains.makeDefault(name);
    return reply.status(204).send();
  });

  const verifying = described(write('Update', 'Verify domain'), {
    summary: 'Answer with the domain, which is verified already.',
    answer: one(shape),
  });
  app.post<ById>('/domains/:id/verify', verifying, async (request) => {
    await findDeclared(request.params.id);
    return entity(request, 'domains', show(await find(request.params.id)));
  });

  const removing = described(write('Delete', 'Remove verified domain'), {
    summary: 'Remove a domain that has no users. Without any declared domain every domain may be used.',
    answer: noContent,
  });
  app.delete<ById>('/domains/:id', removing, async (request, reply) => {
    await domains.remove(await findDeclared(request.params.id));
    return reply.status(204).send();
  });
}

const show = ({ name, isDefault }: Domain) => ({
  id: name,
  authenticationType: 'Managed',
  availabilityStatus: null,
  isAdminManaged: true,
  isDefault,
  isInitial: false,
  isRoot: true,
  isVerified: true,
  manufacturer: null,
  model: null,
  passwordNotificationWindowInDays: null,
  passwordValidityPeriodInDays: null,
  state: null,
  supportedServices: [],
});
