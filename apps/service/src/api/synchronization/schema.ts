/** `schema`: the mappings and filters of a job, read and replaced whole. */
import { synchronizationSchema, type SynchronizationSchema } from '@drawbridge/contract';
import { defaultSchema } from '@drawbridge/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { contextUrl } from '../../http/envelope.ts';
import { described, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';
import { mustBeValid, saveSchema } from './save-schema.ts';

export function schemaRoutes(app: FastifyInstance, services: Services): void {
  const reading = described(read, { summary: 'Read the schema of a job.', answer: one(synchronizationSchema) });
  app.get<ByJob>(`${base}/jobs/:jobId/schema`, reading, async (request) => {
    const job = await findJob(services, request.params);
    const context = contextUrl(
      request,
      `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/schema/$entity`,
    );
    return { '@odata.context': context, ...job.schema, id: job.id, version: `v1.${job.schemaVersion}` };
  });

  const replace = async (request: FastifyRequest<ByJob>): Promise<void> => {
    const job = await findJob(services, request.params);
    const given = readBody(synchronizationSchema, request.body);
    mustBeValid(given);
    // A new schema costs an initial cycle; saving what is there already costs nothing.
    if (isDeepStrictEqual(withoutIdentity(given), withoutIdentity(job.schema))) return;
    await saveSchema(services, request, { job, schema: given });
  };
  const replacing = described(write, {
    summary: 'Replace the schema of a job.',
    body: synchronizationSchema,
    answer: noContent,
  });
  app.put<ByJob>(`${base}/jobs/:jobId/schema`, replacing, async (request, reply) => {
    await replace(request);
    return reply.status(204).send();
  });
  app.patch<ByJob>(`${base}/jobs/:jobId/schema`, replacing, async (request, reply) => {
    await replace(request);
    return reply.status(204).send();
  });
  const resetting = described(write, { summary: 'Set the schema of a job back to the default.', answer: noContent });
  app.delete<ByJob>(`${base}/jobs/:jobId/schema`, resetting, async (request, reply) => {
    const job = await findJob(services, request.params);
    await saveSchema(services, request, { job, schema: defaultSchema({ jobId: job.id }) });
    return reply.status(204).send();
  });
}

/** Id and version are the service's to give. */
const withoutIdentity = ({ id: _id, version: _version, ...content }: SynchronizationSchema): object => content;
