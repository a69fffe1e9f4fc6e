/** The gallery, applications with their secrets, service principals, and who is assigned to them. */
import { ApiError, isUuid, newId } from '@drawbridge/base';
import {
  objectNotFound,
  type Application,
  type ApplicationInput,
  type ServicePrincipalInput,
} from '@drawbridge/directory';
import type { PasswordCredential } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, contextUrl, entity, selected } from '../http/envelope.ts';
import { chosen } from '../http/odata/evaluate.ts';
import { fromPageToken, scopeOf } from '../http/odata/page-token.ts';
import { readQuery } from '../http/odata/query.ts';
import { readBody } from '../http/validate.ts';
import { directoryRoleName, directoryRoles, isDirectoryRole, permissionsOf } from '../oauth/directory-roles.ts';
import { makeClientSecret } from '../oauth/client-secret.ts';
import {
  applicationTemplates,
  findApplicationTemplate,
  type ApplicationTemplate,
} from '../provisioning/application-templates.ts';
import type { Services } from '../services.ts';
import { findServicePrincipal } from './find-service-principal.ts';
import { showApplication, showServicePrincipal } from './graph-object.ts';
import { answerCount, answerList, answerOne, pageOf } from './lists.ts';

const anyone = { config: { permissions: 'anyone' as const } };
const read = { config: { permissions: ['Application.Read.All', 'Application.ReadWrite.All'] as const } };
const write = { config: { permissions: ['Application.ReadWrite.All'] as const } };
const assign = { config: { permissions: ['AppRoleAssignment.ReadWrite.All'] as const } };
const roles = { config: { permissions: ['RoleManagement.ReadWrite.Directory'] as const } };

type ById = { Params: { id: string } };
const anObject = z.record(z.string(), z.unknown());

/** What Graph gives and never takes. A client that could change them would change which application it is, or by which road it is reached. */
const readOnly = {
  application: ['id', 'appId', 'applicationTemplateId', 'createdDateTime', 'deletedDateTime', 'publisherDomain'],
  servicePrincipal: [
    'id', 'appId', 'appDisplayName', 'applicationTemplateId', 'appOwnerOrganizationId', 'createdDateTime', 'deletedDateTime',
    'servicePrincipalType',
  ], // prettier-ignore
  either: ['passwordCredentials', 'keyCredentials'],
};

function readProperties(kind: 'application' | 'servicePrincipal', body: unknown): Record<string, unknown> {
  const given = readBody(anObject, body);
  const refused = Object.keys(given).find((name) => readOnly[kind].includes(name) || readOnly.either.includes(name));
  if (refused === undefined) return given;
  const remedy = readOnly.either.includes(refused) ? ' Make a secret with addPassword.' : '';
  throw new ApiError('REQUEST_INVALID', `Property '${refused}' is read-only and cannot be set.${remedy}`);
}

const customTemplateId = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

export function applicationRoutes(app: FastifyInstance, services: Services): void {
  gallery(app, services);
  applications(app, services);
  servicePrincipals(app, services);
  assignments(app, services);
  roleAssignments(app, services);
}

function gallery(app: FastifyInstance, { directory }: Services): void {
  const limits = { defaultTop: 100, maxTop: 999 };

  app.get('/applicationTemplates', anyone, async (request) => {
    const query = readQuery(request.query as Record<string, unknown>, limits);
    const found = chosen(applicationTemplates, query);
    const from =
      query.skipToken === undefined ? query.skip : offsetOf(fromPageToken(query.skipToken, scopeOf(request.url)));
    const to = from + query.top;
    return collection(request, 'applicationTemplates', {
      value: found.slice(from, to).map((template) => selected(template, query.select)),
      nextAfter: to < found.length ? String(to) : undefined,
      count: query.count && query.skipToken === undefined ? found.length : undefined,
    });
  });

  app.get<ById>('/applicationTemplates/:id', anyone, async (request) =>
    entity(request, 'applicationTemplates', findTemplate(request.params.id)),
  );

  const instantiated = z.object({
    displayName: z.string().trim().min(1).max(256),
    serviceManagementReference: z.string().nullish(),
  });
  app.post<ById>('/applicationTemplates/:id/instantiate', write, async (request, reply) => {
    const template = findTemplate(request.params.id);
    const { displayName } = readBody(instantiated, request.body);
    const made = await directory.instantiate(
      { ...template, isCustom: template.id === customTemplateId },
      { displayName },
    );
    return reply.status(201).send({
      '@odata.context': contextUrl(request, 'microsoft.graph.applicationServicePrincipal'),
      application: showApplication(made.application),
      servicePrincipal: showServicePrincipal(made.servicePrincipal),
    });
  });
}

/** What is no number was forged, and begins at the beginning. */
const offsetOf = (place: string): number => Math.max(Number.parseInt(place, 10) || 0, 0);

function findTemplate(id: string): ApplicationTemplate {
  const template = findApplicationTemplate(id.toLowerCase());
  if (!template) throw objectNotFound(id);
  return template;
}

function applications(app: FastifyInstance, services: Services): void {
  const { directory, credentials, clock } = services;
  const show = async (application: Application, select?: readonly string[]) => {
    const shown = showApplication(application, select);
    if (!('passwordCredentials' in shown)) return shown;
    return { ...shown, passwordCredentials: (await credentials.listPasswords(application.id)).map(shownPassword) };
  };

  app.get('/applications', read, (request) =>
    answerList(request, {
      set: 'applications',
      list: directory.listApplications,
      kind: 'Application',
      directory,
      count: (where) => directory.countApplications(where),
      show,
    }),
  );

  app.get('/applications/$count', read, (request, reply) => answerCount(request, reply, directory.countApplications));

  app.post('/applications', write, async (request, reply) => {
    const given = readProperties('application', request.body) as ApplicationInput;
    const application = await directory.createApplication({ signInAudience: 'AzureADMyOrg', ...given, appId: newId() });
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/applications/${application.id}`)
      .send(entity(request, 'applications', await show(application)));
  });

  app.get<ById>('/applications/:id', read, (request) =>
    answerOne(request, {
      set: 'applications',
      kind: 'Application',
      directory,
      read: () => findApplication(services, request.params.id),
      show,
    }),
  );

  app.patch<ById>('/applications/:id', write, async (request, reply) => {
    const { id } = await findApplication(services, request.params.id);
    await directory.updateApplication(id, readProperties('application', request.body) as ApplicationInput);
    return reply.status(204).send();
  });

  app.delete<ById>('/applications/:id', write, async (request, reply) => {
    const { id, appId = '' } = await findApplication(services, request.params.id);
    const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
    const principals = await directory.listServicePrincipals({ where, limit: 1 });
    for (const principal of principals.items) await removeProvisioning(services, principal.id);
    await directory.deleteApplication(id);
    return reply.status(204).send();
  });

  const password = z.object({
    passwordCredential: z
      .object({ displayName: z.string().max(256).nullish(), endDateTime: z.iso.datetime({ offset: true }).nullish() })
      .nullish(),
  });
  app.post<ById>('/applications/:id/addPassword', write, async (request) => {
    const { id, appId = '' } = await findApplication(services, request.params.id);
    await mayActAs(services, request, appId);
    const { passwordCredential } = readBody(password, request.body);
    const { secret, hash, hint } = makeClientSecret();
    const keyId = newId();
    const createdAt = clock.now();
    const displayName = passwordCredential?.displayName ?? '';
    const expiresAt = passwordCredential?.endDateTime ? new Date(passwordCredential.endDateTime) : undefined;
    await credentials.addPassword({ keyId, applicationId: id, displayName, hint, hash, createdAt, expiresAt });
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.passwordCredential'),
      keyId,
      displayName,
      hint,
      secretText: secret.reveal(),
      startDateTime: createdAt.toISOString(),
      endDateTime: expiresAt?.toISOString() ?? null,
      customKeyIdentifier: null,
    };
  });

  app.post<ById>('/applications/:id/removePassword', write, async (request, reply) => {
    const { id } = await findApplication(services, request.params.id);
    const { keyId } = readBody(z.object({ keyId: z.string().refine(isUuid, 'must be a key id') }), request.body);
    if (!(await credentials.removePassword(id, keyId))) throw objectNotFound(keyId);
    return reply.status(204).send();
  });
}

const shownPassword = ({ keyId, displayName, hint, createdAt, expiresAt }: PasswordCredential) => ({
  keyId,
  displayName,
  hint,
  secretText: null,
  startDateTime: createdAt.toISOString(),
  endDateTime: expiresAt?.toISOString() ?? null,
  customKeyIdentifier: null,
});

/** By id, or as `applications(appId='…')`. Throws OBJECT_NOT_FOUND. */
async function findApplication({ directory }: Services, key: string): Promise<Application> {
  const appId = /^appId=(.*)$/i.exec(key)?.[1];
  if (appId === undefined) return directory.getApplication(key);
  if (!isUuid(appId)) throw objectNotFound(appId);
  const page = await directory.listApplications({ where: [{ property: 'appId', op: 'eq', value: appId }], limit: 1 });
  const [found] = page.items;
  if (!found) throw objectNotFound(appId);
  return found;
}

/** Who makes a secret for an application can act as it: only who may do everything that it may do. */
async function mayActAs({ directory, credentials }: Services, request: FastifyRequest, appId: string): Promise<void> {
  const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
  const [principal] = (await directory.listServicePrincipals({ where, limit: 1 })).items;
  if (!principal) return;
  const held = (await credentials.rolesOf(principal.id)).map((role) => directoryRoleName(role.roleDefinitionId));
  const beyond = permissionsOf(held.filter((name) => name !== undefined)).find(
    (permission) => !request.principal?.permissions.has(permission),
  );
  if (beyond === undefined) return;
  throw new ApiError(
    'ACCESS_DENIED',
    `Insufficient privileges to complete the operation. The application holds ${beyond}, which the caller does not.`,
  );
}

/** Jobs stop, and their credentials are forgotten; accounts in the target stay. */
async function removeProvisioning({ jobs, secrets }: Services, servicePrincipalId: string): Promise<void> {
  for (const job of await jobs.listByServicePrincipal(servicePrincipalId)) await jobs.remove(job.id);
  await secrets.replace(servicePrincipalId, []);
}

function servicePrincipals(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const find = (key: string) => findServicePrincipal(services, key);

  app.get('/servicePrincipals', read, (request) =>
    answerList(request, {
      set: 'servicePrincipals',
      list: directory.listServicePrincipals,
      kind: 'ServicePrincipal',
      directory,
      count: (where) => directory.countServicePrincipals(where),
      show: showServicePrincipal,
    }),
  );

  app.get('/servicePrincipals/$count', read, (request, reply) =>
    answerCount(request, reply, directory.countServicePrincipals),
  );

  app.post('/servicePrincipals', write, async (request, reply) => {
    const { appId } = readBody(
      z.looseObject({ appId: z.string().refine(isUuid, 'must be the appId of an application') }),
      request.body,
    );
    const page = await directory.listApplications({ where: [{ property: 'appId', op: 'eq', value: appId }], limit: 1 });
    const application = page.items[0];
    if (!application) throw objectNotFound(appId);
    const made = await directory.createServicePrincipal({
      appId,
      displayName: application.displayName,
      appDisplayName: application.displayName,
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoleAssignmentRequired: false,
      servicePrincipalNames: [appId],
      ...(application.appRoles ? { appRoles: application.appRoles } : {}),
    });
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/servicePrincipals/${made.id}`)
      .send(entity(request, 'servicePrincipals', showServicePrincipal(made)));
  });

  app.get<ById>('/servicePrincipals/:id', read, (request) =>
    answerOne(request, {
      set: 'servicePrincipals',
      kind: 'ServicePrincipal',
      directory,
      read: () => find(request.params.id),
      show: showServicePrincipal,
    }),
  );

  app.patch<ById>('/servicePrincipals/:id', write, async (request, reply) => {
    const { id } = await find(request.params.id);
    await directory.updateServicePrincipal(
      id,
      readProperties('servicePrincipal', request.body) as ServicePrincipalInput,
    );
    return reply.status(204).send();
  });

  app.delete<ById>('/servicePrincipals/:id', write, async (request, reply) => {
    const { id } = await find(request.params.id);
    await removeProvisioning(services, id);
    await directory.deleteServicePrincipal(id);
    return reply.status(204).send();
  });
}

function assignments(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const body = z.object({
    principalId: z.string().refine(isUuid, 'must be an object id'),
    resourceId: z.string().refine(isUuid, 'must be an object id').optional(),
    appRoleId: z.string().refine(isUuid, 'must be a role id').optional(),
  });

  app.get<ById>('/servicePrincipals/:id/appRoleAssignedTo', read, async (request) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    const { select: _select, ...page } = pageOf(request);
    const found = await directory.listAssignments({ resourceId: id, ...page });
    return collection(request, `servicePrincipals('${id}')/appRoleAssignedTo`, {
      value: found.items.map(shownAssignment),
      nextAfter: found.next,
    });
  });

  app.post<ById>('/servicePrincipals/:id/appRoleAssignedTo', assign, async (request, reply) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    const { principalId, resourceId, appRoleId } = readBody(body, request.body);
    if (resourceId !== undefined && resourceId.toLowerCase() !== id) {
      throw new ApiError(
        'REQUEST_INVALID',
        `resourceId '${resourceId}' is not the service principal of the URL, '${id}'.`,
      );
    }
    const assignment = await directory.assign({ principalId, resourceId: id, appRoleId });
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/servicePrincipals/${id}/appRoleAssignedTo/${assignment.id}`)
      .send(entity(request, `servicePrincipals('${id}')/appRoleAssignedTo`, shownAssignment(assignment)));
  });

  const findAssignment = async ({ id, assignmentId }: { id: string; assignmentId: string }) => {
    const { id: resourceId } = await findServicePrincipal(services, id);
    const assignment = await directory.getAssignment(assignmentId);
    if (assignment.resourceId !== resourceId) throw objectNotFound(assignmentId);
    return assignment;
  };

  app.get<{ Params: { id: string; assignmentId: string } }>(
    '/servicePrincipals/:id/appRoleAssignedTo/:assignmentId',
    read,
    async (request) => entity(request, 'appRoleAssignments', shownAssignment(await findAssignment(request.params))),
  );

  app.delete<{ Params: { id: string; assignmentId: string } }>(
    '/servicePrincipals/:id/appRoleAssignedTo/:assignmentId',
    assign,
    async (request, reply) => {
      await directory.unassign((await findAssignment(request.params)).id);
      return reply.status(204).send();
    },
  );
}

const shownAssignment = (assignment: object) => ({ deletedDateTime: null, ...assignment });

function roleAssignments(app: FastifyInstance, { directory, credentials, clock }: Services): void {
  app.get('/roleManagement/directory/roleDefinitions', read, async (request) =>
    collection(request, 'roleManagement/directory/roleDefinitions', {
      value: Object.entries(directoryRoles).map(([displayName, id]) => ({
        id,
        displayName,
        templateId: id,
        isBuiltIn: true,
        isEnabled: true,
      })),
    }),
  );

  const body = z.object({
    principalId: z.string().refine(isUuid, 'must be an object id'),
    roleDefinitionId: z.string().transform((given) => (isDirectoryRole(given) ? directoryRoles[given] : given)),
    directoryScopeId: z.literal('/').optional(),
  });
  app.post('/roleManagement/directory/roleAssignments', roles, async (request, reply) => {
    const { principalId, roleDefinitionId } = readBody(body, request.body);
    if (!directoryRoleName(roleDefinitionId)) throw objectNotFound(roleDefinitionId);
    const { id } = await directory.getServicePrincipal(principalId);
    await credentials.assignRole(id, roleDefinitionId, clock.now());
    const made = (await credentials.rolesOf(id)).find((assignment) => assignment.roleDefinitionId === roleDefinitionId);
    return reply
      .status(201)
      .send(entity(request, 'roleManagement/directory/roleAssignments', { ...made, directoryScopeId: '/' }));
  });
}
