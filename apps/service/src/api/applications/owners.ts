/** Owners of applications and service principals, and what a principal owns. */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collection } from '../../http/envelope.ts';
import { described, many, noContent } from '../../http/openapi/route-description.ts';
import { referencedId, referenceBody } from '../../http/reference.ts';
import { holds } from '../../http/request-context.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { findApplication } from '../find-application.ts';
import { findServicePrincipal } from '../find-service-principal.ts';
import { showAny } from '../graph-object.ts';
import { pageOf } from '../lists.ts';
import { signedInUserId } from '../me.ts';
import { anyone, read, write, type ById } from './access.ts';

const owned = [
  { set: 'applications', find: findApplication },
  { set: 'servicePrincipals', find: findServicePrincipal },
] as const;

const readUser = { config: { permissions: ['User.Read.All', 'Directory.Read.All'] } } as const;

export function ownerRoutes(app: FastifyInstance, services: Services): void {
  const { owners, directory } = services;

  for (const { set, find } of owned) {
    const path = `/${set}/:id/owners`;
    app.get<ById>(
      path,
      described(read, { summary: 'List owners.', answer: many('directoryObject') }),
      async (request) => {
        const { id } = await find(services, request.params.id);
        return page(services, request, (place) => owners.ownersOf(id, place));
      },
    );

    app.post<ById>(
      `${path}/$ref`,
      described(write, { summary: 'Add an owner.', body: referenceBody, answer: noContent }),
      async (request, reply) => {
        const { id } = await find(services, request.params.id);
        const ownerId = referencedId(readBody(referenceBody, request.body));
        const [owner] = await directory.getObjectsById([ownerId], ['User', 'ServicePrincipal']);
        if (!owner) throw objectNotFound(ownerId);
        if (!(await owners.add(id, owner.object.id)))
          throw new ApiError(
            'REFERENCE_EXISTS',
            "One or more added object references already exist for the following modified properties: 'owners'.",
          );
        return reply.status(204).send();
      },
    );

    app.delete<{ Params: { id: string; ownerId: string } }>(
      `${path}/:ownerId/$ref`,
      described(write, { summary: 'Remove an owner.', answer: noContent }),
      async (request, reply) => {
        const { id } = await find(services, request.params.id);
        const { ownerId } = request.params;
        if (!isUuid(ownerId) || !(await owners.remove(id, ownerId))) throw objectNotFound(ownerId);
        return reply.status(204).send();
      },
    );
  }

  const ownedObjects = { summary: 'List what it owns.', answer: many('directoryObject') };
  app.get<ById>('/servicePrincipals/:id/ownedObjects', described(read, ownedObjects), async (request) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    return page(services, request, (place) => owners.ownedBy(id, place));
  });
  app.get<ById>('/users/:id/ownedObjects', described(readUser, ownedObjects), async (request) => {
    const { id } = await directory.getUser(request.params.id);
    return page(services, request, (place) => owners.ownedBy(id, place));
  });
  app.get('/me/ownedObjects', described(anyone, ownedObjects), async (request) => {
    const id = await signedInUserId(request, services);
    return page(services, request, (place) => owners.ownedBy(id, place));
  });
}

async function page(
  { directory }: Services,
  request: FastifyRequest,
  list: (place: { after?: string; limit: number }) => Promise<readonly string[]>,
): Promise<object> {
  const { select, after, limit } = pageOf(request);
  if (after !== undefined && !isUuid(after))
    throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not valid. Start the list again from its first page.');
  const ids = await list({ limit, ...(after === undefined ? {} : { after }) });
  const objects = await directory.getObjectsById(ids);
  return collection(request, 'directoryObjects', {
    value: objects.map((object) => showAny(object, select)),
    nextAfter: ids.length === limit ? ids.at(-1) : undefined,
  });
}

/** A person owns what they make; so does a client that may change nothing but what it owns. */
export async function ownWhatIMake(
  { owners }: Pick<Services, 'owners'>,
  request: FastifyRequest,
  ids: readonly string[],
): Promise<void> {
  const { principal } = request;
  if (!principal || (!principal.user && holds(request, 'Application.ReadWrite.All'))) return;
  for (const id of ids) await owners.add(id, principal.id);
}
