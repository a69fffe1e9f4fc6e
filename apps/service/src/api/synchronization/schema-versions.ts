/**
 * `schemaVersions` of a job: the schemas that it had, who saved them and what they changed; each can be read whole and
 * brought back. Graph has none of it: there, an administrator downloads a schema before changing it.
 */
import { ApiError } from '@drawbridge/base';
import { synchronizationSchema } from '@drawbridge/contract';
import { objectNotFound } from '@drawbridge/directory';
import type { Job, KeptSchema, SchemaAuthor, SchemaVersion } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { provisioning } from '../../audit/activity.ts';
import { auditDetail } from '../../audit/audit-trail.ts';
import { collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { readQuery } from '../../http/odata/query.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';
import { mustBeValid, saveSchema } from './save-schema.ts';

type ByVersion = { Params: ByJob['Params'] & { version: string } };

const listLimits = { defaultTop: 50, maxTop: 100 };

const identity = z.object({ id: z.string(), displayName: z.string(), userPrincipalName: z.string().optional() });
const schemaVersion = z.object({
  id: z.string(),
  version: z.string(),
  isCurrent: z.boolean(),
  savedDateTime: z.string().nullable(),
  savedBy: z.object({ user: identity.optional(), application: identity.optional() }).nullable(),
  changes: z.array(z.string()),
  restoredFromVersion: z.string().nullable(),
});
const wholeVersion = schemaVersion.extend({ schema: synchronizationSchema });

/** graph.identitySet. */
function toIdentitySet(by: SchemaAuthor): z.output<typeof schemaVersion>['savedBy'] {
  switch (by.type) {
    case 'user':
      return { user: { id: by.id, displayName: by.displayName, userPrincipalName: by.userPrincipalName } };
    case 'application':
      return { application: { id: by.id, displayName: by.displayName } };
    case 'system':
      return { application: { id: '', displayName: by.displayName } };
  }
}

const shown = (job: Job, { version, change }: SchemaVersion): z.output<typeof schemaVersion> => ({
  id: String(version),
  version: `v1.${version}`,
  isCurrent: version === job.schemaVersion,
  savedDateTime: (change?.at.toISOString() ?? (version === 1 ? job.createdAt : undefined)) || null,
  savedBy: change ? toIdentitySet(change.by) : null,
  changes: [...(change?.changes ?? [])],
  restoredFromVersion: change?.restoredVersion === undefined ? null : String(change.restoredVersion),
});

export function schemaVersionRoutes(app: FastifyInstance, services: Services): void {
  const path = `${base}/jobs/:jobId/schemaVersions`;
  const setOf = (job: Job): string =>
    `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/schemaVersions`;

  const list = described(read, {
    summary: 'List the schemas that a job had, newest first.',
    answer: many(schemaVersion),
  });
  app.get<ByJob>(path, list, async (request) => {
    const job = await findJob(services, request.params);
    const { top, skipToken } = readQuery(request.query as Record<string, unknown>, listLimits);
    const before = skipToken === undefined ? undefined : numberOf(fromPageToken(skipToken, scopeOf(request.url)));
    const versions = await services.jobs.listSchemaVersions(job.id, { before, limit: top + 1 });
    const page = versions.slice(0, top);
    return collection(request, setOf(job), {
      value: page.map((version) => shown(job, version)),
      nextAfter: versions.length > top ? String(page.at(-1)?.version) : undefined,
    });
  });

  const find = async (job: Job, version: string): Promise<KeptSchema> => {
    const found = /^\d{1,9}$/.test(version) && (await services.jobs.readSchemaVersion(job.id, Number(version)));
    if (!found) throw objectNotFound(version);
    return found;
  };

  const reading = described(read, { summary: 'Read a schema that a job had.', answer: one(wholeVersion) });
  app.get<ByVersion>(`${path}/:version`, reading, async (request) => {
    const { version, ...params } = request.params;
    const job = await findJob(services, params);
    const found = await find(job, version);
    return entity(request, setOf(job), { ...shown(job, found), schema: found.schema });
  });

  const restoring = described(
    { config: { ...write.config, audit: provisioning('Update', 'Update attribute mappings or scope') } },
    { summary: 'Bring back a schema that a job had.', answer: noContent },
  );
  app.post<ByVersion>(`${path}/:version/restore`, restoring, async (request, reply) => {
    const { version, ...params } = request.params;
    const job = await findJob(services, params);
    const { schema, version: restoredVersion } = await find(job, version);
    mustBeValid(schema);
    auditDetail('RestoredSchemaVersion', version);
    if (restoredVersion !== job.schemaVersion) await saveSchema(services, request, { job, schema, restoredVersion });
    return reply.status(204).send();
  });
}

function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
}
