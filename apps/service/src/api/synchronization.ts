/** `/servicePrincipals/{id}/synchronization`: templates, jobs, schema, secrets and the actions on a job. */
import { ApiError, isUuid, newId, Secret } from '@drawbridge/base';
import { synchronizationSchema, type SynchronizationSchema } from '@drawbridge/contract';
import type { ServicePrincipal } from '@drawbridge/directory';
import {
  defaultSchema,
  objectTypes,
  provisionOnDemand,
  testConnection,
  validateSchema,
  type Job,
} from '@drawbridge/engine';
import type { StoredSecret } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { baseUrl, collection, contextUrl, entity } from '../http/envelope.ts';
import { readBody } from '../http/validate.ts';
import { jobTemplateId, needsAgent } from '../provisioning/application-templates.ts';
import { isSecretKey, notificationSettingsProblem, secretKeys } from '../provisioning/provisioning-settings.ts';
import type { Services } from '../services.ts';
import { fromDuration, toGraphJob } from './graph-job.ts';
import { toOnDemandEntry } from './graph-log.ts';
import { findServicePrincipal } from './find-service-principal.ts';
import { notFound } from './not-found.ts';
import { readResetScope } from './reset-scope.ts';

const base = '/servicePrincipals/:id/synchronization';
const read = { config: { permissions: ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'] as const } };
const write = { config: { permissions: ['Synchronization.ReadWrite.All'] as const } };
const defaultIntervalMs = 40 * 60_000;
const shortestIntervalMs = 1000;
const longestIntervalMs = 366 * 24 * 60 * 60_000;
const maxMembersOnDemand = 5;

type ById = { Params: { id: string } };
type ByJob = { Params: { id: string; jobId: string } };

export function synchronizationRoutes(app: FastifyInstance, services: Services): void {
  templates(app, services);
  jobs(app, services);
  jobActions(app, services);
  schema(app, services);
  secrets(app, services);
  onDemand(app, services);
}

async function findJob(services: Services, { id, jobId }: ByJob['Params']): Promise<Job> {
  const servicePrincipal = await findServicePrincipal(services, id);
  const job = await services.jobs.get(jobId);
  if (!job || job.servicePrincipalId !== servicePrincipal.id) throw notFound(jobId);
  return job;
}

function templates(app: FastifyInstance, services: Services): void {
  const shown = (servicePrincipal: ServicePrincipal) => {
    const agentNeeded = String(needsAgent(servicePrincipal.applicationTemplateId));
    const templateId = jobTemplateId(servicePrincipal.applicationTemplateId);
    return {
      id: templateId,
      applicationId: servicePrincipal.applicationTemplateId ?? servicePrincipal.appId,
      default: true,
      description: `Provisioning of users and groups by SCIM 2.0 to ${servicePrincipal.displayName}`,
      discoverable: true,
      factoryTag: 'customappsso',
      metadata: [
        { key: 'GalleryApplicationIdentifier', value: servicePrincipal.applicationTemplateId ?? '' },
        { key: 'IsSynchronizationAgentRequired', value: agentNeeded },
        { key: 'IsSynchronizationAgentAssignmentRequired', value: agentNeeded },
        { key: 'IsOAuthEnabled', value: 'false' },
        { key: 'IsSynchronizationInPreview', value: 'false' },
        { key: 'ConfigurationFields', value: '[{"name":"baseaddress"},{"name":"secrettoken","secret":true}]' },
      ],
    };
  };

  app.get<ById>(`${base}/templates`, read, async (request) => {
    const servicePrincipal = await findServicePrincipal(services, request.params.id);
    return collection(request, `servicePrincipals('${servicePrincipal.id}')/synchronization/templates`, {
      value: [shown(servicePrincipal)],
    });
  });

  app.get<ById & { Params: { templateId: string } }>(`${base}/templates/:templateId`, read, async (request) => {
    const template = shown(await findServicePrincipal(services, request.params.id));
    if (template.id !== request.params.templateId) throw notFound(request.params.templateId);
    return entity(request, 'synchronizationTemplates', template);
  });
}

async function shownJob(services: Services, job: Job): Promise<Record<string, unknown>> {
  const [stored, linked] = await Promise.all([
    services.secrets.list(job.servicePrincipalId),
    services.countLinks(job.id),
  ]);
  const keys = new Set(stored.map(({ key }) => key));
  return toGraphJob(job, { hasCredentials: keys.has('BaseAddress') && keys.has('SecretToken'), linked });
}

function jobs(app: FastifyInstance, services: Services): void {
  const set = (id: string): string => `servicePrincipals('${id}')/synchronization/jobs`;
  const created = z.object({ templateId: z.string().min(1).max(100).optional() });
  const changed = z.object({
    schedule: z
      .object({ interval: z.string().max(50).optional(), state: z.enum(['Active', 'Paused', 'Disabled']).optional() })
      .optional(),
  });

  app.get<ById>(`${base}/jobs`, read, async (request) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    const found = await services.jobs.listByServicePrincipal(id);
    return collection(request, set(id), { value: await Promise.all(found.map((job) => shownJob(services, job))) });
  });

  app.post<ById>(`${base}/jobs`, write, async (request, reply) => {
    const servicePrincipal = await findServicePrincipal(services, request.params.id);
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

  app.get<ByJob>(`${base}/jobs/:jobId`, read, async (request) =>
    entity(request, set(request.params.id), await shownJob(services, await findJob(services, request.params))),
  );

  app.patch<ByJob>(`${base}/jobs/:jobId`, write, async (request, reply) => {
    const job = await findJob(services, request.params);
    const { schedule } = readBody(changed, request.body);
    if (schedule)
      await services.jobs.setSchedule(
        job.id,
        newSchedule(job, schedule),
        dueAfter(services, schedule.state ?? job.schedule.state),
      );
    services.wakeWorker();
    return reply.status(204).send();
  });

  app.delete<ByJob>(`${base}/jobs/:jobId`, write, async (request, reply) => {
    await services.jobs.remove((await findJob(services, request.params)).id);
    return reply.status(204).send();
  });
}

/** Applications whose job is being made in this process: two requests at once must not make two. */
const underWay = new Set<string>();

/** Throws JOB_EXISTS. */
async function createJob(services: Services, servicePrincipalId: string, templateId: string): Promise<Job> {
  const { jobs, clock, tenantId } = services;
  if (underWay.has(servicePrincipalId))
    throw new ApiError('JOB_EXISTS', 'The synchronization job of this application is being made by another request.');
  underWay.add(servicePrincipalId);
  try {
    const [existing] = await jobs.listByServicePrincipal(servicePrincipalId);
    if (existing)
      throw new ApiError('JOB_EXISTS', `The application already has the synchronization job '${existing.id}'.`);
    const id = `${templateId}.${tenantId.replaceAll('-', '')}.${newId()}`;
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
    await jobs.create(job);
    return job;
  } finally {
    underWay.delete(servicePrincipalId);
  }
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

function jobActions(app: FastifyInstance, services: Services): void {
  const restart = z.object({ criteria: z.object({ resetScope: z.string().max(200).nullish() }).nullish() });

  app.post<ByJob>(`${base}/jobs/:jobId/start`, write, async (request, reply) => {
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

  app.post<ByJob>(`${base}/jobs/:jobId/pause`, write, async (request, reply) => {
    const job = await findJob(services, request.params);
    await services.jobs.setSchedule(job.id, { ...job.schedule, state: 'Paused' }, undefined);
    return reply.status(204).send();
  });

  app.post<ByJob>(`${base}/jobs/:jobId/restart`, write, async (request, reply) => {
    const job = await findJob(services, request.params);
    const { criteria } = readBody(restart, request.body);
    await services.jobs.restart(job.id, readResetScope(criteria?.resetScope ?? undefined), services.clock.now());
    services.wakeWorker();
    return reply.status(204).send();
  });

  const credentials = z.object({
    useSavedCredentials: z.boolean().nullish(),
    templateId: z.string().nullish(),
    applicationIdentifier: z.string().nullish(),
    credentials: z.array(z.object({ key: z.string(), value: z.string().nullish() })).nullish(),
  });
  const validate = async (request: FastifyRequest<ById>): Promise<void> => {
    const servicePrincipal = await findServicePrincipal(services, request.params.id);
    const body = readBody(credentials, request.body);
    const given = (body.credentials ?? []).map(({ key, value }) => ({ key, value: new Secret(value ?? '') }));
    const saved = await services.secrets.list(servicePrincipal.id);
    const target = await services.targets.openWith(
      { servicePrincipalId: servicePrincipal.id },
      body.useSavedCredentials || given.length === 0 ? saved : given.map((secret) => keepMasked(secret, saved)),
    );
    const [job] = await services.jobs.listByServicePrincipal(servicePrincipal.id);
    await testConnection(target, job ? { schema: job.schema } : {});
  };
  app.post<ById>(`${base}/jobs/validateCredentials`, write, async (request, reply) => {
    await validate(request);
    return reply.status(204).send();
  });
  app.post<ByJob>(`${base}/jobs/:jobId/validateCredentials`, write, async (request, reply) => {
    await findJob(services, request.params);
    await validate(request);
    return reply.status(204).send();
  });
}

const masked = '*';

/** A value of exactly `*` is what GET showed: it stands for what is stored. */
function keepMasked<T extends { key: string; value: Secret }>(given: T, saved: readonly StoredSecret[]): T {
  const stored = given.value.reveal() === masked ? saved.find((secret) => secret.key === given.key) : undefined;
  return stored ? { ...given, value: stored.value } : given;
}

function schema(app: FastifyInstance, services: Services): void {
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

const pair = z.object({ key: z.enum(secretKeys), value: z.string().max(100_000) });
const secretsBody = z
  .object({ value: z.array(pair).optional(), credentials: z.array(pair).optional() })
  // A body without either would remove every secret: surely not what was meant.
  .refine((body) => body.value ?? body.credentials, "must have 'value', the whole list of secrets")
  .transform((body) => body.value ?? body.credentials ?? []);

function secrets(app: FastifyInstance, services: Services): void {
  app.get<ById>(`${base}/secrets`, read, async (request) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    const stored = await services.secrets.list(id);
    return collection(request, `servicePrincipals('${id}')/synchronization/secrets`, {
      value: stored.map(({ key, value, sealed }) => ({ key, value: sealed ? masked : value.reveal() })),
    });
  });

  app.put<ById>(`${base}/secrets`, write, async (request, reply) => {
    const { id } = await findServicePrincipal(services, request.params.id);
    const given = readBody(secretsBody, request.body);
    checkSecrets(given);
    const saved = await services.secrets.list(id);
    const kept = given
      .filter(({ value }) => value !== '')
      .map(({ key, value }) => keepMasked({ key, value: new Secret(value), sealed: isSecretKey(key) }, saved));
    const unknown = kept.find((secret) => secret.sealed && secret.value.reveal() === masked);
    if (unknown) {
      throw new ApiError(
        'REQUEST_INVALID',
        `The secret '${unknown.key}' has the value '*', which keeps the stored one, but none is stored. Give the secret itself.`,
      );
    }
    await services.secrets.replace(id, [...new Map(kept.map((secret) => [secret.key, secret])).values()]);
    await services.wakeJobsOfApplication(id);
    return reply.status(204).send();
  });
}

function checkSecrets(given: readonly { key: string; value: string }[]): void {
  for (const { key, value } of given) {
    if (key === 'BaseAddress' && value !== '' && !/^https?:\/\//i.test(value)) {
      throw new ApiError(
        'REQUEST_INVALID',
        `The Tenant URL (BaseAddress) '${value.slice(0, 200)}' must begin with https:// or http://.`,
      );
    }
    const problem = key === 'SyncNotificationSettings' && value !== '' ? notificationSettingsProblem(value) : undefined;
    if (problem !== undefined) {
      throw new ApiError(
        'REQUEST_INVALID',
        `SyncNotificationSettings must be a JSON object in a string, such as {"DeleteThresholdEnabled":true,"DeleteThresholdValue":500}: ${problem}.`,
      );
    }
  }
}

const objectTypeName = z.string().transform((name, context) => {
  const known = objectTypes.find((type) => type.toLowerCase() === name.toLowerCase());
  if (!known) {
    context.addIssue({ code: 'custom', message: "must be 'User' or 'Group'" });
    return z.NEVER;
  }
  return known;
});
const object = z.object({
  objectId: z
    .string()
    .refine(isUuid, 'must be an object id')
    .transform((id) => id.toLowerCase()),
  objectTypeName,
});
const subject = object.extend({
  links: z.object({ members: z.array(object).max(maxMembersOnDemand).nullish() }).nullish(),
});
const onDemandBody = z.object({
  parameters: z.array(z.object({ ruleId: z.string(), subjects: z.array(subject).min(1).max(1000) })).min(1),
});

function onDemand(app: FastifyInstance, services: Services): void {
  app.post<ByJob>(`${base}/jobs/:jobId/provisionOnDemand`, write, async (request) => {
    const job = await findJob(services, request.params);
    const { parameters } = readBody(onDemandBody, request.body);
    const known = new Set(job.schema.synchronizationRules.map((rule) => rule.id));
    for (const { ruleId } of parameters) {
      if (!known.has(ruleId))
        throw new ApiError(
          'REQUEST_INVALID',
          `The ruleId '${ruleId}' is not a rule of this job's schema; it has ${[...known].join(', ')}.`,
        );
    }
    const subjects = parameters.flatMap((parameter) =>
      parameter.subjects.map(({ links, ...named }) => ({
        ...named,
        ...(links?.members ? { members: links.members } : {}),
      })),
    );
    const records = await provisionOnDemand({ job, subjects, engine: services.engine });
    const names = await services.logNames(records);
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.stringKeyStringValuePair'),
      key: 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo',
      value: JSON.stringify(records.map((record) => toOnDemandEntry(record, names))),
    };
  });
}
