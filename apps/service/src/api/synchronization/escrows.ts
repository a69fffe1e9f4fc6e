/** `escrows` of a job: objects that failed, when they are tried again, and trying them now. */
import { ApiError, catalog, isUuid } from '@drawbridge/base';
import { objectNotFound, type AnyObject } from '@drawbridge/directory';
import { graphErrorCode, type Escrow, type Job, type PageCommit } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { provisioning } from '../../audit/activity.ts';
import { collection } from '../../http/envelope.ts';
import { described, many } from '../../http/openapi/route-description.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { readQuery } from '../../http/odata/query.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';

type ByEscrow = { Params: ByJob['Params'] & { objectId: string } };

const limits = { defaultTop: 100, maxTop: 999 };
/** An escrow that is tried no more has this year in its next attempt. */
const neverYear = 9999;

const escrowShape = z.object({
  id: z.string(),
  objectTypeName: z.string(),
  /** `null`: it is not in the directory any more. */
  displayName: z.string().nullable(),
  userPrincipalName: z.string().nullable(),
  errorCode: z.string(),
  error: z.object({ code: z.string(), message: z.string() }),
  kind: z.enum(['transient', 'persistent']),
  attempts: z.number().int(),
  firstFailedDateTime: z.string(),
  nextAttemptDateTime: z.string().nullable(),
});

function shown(escrow: Escrow, object: AnyObject | undefined): z.output<typeof escrowShape> {
  const code = Object.hasOwn(catalog, escrow.errorCode) ? (escrow.errorCode as keyof typeof catalog) : 'INTERNAL';
  const isNever = escrow.nextAttemptAt.getUTCFullYear() >= neverYear;
  return {
    id: escrow.sourceId,
    objectTypeName: escrow.type,
    displayName: object?.object.displayName ?? null,
    userPrincipalName: (object?.kind === 'User' && object.object.userPrincipalName) || null,
    errorCode: graphErrorCode(code),
    error: { code: escrow.errorCode, message: escrow.message },
    kind: catalog[code].reaction === 'retry' ? 'transient' : 'persistent',
    attempts: escrow.attempts,
    firstFailedDateTime: escrow.firstFailedAt.toISOString(),
    nextAttemptDateTime: isNever ? null : escrow.nextAttemptAt.toISOString(),
  };
}

const nothing: Omit<PageCommit, 'escrows' | 'links'> = { references: { written: [], removed: [] }, log: [] };

export function escrowRoutes(app: FastifyInstance, services: Services): void {
  const path = `${base}/jobs/:jobId/escrows`;

  const list = described(read, { summary: 'List objects that failed and are tried again.', answer: many(escrowShape) });
  app.get<ByJob>(path, list, async (request) => {
    const job = await findJob(services, request.params);
    const query = readQuery(request.query as Record<string, unknown>, limits);
    const after =
      query.skipToken === undefined ? undefined : idOf(fromPageToken(query.skipToken, scopeOf(request.url)));
    const escrows = await services.links.listEscrows(job.id, { after, limit: query.top });
    const found = await services.directory.getObjectsById(escrows.map(({ sourceId }) => sourceId));
    const objects = new Map(found.map((object) => [object.object.id, object]));
    return collection(request, `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/escrows`, {
      value: escrows.map((escrow) => shown(escrow, objects.get(escrow.sourceId))),
      nextAfter: escrows.length < query.top ? undefined : escrows.at(-1)?.sourceId,
      count: query.count ? await services.links.countEscrows(job.id) : undefined,
    });
  });

  const tryNow = async (job: Job, escrow: Escrow, drop: readonly string[]): Promise<void> => {
    const now = services.clock.now();
    const page = { links: { put: [], drop }, escrows: { put: [{ ...escrow, nextAttemptAt: now }], clear: [] } };
    await services.cycles.commitPage(job.id, undefined, { ...nothing, ...page });
    await services.jobs.wake(now, [job.id]);
    services.wakeWorker();
  };

  const retry = described(
    { config: { ...write.config, audit: provisioning('Other', 'Retry object') } },
    { summary: 'Try an object that failed again, now.' },
  );
  app.post<ByEscrow>(`${path}/:objectId/retry`, retry, async (request, reply) => {
    const { objectId, ...params } = request.params;
    const job = await findJob(services, params);
    await tryNow(job, (await escrowOf(job, objectId)) ?? unknown(objectId), []);
    return reply.status(204).send();
  });

  const rematch = described(
    { config: { ...write.config, audit: provisioning('Other', 'Match object again') } },
    { summary: 'Forget which account belongs to an object, and match it again, now.' },
  );
  app.post<ByEscrow>(`${path}/:objectId/rematch`, rematch, async (request, reply) => {
    const { objectId, ...params } = request.params;
    const job = await findJob(services, params);
    const id = objectId.toLowerCase();
    const escrow = await escrowOf(job, objectId);
    const link = isUuid(id) ? (await services.links.linksOf(job.id, [id])).get(id) : undefined;
    const type = escrow?.type ?? link?.type ?? unknown(objectId);
    await tryNow(job, escrow ?? requested(id, type), [id]);
    return reply.status(204).send();
  });

  async function escrowOf(job: Job, objectId: string): Promise<Escrow | undefined> {
    const id = objectId.toLowerCase();
    return isUuid(id) ? (await services.links.escrowsOf(job.id, [id])).get(id) : undefined;
  }

  const requested = (sourceId: string, type: Escrow['type']): Escrow => ({
    sourceId,
    type,
    firstFailedAt: services.clock.now(),
    attempts: 0,
    nextAttemptAt: services.clock.now(),
    errorCode: 'TARGET_RESOURCE_GONE',
    message: 'It is matched again because a person asked for it.',
  });
}

function unknown(objectId: string): never {
  throw objectNotFound(objectId);
}

function idOf(text: string): string {
  if (isUuid(text)) return text;
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
}
