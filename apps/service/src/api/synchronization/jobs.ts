/** `jobs`: make, show, reschedule and remove the job of an application. */
import { ApiError, newId } from '@drawbridge/base';
import { defaultSchema, type Job } from '@drawbridge/engine';
import { isUniqueViolation } from '@drawbridge/storage/database';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import { jobTemplateId } from '../../provisioning/application-templates.ts';
import type { Services } from '../../services.ts';
import { auditDetail, auditTarget } from '../../audit/audit-trail.ts';
import { fromDuration, jobShape, toDuration, toGraphJob } from './graph-job.ts';
import { jobSettingsList, replaceJobSettings } from './job-settings.ts';
import { base, findJob, findProvisioned, read, write, type ById, type ByJob } from './job-request.ts';

const defaultIntervalMs = 40 * 60_000;
const shortestIntervalMs = 1000;
const longestIntervalMs = 366 * 24 * 60 * 60_000;

async function shownJob(services: Services, job: Job): Promise<Record<string, unknown>> {
  const [stored, linked] = await Promise.all([
    services.secrets.list(job.servicePrincipalId),
    services.countLinks(job.id),
  ]);
  const keys = new Set(stored.map(({ key }) => key));
  return toGraphJob(job, { hasCredentials: keys.has('BaseAddress') && keys.has('SecretToken'), linked });
}

export function jobRoutes(app: FastifyInstance, services: Services): void {
  const set = (id: string): string => `servicePrincipals('${id}')/synchronization/jobs`;
  const created = z.object({ templateId: z.string().min(1).max(100).optional() });
  const changed = z.object({
    synchronizationJobSettings: jobSettingsList.optional(),
    schedule: z
      .object({ interval: z.string().max(50).optional(), state: z.enum(['Active', 'Paused', 'Disabled']).optional() })
      .optional(),
  });

  const listing = described(read, { summary: 'List the jobs of an application.', answer: many(jobShape) });
  app.get<ById>(`${base}/jobs`, listing, async (request) => {
    const { id } = await findProvisioned(services, request.params.id);
    const found = await services.jobs.listByServicePrincipal(id);
    return collection(request, set(id), { value: await Promise.all(found.map((job) => shownJob(services, job))) });
  });

  const creating = described(write, {
    summary: 'Make the job of an application.',
    body: created,
    answer: one(jobShape, 201),
  });
  app.post<ById>(`${base}/jobs`, creating, async (request, reply) => {
    const servicePrincipal = await findProvisioned(services, request.params.id);
    const expected = jobTemplateId(servicePrincipal.applicationTemplateId);
    const { templateId = expected } = readBody(created, request.body);
    if (templateId !== expected && templateId !== 'customappsso') {
      throw new ApiError(
        'REQUEST_INVALID',
        `The template '${templateId}' is not one of this application; it has '${expected}'.`,
      );
    }
    const job = await createJob(services, servicePrincipal.id, expected);
    const location = `${baseUrl(request)}/v1.0/servicePrincipals/${servicePrincipal.id}/synchronization/jobs/${job.id}`;
    return reply
      .status(201)
      .header('location', location)
      .send(entity(request, set(servicePrincipal.id), await shownJob(services, job)));
  });

  const reading = described(read, { summary: 'Read a job with its status.', answer: one(jobShape) });
  app.get<ByJob>(`${base}/jobs/:jobId`, reading, async (request) =>
    entity(request, set(request.params.id), await shownJob(services, await findJob(services, request.params))),
  );

  const changing = described(write, {
    summary: 'Change the schedule or the settings of a job.',
    body: changed,
    answer: noContent,
  });
  app.patch<ByJob>(`${base}/jobs/:jobId`, changing, async (request, reply) => {
    const job = await findJob(services, request.params);
    const { schedule, synchronizationJobSettings } = readBody(changed, request.body);
    const next = schedule && newSchedule(job, schedule);
    // Named before the first change, whose transaction keeps the record.
    if (schedule) noteSchedule(job, schedule);
    if (synchronizationJobSettings) await replaceJobSettings(services, job, synchronizationJobSettings);
    if (next) await services.jobs.setSchedule(job.id, next, dueAfter(services, next.state));
    services.wakeWorker();
    return reply.status(204).send();
  });

  const removing = described(write, { summary: 'Remove a job with all it remembers.', answer: noContent });
  app.delete<ByJob>(`${base}/jobs/:jobId`, removing, async (request, reply) => {
    await services.jobs.remove((await findJob(services, request.params)).id);
    return reply.status(204).send();
  });
}

/** Throws JOB_EXISTS, also when another process makes one at the same moment. */
async function createJob(services: Services, servicePrincipalId: string, templateId: string): Promise<Job> {
  const { jobs, clock, tenantId } = services;
  const [existing] = await jobs.listByServicePrincipal(servicePrincipalId);
  if (existing)
    throw new ApiError('JOB_EXISTS', `The application already has the synchronization job '${existing.id}'.`);
  const id = `${templateId}.${tenantId.replaceAll('-', '')}.${newId()}`;
  auditDetail('JobId', id);
  const job: Job = {
    id,
    servicePrincipalId,
    templateId,
    schedule: { state: 'Disabled', intervalMs: defaultIntervalMs },
    schema: defaultSchema({ jobId: id }),
    schemaVersion: 1,
    status: { countSuccessiveCompleteFailures: 0, escrowsPruned: false },
    createdAt: clock.now().toISOString(),
  };
  try {
    await jobs.create(job);
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new ApiError('JOB_EXISTS', 'The synchronization job of this application was made by another request.', {
      cause,
    });
  }
  return job;
}

function noteSchedule(job: Job, change: { interval?: string | undefined; state?: string | undefined }): void {
  const changes = [
    { name: 'schedule/interval', before: toDuration(job.schedule.intervalMs), after: change.interval },
    { name: 'schedule/state', before: job.schedule.state, after: change.state },
  ].filter(({ after }) => after !== undefined);
  auditTarget({ type: 'ServicePrincipal', id: job.servicePrincipalId }, changes);
}

const dueAfter = ({ clock }: Services, state: Job['schedule']['state']): Date | undefined =>
  state === 'Active' ? clock.now() : undefined;

function newSchedule(
  job: Job,
  change: { interval?: string | undefined; state?: Job['schedule']['state'] | undefined },
): Job['schedule'] {
  const intervalMs = change.interval === undefined ? job.schedule.intervalMs : fromDuration(change.interval);
  if (intervalMs === undefined || intervalMs < shortestIntervalMs || intervalMs > longestIntervalMs) {
    throw new ApiError(
      'REQUEST_INVALID',
      `The interval '${change.interval}' is not an ISO 8601 duration from one second to 366 days, such as PT40M.`,
    );
  }
  return { state: change.state ?? job.schedule.state, intervalMs };
}
