/** `addPassword` and `removePassword`: secrets of an application, shown once and kept as hashes. */
import { isUuid, newId } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { described, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import { makeClientSecret } from '../../oauth/client-secret.ts';
import type { Services } from '../../services.ts';
import { findApplication } from '../find-application.ts';
import { write, type ById } from './access.ts';
import { mayActAs } from './may-act-as.ts';
import { showPassword } from './show-credentials.ts';

const added = z.object({
  passwordCredential: z
    .object({ displayName: z.string().max(256).nullish(), endDateTime: z.iso.datetime({ offset: true }).nullish() })
    .nullish(),
});
const removed = z.object({ keyId: z.string().refine(isUuid, 'must be a key id') });
const credential = z.object({ keyId: z.uuid(), secretText: z.string(), hint: z.string(), displayName: z.string() });

export function secretRoutes(app: FastifyInstance, services: Services): void {
  const { credentials, clock } = services;

  app.post<ById>(
    '/applications/:id/addPassword',
    described(write, { summary: 'Make a secret. It is shown this once.', body: added, answer: one(credential) }),
    async (request) => {
      const { id: applicationId, appId = '' } = await findApplication(services, request.params.id);
      await mayActAs(services, request, appId);
      const { passwordCredential } = readBody(added, request.body);
      const { secret, hash, hint } = makeClientSecret();
      const expiresAt = passwordCredential?.endDateTime ? new Date(passwordCredential.endDateTime) : undefined;
      const displayName = passwordCredential?.displayName ?? '';
      const made = { keyId: newId(), applicationId, displayName, hint, hash, createdAt: clock.now(), expiresAt };
      await credentials.addPassword(made);
      return {
        '@odata.context': contextUrl(request, 'microsoft.graph.passwordCredential'),
        ...showPassword(made),
        secretText: secret.reveal(),
      };
    },
  );

  app.post<ById>(
    '/applications/:id/removePassword',
    described(write, { summary: 'Remove a secret.', body: removed, answer: noContent }),
    async (request, reply) => {
      const { id } = await findApplication(services, request.params.id);
      const { keyId } = readBody(removed, request.body);
      if (!(await credentials.removePassword(id, keyId))) throw objectNotFound(keyId);
      return reply.status(204).send();
    },
  );
}
