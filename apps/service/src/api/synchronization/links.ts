/** `links` of a job: which account in the application belongs to whom, since when, and what was last done about it. */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectTypes } from '@drawbridge/engine';
import type { LinkField, ListedLink } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection } from '../../http/envelope.ts';
import { described, many } from '../../http/openapi/route-description.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { readQuery } from '../../http/odata/query.ts';
import type { Services } from '../../services.ts';
import { toLogCondition, type LogProperties } from '../logs/log-filter.ts';
import { base, findJob, read, type ByJob } from './job-request.ts';

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
  const list = described(read, { summary: 'List which account belongs to whom.', answer: many(shape) });
  app.get<ByJob>(`${base}/jobs/:jobId/links`, list, async (request) => {
    const job = await findJob(services, request.params);
    const query = readQuery(request.query as Record<string, unknown>, limits);
    if (query.search || query.orderBy || query.skip > 0 || query.expand.length > 0 || query.select)
      throw new ApiError('QUERY_UNSUPPORTED', 'Links have $filter, $top, $count and $skiptoken, and no other option.');
    const where = query.filter && toLogCondition(query.filter, properties);
    const after =
      query.skipToken === undefined ? undefined : idOf(fromPageToken(query.skipToken, scopeOf(request.url)));
    const links = await services.linkList.list(job.id, { where, after, limit: query.top });
    const objects = await services.directory.getObjectsById(links.map(({ sourceId }) => sourceId));
    const names = new Map(
      objects.map(({ kind, object }) => [object.id, kind === 'User' ? object.userPrincipalName : undefined]),
    );
    return collection(request, `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/links`, {
      value: links.map((link) => shown(link, names)),
      nextAfter: links.length < query.top ? undefined : links.at(-1)?.sourceId,
      count: query.count ? await services.linkList.count(job.id, where) : undefined,
    });
  });
}

function idOf(text: string): string {
  if (isUuid(text)) return text;
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
}
