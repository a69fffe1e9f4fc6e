/** `federatedIdentityCredentials`: identities of other issuers (a build server's, another cloud's) that stand in for a secret. */
import { ApiError, newId } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FederatedIdentityCredential } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { findApplication } from '../find-application.ts';
import { read, write, type ById } from './access.ts';
import { mayActAs } from './may-act-as.ts';

const maxCredentials = 20;
const text = z.string().min(1).max(600);

const changed = z.object({
  issuer: z.url({ protocol: /^https$/, error: 'it must be an https URL' }).max(600),
  subject: text,
  audiences: z.array(text).length(1, 'it must name one audience'),
  description: z.string().max(600).nullish(),
});
const created = changed.extend({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/, 'it must have 3 to 120 letters, digits, - and _'),
  audiences: changed.shape.audiences.default(['api://AzureADTokenExchange']),
});
const patch = changed.partial();
const shape = created.extend({ id: z.uuid() });

type ByCredential = { Params: { id: string; credentialId: string } };
const path = '/applications/:id/federatedIdentityCredentials';
const set = 'applications/federatedIdentityCredentials';

export function federatedCredentialRoutes(app: FastifyInstance, services: Services): void {
  const { applicationKeys: store } = services;

  app.get<ById>(
    path,
    described(read, { summary: 'List federated credentials of an application.', answer: many(shape) }),
    async (request) => {
      const { id } = await findApplication(services, request.params.id);
      return collection(request, set, { value: (await store.listFederated(id)).map(shown) });
    },
  );

  app.post<ById>(
    path,
    described(write, { summary: 'Trust an identity of another issuer.', body: created, answer: one(shape, 201) }),
    async (request, reply) => {
      const { id, appId = '' } = await findApplication(services, request.params.id);
      await mayActAs(services, request, appId);
      const { description, ...given } = readBody(created, request.body);
      if ((await store.listFederated(id)).length >= maxCredentials)
        throw new ApiError(
          'REQUEST_INVALID',
          `An application has at most ${maxCredentials} federated identity credentials. Remove one first.`,
        );
      const made = { id: newId(), ...given, description: description ?? undefined };
      await store.addFederated(id, made);
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/v1.0/applications/${id}/federatedIdentityCredentials/${made.id}`)
        .send(entity(request, set, shown(made)));
    },
  );

  app.get<ByCredential>(
    `${path}/:credentialId`,
    described(read, { summary: 'Read a federated credential, by id or name.', answer: one(shape) }),
    async (request) => entity(request, set, shown((await find(services, request.params)).credential)),
  );

  app.patch<ByCredential>(
    `${path}/:credentialId`,
    described(write, { summary: 'Change a federated credential.', body: patch, answer: noContent }),
    async (request, reply) => {
      const { application, credential } = await find(services, request.params);
      await mayActAs(services, request, application.appId ?? '');
      const { description, issuer, subject, audiences } = readBody(patch, request.body);
      await store.updateFederated(application.id, {
        id: credential.id,
        name: credential.name,
        issuer: issuer ?? credential.issuer,
        subject: subject ?? credential.subject,
        audiences: audiences ?? credential.audiences,
        description: description === undefined ? credential.description : (description ?? undefined),
      });
      return reply.status(204).send();
    },
  );

  app.delete<ByCredential>(
    `${path}/:credentialId`,
    described(write, { summary: 'Remove a federated credential.', answer: noContent }),
    async (request, reply) => {
      const { application, credential } = await find(services, request.params);
      if (!(await store.removeFederated(application.id, credential.id))) throw objectNotFound(credential.id);
      return reply.status(204).send();
    },
  );
}

async function find(services: Services, { id, credentialId }: ByCredential['Params']) {
  const application = await findApplication(services, id);
  const key = credentialId.replace(/^name=/i, '').toLowerCase();
  const all = await services.applicationKeys.listFederated(application.id);
  const credential = all.find((each) => each.id === key || each.name.toLowerCase() === key);
  if (!credential) throw objectNotFound(credentialId);
  return { application, credential };
}

const shown = ({ id, name, issuer, subject, audiences, description }: FederatedIdentityCredential) => ({
  id,
  name,
  issuer,
  subject,
  audiences,
  description: description ?? null,
});
