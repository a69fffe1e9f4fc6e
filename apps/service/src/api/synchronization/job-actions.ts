/** `start`, `pause`, `restart`: actions on a job. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { described, noContent } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { readResetScope } from './reset-scope.ts';
import { base, findJob, write, type ByJob } from './job-request.ts';

export function jobActionRoutes(app: FastifyInstance, services: Services): void {
  const restart = z.object({ criteria: z.object({ resetScope: z.string().max(200).nullish() }).nullish() });

  const starting = described(write, { summary: 'Start a job, also out of quarantine.', answer: noContent });
  app.post<ByJob>(`${base}/jobs/:jobId/start`, starting, async (request, reply) => {
    const job = await findJob(services, request.params);
    if (job.status.quarantine) {
      await services.jobs.restart(
        job.id,
        { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: false },
        services.clock.now(),
      );
    } else {
      await services.jobs.setSchedule(job.id, { ...job.schedule, state: 'Active' }, services.clock.now());
    }
    services.wakeWorker();
    return reply.status(204).send();
  });

  const pausing = described(write, { summary: 'Pause a job.', answer: noContent });
  app.post<ByJob>(`${base}/jobs/:jobId/pause`, pausing, async (request, reply) => {
    const job = await findJob(services, request.params);
    await services.jobs.setSchedule(job.id, { ...job.schedule, state: 'Paused' }, undefined);
    return reply.status(204).send();
  });

  const restarting = described(write, {
    summary: 'Restart a job from what resetScope leaves.',
    body: restart,
    answer: noContent,
  });
  app.post<ByJob>(`${base}/jobs/:jobId/restart`, restarting, async (request, reply) => {
    const job = await findJob(services, request.params);
    const { criteria } = readBody(restart, request.body);
    await services.jobs.restart(job.id, readResetScope(criteria?.resetScope ?? undefined), services.clock.now());
    services.wakeWorker();
    return reply.status(204).send();
  });
}
