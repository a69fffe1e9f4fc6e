/** `schema`: the mappings and filters of a job, read and replaced whole. */
import { ApiError } from '@drawbridge/base';
import { synchronizationSchema, type SynchronizationSchema } from '@drawbridge/contract';
import { defaultSchema, validateSchema } from '@drawbridge/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { contextUrl } from '../../http/envelope.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';

export function schemaRoutes(app: FastifyInstance, services: Services): void {
  app.get<ByJob>(`${base}/jobs/:jobId/schema`, read, async (request) => {
    const job = await findJob(services, request.params);
    const context = contextUrl(
      request,
      `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/schema/$entity`,
    );
    return { '@odata.context': context, ...job.schema, id: job.id, version: `v1.${job.schemaVersion}` };
  });

  const set = async (jobId: string, schema: SynchronizationSchema): Promise<void> => {
    await services.jobs.setSchema(jobId, schema);
    await services.jobs.wake(services.clock.now(), [jobId]);
    services.wakeWorker();
  };

  const replace = async (request: FastifyRequest<ByJob>): Promise<void> => {
    const job = await findJob(services, request.params);
    const given = readBody(synchronizationSchema, request.body);
    const issues = validateSchema(given);
    if (issues.length > 0) {
      throw new ApiError(
        'MAPPING_BROKEN',
        `The schema is not valid. ${issues
          .slice(0, 5)
          .map((issue) => issue.message)
          .join(' ')}`,
      );
    }
    // A new schema costs an initial cycle; saving what is there already costs nothing.
    if (!isDeepStrictEqual(withoutIdentity(given), withoutIdentity(job.schema))) await set(job.id, given);
  };
  app.put<ByJob>(`${base}/jobs/:jobId/schema`, write, async (request, reply) => {
    await replace(request);
    return reply.status(204).send();
  });
  app.patch<ByJob>(`${base}/jobs/:jobId/schema`, write, async (request, reply) => {
    await replace(request);
    return reply.status(204).send();
  });
  app.delete<ByJob>(`${base}/jobs/:jobId/schema`, write, async (request, reply) => {
    const job = await findJob(services, request.params);
    await set(job.id, defaultSchema({ jobId: job.id }));
    return reply.status(204).send();
  });
}

/** Id and version are the service's to give. */
const withoutIdentity = ({ id: _id, version: _version, ...content }: SynchronizationSchema): object => content;
