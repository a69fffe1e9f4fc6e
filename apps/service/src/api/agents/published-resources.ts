/** `…/publishedResources`: what agent groups serve. The one of an application has its service principal's id as `resourceName`. */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { PublishedResource } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { referencedId, referenceBody } from '../../http/reference.ts';
import { accessDenied } from '../../http/request-context.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import {
  base,
  expands,
  findGroup,
  findResource,
  groupShape,
  mayTouchResource,
  open,
  openToOwners,
  readByOwners,
  queryOf,
  resourceShape,
  toGraphGroup,
  toGraphResource,
  type ById,
  type ByPair,
} from './graph-agent.ts';

const created = z.object({ displayName: z.string().min(1).max(256), resourceName: z.string().min(1).max(256) });
const changed = z.object({ displayName: z.string().min(1).max(256).optional() });
const path = `${base}/publishedResources`;
const set = 'publishedResources';

/** Throws OBJECT_NOT_FOUND, also for one of an application that is not theirs. */
async function findOwn(services: Services, request: FastifyRequest<ById>): Promise<PublishedResource> {
  const resource = await findResource(services, request.params.id);
  if ((await mayTouchResource(services, request))(resource)) return resource;
  throw objectNotFound(request.params.id);
}

export function publishedResourceRoutes(app: FastifyInstance, services: Services): void {
  const { agentGroups: store, clock } = services;

  app.get(
    path,
    described(readByOwners, { summary: 'List published resources.', answer: many(resourceShape) }),
    async (request) => {
      const { filter } = queryOf(request);
      const mayTouch = await mayTouchResource(services, request);
      const resources = (await store.listResources()).filter(mayTouch);
      if (!filter) return collection(request, set, { value: resources.map(toGraphResource) });
      if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.property !== 'resourceName')
        throw new ApiError('QUERY_UNSUPPORTED', "publishedResources can be filtered by resourceName eq '…' only.");
      const found = resources.filter(({ resourceName }) => resourceName === filter.value);
      return collection(request, set, { value: found.map(toGraphResource) });
    },
  );

  app.post(
    path,
    described(openToOwners, { summary: 'Publish a resource.', body: created, answer: one(resourceShape, 201) }),
    async (request, reply) => {
      const { displayName, resourceName } = readBody(created, request.body);
      // The resource of an application is found by its service principal's id, which is kept in lower case.
      const name = isUuid(resourceName) ? resourceName.toLowerCase() : resourceName;
      if (!(await mayTouchResource(services, request))({ resourceName: name }))
        throw accessDenied('The resource is no application that the caller owns.');
      const resource = await store.createResource(displayName, name, clock.now());
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/beta${path}/${resource.id}`)
        .send(entity(request, set, toGraphResource(resource)));
    },
  );

  app.get<ById>(
    `${path}/:id`,
    described(readByOwners, { summary: 'Read a published resource.', answer: one(resourceShape) }),
    async (request) => {
      const resource = await findOwn(services, request);
      const groups = expands(queryOf(request), 'agentGroups')
        ? { agentGroups: (await store.groupsOfResource(resource.id)).map(toGraphGroup) }
        : {};
      return entity(request, set, { ...toGraphResource(resource), ...groups });
    },
  );

  app.patch<ById>(
    `${path}/:id`,
    described(open, { summary: 'Rename a published resource.', body: changed, answer: noContent }),
    async (request, reply) => {
      await store.updateResource((await findResource(services, request.params.id)).id, readBody(changed, request.body));
      return reply.status(204).send();
    },
  );

  app.delete<ById>(
    `${path}/:id`,
    described(openToOwners, { summary: 'Delete a published resource.', answer: noContent }),
    async (request, reply) => {
      await store.deleteResource((await findOwn(services, request)).id);
      return reply.status(204).send();
    },
  );

  servingGroups(app, services);
}

function servingGroups(app: FastifyInstance, services: Services): void {
  const { agentGroups: store, hub } = services;

  app.get<ById>(
    `${path}/:id/agentGroups`,
    described(readByOwners, { summary: 'List the groups that serve a resource.', answer: many(groupShape) }),
    async (request) => {
      queryOf(request);
      const resource = await findOwn(services, request);
      return collection(request, 'agentGroups', {
        value: (await store.groupsOfResource(resource.id)).map(toGraphGroup),
      });
    },
  );

  app.post<ById>(
    `${path}/:id/agentGroups/$ref`,
    described(openToOwners, { summary: 'Let a group serve a resource.', body: referenceBody, answer: noContent }),
    async (request, reply) => {
      const resource = await findOwn(services, request);
      const group = await findGroup(services, referencedId(readBody(referenceBody, request.body)));
      await store.addResourceGroup(resource.id, group.id);
      hub.groupsChanged();
      await services.wakeJobsOfApplication(resource.resourceName);
      return reply.status(204).send();
    },
  );

  app.delete<ByPair>(
    `${path}/:id/agentGroups/:otherId/$ref`,
    described(openToOwners, { summary: 'Let a group serve a resource no more.', answer: noContent }),
    async (request, reply) => {
      const { otherId } = request.params;
      const { id } = await findOwn(services, request);
      if (!isUuid(otherId) || !(await store.removeResourceGroup(id, otherId))) throw objectNotFound(otherId);
      hub.groupsChanged();
      return reply.status(204).send();
    },
  );
}
