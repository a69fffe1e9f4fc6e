/** `/applications`: registrations, their certificates, and how they come and go together with their service principal. */
import { newId } from '@drawbridge/base';
import type { ApplicationInput } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { baseUrl, entity } from '../../http/envelope.ts';
import { described, many, noContent, one, text } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { findApplication } from '../find-application.ts';
import { answerCount, answerList, answerOne } from '../lists.ts';
import { create, read, write, type ById } from './access.ts';
import { keyCredentials, readKeyCredentials } from './key-credentials.ts';
import { mayActAs } from './may-act-as.ts';
import { ownWhatIMake } from './owners.ts';
import { removeProvisioning } from './remove-provisioning.ts';
import { showAllWithCredentials, showWithCredentials } from './show-credentials.ts';
import { anObject, readProperties } from './writable-properties.ts';

export function applicationRoutes(app: FastifyInstance, services: Services): void {
  const { directory, applicationKeys } = services;
  const path = '/applications';
  const list = {
    set: 'applications',
    kind: 'Application',
    directory,
    show: (application: Parameters<typeof showWithCredentials>[1], select?: readonly string[]) =>
      showWithCredentials(services, application, select),
  } as const;

  app.get(path, described(read, { summary: 'List applications.', answer: many('application') }), (request) =>
    answerList(request, {
      ...list,
      showAll: (items, select) => showAllWithCredentials(services, items, select),
      list: directory.listApplications,
      count: (where) => directory.countApplications(where),
    }),
  );

  app.get(`${path}/$count`, described(read, { summary: 'Count applications.', answer: text }), (request, reply) =>
    answerCount(request, reply, directory.countApplications),
  );

  app.post(
    path,
    described(create, { summary: 'Register an application.', body: anObject, answer: one('application', 201) }),
    async (request, reply) => {
      const { keyCredentials: keys, ...given } = readProperties('application', request.body);
      const certificates = readKeyCredentials(readKeys(keys) ?? [], []);
      const made = await directory.createApplication({
        signInAudience: 'AzureADMyOrg',
        ...(given as ApplicationInput),
        appId: newId(),
      });
      if (certificates.length > 0) await applicationKeys.replaceKeys(made.id, certificates);
      await ownWhatIMake(services, request, [made.id]);
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/v1.0/applications/${made.id}`)
        .send(entity(request, 'applications', await showWithCredentials(services, made)));
    },
  );

  app.get<ById>(
    `${path}/:id`,
    described(read, { summary: 'Read an application.', answer: one('application') }),
    (request) => answerOne(request, { ...list, read: () => findApplication(services, request.params.id) }),
  );

  app.patch<ById>(
    `${path}/:id`,
    described(write, {
      summary: 'Change an application. Its service principal follows.',
      body: anObject,
      answer: noContent,
    }),
    async (request, reply) => {
      const { id, appId = '' } = await findApplication(services, request.params.id);
      const { keyCredentials: keys, ...given } = readProperties('application', request.body);
      const certificates = readKeys(keys);
      if (certificates) await mayActAs(services, request, appId);
      const replacing = certificates && readKeyCredentials(certificates, await applicationKeys.listKeys(id));
      await directory.updateApplication(id, given as ApplicationInput);
      if (replacing) await applicationKeys.replaceKeys(id, replacing);
      return reply.status(204).send();
    },
  );

  app.delete<ById>(
    `${path}/:id`,
    described(write, {
      summary: 'Move an application and its service principal to the recycle bin.',
      answer: noContent,
    }),
    async (request, reply) => {
      const { id, appId = '' } = await findApplication(services, request.params.id);
      const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
      const principals = await directory.listServicePrincipals({ where, limit: 1 });
      for (const principal of principals.items) await removeProvisioning(services, principal.id);
      await directory.deleteApplication(id);
      return reply.status(204).send();
    },
  );
}

const readKeys = (given: unknown) => (given === undefined ? undefined : readBody(keyCredentials, given ?? []));
