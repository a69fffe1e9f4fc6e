/** `/servicePrincipals`: applications as they stand in this directory, what people are assigned to. */
import { ApiError, isUuid } from '@drawbridge/base';
import { conflict, objectNotFound, type ServicePrincipal, type ServicePrincipalInput } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { accessDenied, holds } from '../../http/request-context.ts';
import { readBody } from '../../http/validate.ts';
import { graphAppId } from '../../oauth/graph-permissions.ts';
import type { Services } from '../../services.ts';
import { findServicePrincipal } from '../find-service-principal.ts';
import { showGroup, showServicePrincipal } from '../graph-object.ts';
import { answerCount, answerList, answerOne, pageOf } from '../lists.ts';
import { create, read, write, type ById } from './access.ts';
import { ownWhatIMake } from './owners.ts';
import { removeProvisioning } from './remove-provisioning.ts';
import { anObject, readProperties } from './writable-properties.ts';

const created = z.looseObject({ appId: z.string().refine(isUuid, 'must be the appId of an application') });

export function servicePrincipalRoutes(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const path = '/servicePrincipals';
  const list = { set: 'servicePrincipals', kind: 'ServicePrincipal', directory, show: showServicePrincipal } as const;

  app.get(path, described(read, { summary: 'List service principals.', answer: many('servicePrincipal') }), (request) =>
    answerList(request, {
      ...list,
      list: directory.listServicePrincipals,
      count: (where) => directory.countServicePrincipals(where),
    }),
  );

  app.get(`${path}/$count`, described(read, { summary: 'Count service principals.' }), (request, reply) =>
    answerCount(request, reply, directory.countServicePrincipals),
  );

  app.post(
    path,
    described(create, {
      summary: 'Make the service principal of an application.',
      body: created,
      answer: one('servicePrincipal', 201),
    }),
    async (request, reply) => {
      const { appId, ...given } = readBody(created, request.body);
      const properties = readProperties('servicePrincipal', given) as ServicePrincipalInput;
      const made = await make(services, request, appId, properties);
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/v1.0/servicePrincipals/${made.id}`)
        .send(entity(request, 'servicePrincipals', showServicePrincipal(made)));
    },
  );

  app.get<ById>(
    `${path}/:id`,
    described(read, { summary: 'Read a service principal.', answer: one('servicePrincipal') }),
    (request) => answerOne(request, { ...list, read: () => findServicePrincipal(services, request.params.id) }),
  );

  app.patch<ById>(
    `${path}/:id`,
    described(write, { summary: 'Change a service principal.', body: anObject, answer: noContent }),
    async (request, reply) => {
      const found = await findServicePrincipal(services, request.params.id);
      mustNotBeGraph(found);
      const properties = readProperties('servicePrincipal', request.body) as ServicePrincipalInput;
      await directory.updateServicePrincipal(found.id, properties);
      return reply.status(204).send();
    },
  );

  app.delete<ById>(
    `${path}/:id`,
    described(write, {
      summary: 'Move a service principal to the recycle bin. Its synchronization jobs go for good.',
      answer: noContent,
    }),
    async (request, reply) => {
      const found = await findServicePrincipal(services, request.params.id);
      mustNotBeGraph(found);
      await removeProvisioning(services, found.id);
      await directory.deleteServicePrincipal(found.id);
      return reply.status(204).send();
    },
  );

  app.get<ById>(
    `${path}/:id/memberOf`,
    described(read, { summary: 'List the groups that it is a member of.', answer: many('group') }),
    async (request) => {
      const { id } = await findServicePrincipal(services, request.params.id);
      const { select, ...page } = pageOf(request);
      const groups = await directory.listGroupsOf(id, page);
      return collection(request, 'directoryObjects', {
        value: groups.items.map((group) => ({ '@odata.type': '#microsoft.graph.group', ...showGroup(group, select) })),
        nextAfter: groups.next,
      });
    },
  );
}

async function make(
  services: Services,
  request: FastifyRequest,
  appId: string,
  properties: ServicePrincipalInput,
): Promise<ServicePrincipal> {
  const { directory, owners } = services;
  const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
  const [application] = (await directory.listApplications({ where, limit: 1 })).items;
  if (!application) {
    if ((await directory.listServicePrincipals({ where, limit: 1 })).items.length > 0) throw conflict('appId', appId);
    throw objectNotFound(appId);
  }
  const { principal } = request;
  if (!holds(request, 'Application.ReadWrite.All') && !(principal && (await owners.owns(principal.id, application.id))))
    throw accessDenied('It needs Application.ReadWrite.All, or to own the application.');
  const made = await directory.createServicePrincipal({
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    servicePrincipalNames: [appId, ...(application.identifierUris ?? [])],
    ...properties,
    appId,
    displayName: application.displayName,
    appDisplayName: application.displayName,
    servicePrincipalType: 'Application',
    ...(application.applicationTemplateId ? { applicationTemplateId: application.applicationTemplateId } : {}),
    ...(application.appRoles ? { appRoles: application.appRoles } : {}),
  });
  await ownWhatIMake(services, request, [made.id]);
  return made;
}

function mustNotBeGraph({ appId }: ServicePrincipal): void {
  if (appId !== graphAppId) return;
  throw new ApiError('REQUEST_INVALID', 'Microsoft Graph is this API itself: it can neither be changed nor deleted.');
}
