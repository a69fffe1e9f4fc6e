/** `validateCredentials`: Test Connection, by the road that the job itself will take. */
import { Secret } from '@drawbridge/base';
import { testConnection } from '@drawbridge/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { described, noContent } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, findProvisioned, write, type ById, type ByJob } from './job-request.ts';
import { keepMasked } from './masked-secret.ts';

export function validateCredentialsRoutes(app: FastifyInstance, services: Services): void {
  const credentials = z.object({
    useSavedCredentials: z.boolean().nullish(),
    templateId: z.string().nullish(),
    applicationIdentifier: z.string().nullish(),
    credentials: z.array(z.object({ key: z.string(), value: z.string().nullish() })).nullish(),
  });
  const validate = async (request: FastifyRequest<ById>): Promise<void> => {
    const servicePrincipal = await findProvisioned(services, request.params.id);
    const body = readBody(credentials, request.body);
    const given = (body.credentials ?? []).map(({ key, value }) => ({ key, value: new Secret(value ?? '') }));
    const saved = await services.secrets.list(servicePrincipal.id);
    const target = await services.targets.openWith(
      { servicePrincipalId: servicePrincipal.id },
      body.useSavedCredentials || given.length === 0 ? saved : keepMasked(given, saved),
    );
    const [job] = await services.jobs.listByServicePrincipal(servicePrincipal.id);
    await testConnection(target, job ? { schema: job.schema } : {});
  };
  const testing = described(write, {
    summary: 'Test the connection to an application.',
    body: credentials,
    answer: noContent,
  });
  app.post<ById>(`${base}/jobs/validateCredentials`, testing, async (request, reply) => {
    await validate(request);
    return reply.status(204).send();
  });
  app.post<ByJob>(`${base}/jobs/:jobId/validateCredentials`, testing, async (request, reply) => {
    await findJob(services, request.params);
    await validate(request);
    return reply.status(204).send();
  });
}
