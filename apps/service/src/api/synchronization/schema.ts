/** `schema`: the mappings and filters of a job, read and replaced whole. */
import { synchronizationSchema, type SynchronizationSchema } from '@drawbridge/contract';
import { defaultSchema, validateSchema, type Job } from '@drawbridge/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { auditTarget } from '../../audit/audit-trail.ts';
import { DetailedError } from '../../http/detailed-error.ts';
import { contextUrl } from '../../http/envelope.ts';
import { described, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';
import { schemaDifference } from './schema-difference.ts';

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

  const set = async (job: Job, schema: SynchronizationSchema): Promise<void> => {
    auditTarget({ type: 'ServicePrincipal', id: job.servicePrincipalId }, schemaDifference(job.schema, schema));
    await services.jobs.setSchema(job.id, schema);
    await services.jobs.wake(services.clock.now(), [job.id]);
    services.wakeWorker();
  };

  const replace = async (request: FastifyRequest<ByJob>): Promise<void> => {
    const job = await findJob(services, request.params);
    const given = readBody(synchronizationSchema, request.body);
    const issues = validateSchema(given);
    if (issues.length > 0) {
      const sentences = issues.slice(0, 5).map((issue) => issue.message);
      throw new DetailedError(
        'MAPPING_BROKEN',
        `The schema is not valid. ${sentences.join(' ')}`,
        issues.slice(0, 100),
      );
    }
    // A new schema costs an initial cycle; saving what is there already costs nothing.
    if (!isDeepStrictEqual(withoutIdentity(given), withoutIdentity(job.schema))) await set(job, given);
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
    await set(job, defaultSchema({ jobId: job.id }));
    return reply.status(204).send();
  });
}

/** Id and version are the service's to give. */
const withoutIdentity = ({ id: _id, version: _version, ...content }: SynchronizationSchema): object => content;
