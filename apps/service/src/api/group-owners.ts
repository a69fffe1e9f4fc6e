/** Owners of a group: users and service principals. */
import type { FastifyInstance } from 'fastify';
import { collection } from '../http/envelope.ts';
import { described, many } from '../http/openapi/route-description.ts';
import { referencedObjectId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showAny } from './graph-object.ts';
import { pageOf } from './lists.ts';

const read = { config: { permissions: ['GroupMember.Read.All', 'Group.Read.All'] as const } };
const write = { config: { permissions: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };

export function groupOwnerRoutes(app: FastifyInstance, { directory }: Services): void {
  const { memberships } = directory;

  const listing = described(read, { summary: 'List the owners of a group.', answer: many('directoryObject') });
  app.get<ById>('/groups/:id/owners', listing, async (request) => {
    const { select, ...page } = pageOf(request);
    const owners = await memberships.listOwners(request.params.id, page);
    return collection(request, 'directoryObjects', {
      value: owners.items.map((owner) => showAny(owner, select)),
      nextAfter: owners.next,
    });
  });

  const adding = described(write, { summary: 'Add an owner to a group.', body: referenceBody });
  app.post<ById>('/groups/:id/owners/$ref', adding, async (request, reply) => {
    const { '@odata.id': reference } = readBody(referenceBody, request.body);
    await memberships.addOwners(request.params.id, [referencedObjectId(reference)]);
    return reply.status(204).send();
  });

  app.delete<{ Params: { id: string; ownerId: string } }>(
    '/groups/:id/owners/:ownerId/$ref',
    described(write, { summary: 'Remove an owner from a group.' }),
    async (request, reply) => {
      await memberships.removeOwner(request.params.id, request.params.ownerId);
      return reply.status(204).send();
    },
  );
}
