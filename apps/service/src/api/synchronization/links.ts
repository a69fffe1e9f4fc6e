/**
 * `links` of a job: which account in the application belongs to whom, since when, and what was last done about it. A person may
 * say that it is another one.
 */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import { linkByHand, objectTypes, type Job } from '@drawbridge/engine';
import type { LinkField, ListedLink } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { provisioning } from '../../audit/activity.ts';
import { auditDetail } from '../../audit/audit-trail.ts';
import { collection, entity } from '../../http/envelope.ts';
import { described, many, one } from '../../http/openapi/route-description.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { parseFilter } from '../../http/odata/filter.ts';
import { readQuery } from '../../http/odata/query.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { toLogCondition, type LogProperties } from '../logs/log-filter.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';

type ByObject = { Params: ByJob['Params'] & { objectId: string } };

/** Ids of targets are opaque (RFC 7643 §3.1), but nobody's is longer. */
const longestTargetId = 1_000;
const linkBody = z.object({ targetId: z.string().min(1).max(longestTargetId) });

const limits = { defaultTop: 100, maxTop: 999 };

const properties: LogProperties<LinkField> = {
  log: 'Links',
  fields: {
    objectId: { type: 'uuid' },
    objectTypeName: { type: 'text', oneOf: objectTypes },
    targetId: { type: 'text' },
    displayName: { type: 'text' },
    state: { type: 'text', oneOf: ['managed', 'unmanaged'] },
  },
};

const shape = z.object({
  id: z.string(),
  objectTypeName: z.string(),
  /** As it was called when it was last written. */
  displayName: z.string(),
  /** `null`: it has none, or is not in the directory any more. */
  userPrincipalName: z.string().nullable(),
  isInDirectory: z.boolean(),
  targetId: z.string(),
  state: z.enum(['managed', 'unmanaged']),
  targetActive: z.boolean().nullable(),
  deletionDateTime: z.string().nullable(),
  linkedDateTime: z.string().nullable(),
  lastRecord: z
    .object({ id: z.string(), activityDateTime: z.string(), provisioningAction: z.string(), status: z.string() })
    .nullable(),
});

const shown = (link: ListedLink, names: ReadonlyMap<string, string | undefined>): z.output<typeof shape> => ({
  id: link.sourceId,
  objectTypeName: link.type,
  displayName: link.displayName,
  userPrincipalName: names.get(link.sourceId) ?? null,
  isInDirectory: names.has(link.sourceId),
  targetId: link.targetId,
  state: link.state,
  targetActive: link.targetActive ?? null,
  deletionDateTime: link.deleteAt?.toISOString() ?? null,
  linkedDateTime: link.linkedAt?.toISOString() ?? null,
  lastRecord: link.last
    ? {
        id: link.last.id,
        activityDateTime: link.last.at.toISOString(),
        provisioningAction: link.last.action,
        status: link.last.status,
      }
    : null,
});

export function linkRoutes(app: FastifyInstance, services: Services): void {
  const path = `${base}/jobs/:jobId/links`;

  const shownAll = async (links: readonly ListedLink[]): Promise<z.output<typeof shape>[]> => {
    const objects = await services.directory.getObjectsById(links.map(({ sourceId }) => sourceId));
    const names = new Map(
      objects.map(({ kind, object }) => [object.id, kind === 'User' ? object.userPrincipalName : undefined]),
    );
    return links.map((link) => shown(link, names));
  };

  const list = described(read, { summary: 'List which account belongs to whom.', answer: many(shape) });
  app.get<ByJob>(path, list, async (request) => {
    const job = await findJob(services, request.params);
    const query = readQuery(request.query as Record<string, unknown>, limits);
    if (query.search || query.orderBy || query.skip > 0 || query.expand.length > 0 || query.select)
      throw new ApiError('QUERY_UNSUPPORTED', 'Links have $filter, $top, $count and $skiptoken, and no other option.');
    const where = query.filter && toLogCondition(query.filter, properties);
    const after =
      query.skipToken === undefined ? undefined : idOf(fromPageToken(query.skipToken, scopeOf(request.url)));
    const page = { where, after, limit: query.top };
    const links = await services.linkList.list(job.id, page);
    return collection(request, `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/links`, {
      value: await shownAll(links),
      nextAfter: links.length < query.top ? undefined : links.at(-1)?.sourceId,
      count: query.count ? await services.linkList.count(job.id, where) : undefined,
    });
  });

  const put = described(
    { config: { ...write.config, audit: provisioning('Update', 'Link object to account') } },
    { summary: 'Say which account belongs to an object.', body: linkBody, answer: one(shape) },
  );
  app.put<ByObject>(`${path}/:objectId`, put, async (request) => {
    const { objectId: given, ...params } = request.params;
    const job = await findJob(services, params);
    const { targetId } = readBody(linkBody, request.body);
    const objectId = given.toLowerCase();
    if (!isUuid(objectId)) throw objectNotFound(given);
    auditDetail('Link', `${objectId} → ${targetId}`);
    await linkByHand({ job, engine: services.engine, cycles: services.cycles, objectId, targetId });
    services.wakeWorker();
    const context = `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/links`;
    return entity(request, context, await linkOf(job, objectId));
  });

  async function linkOf(job: Job, objectId: string): Promise<z.output<typeof shape>> {
    const where = toLogCondition(parseFilter(`objectId eq '${objectId}'`), properties);
    const [link] = await shownAll(await services.linkList.list(job.id, { where, limit: 1 }));
    // Somebody else may have undone it in the same moment.
    return link ?? unknown(objectId);
  }
}

function unknown(objectId: string): never {
  throw objectNotFound(objectId);
}

function idOf(text: string): string {
  if (isUuid(text)) return text;
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
}
