/**
 * `stagedDeletions` of a job: disables and deletes that the accidental-deletion threshold holds back, one by one, and a
 * person's word on them. Approved ones go with the next cycle, decided anew; rejected accounts are kept.
 */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import { stagedStates, type Job, type StagedDeletion } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { provisioning } from '../../audit/activity.ts';
import { auditDetail } from '../../audit/audit-trail.ts';
import { collection } from '../../http/envelope.ts';
import { described, many, one } from '../../http/openapi/route-description.ts';
import type { Filter } from '../../http/odata/filter.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { readQuery } from '../../http/odata/query.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';

type ByStaged = { Params: ByJob['Params'] & { objectId: string } };

const maxAtOnce = 1_000;
const listLimits = { defaultTop: 100, maxTop: 999 };

const stagedDeletion = z.object({
  id: z.string(),
  objectTypeName: z.string(),
  displayName: z.string(),
  userPrincipalName: z.string().nullable(),
  targetId: z.string(),
  action: z.string(),
  event: z.string(),
  reason: z.string(),
  state: z.string(),
  sinceDateTime: z.string(),
  decidedDateTime: z.string().nullable(),
});

const reasons: Record<StagedDeletion['event'], string> = {
  unassigned: 'No longer assigned to the application.',
  outOfScope: 'No longer passes the scoping filters.',
  disabled: 'Disabled in the directory.',
  softDeleted: 'Deleted in the directory, and restorable.',
  hardDeleted: 'Deleted in the directory for good.',
};

const shown = (staged: StagedDeletion): z.output<typeof stagedDeletion> => ({
  id: staged.sourceId,
  objectTypeName: staged.type,
  displayName: staged.displayName,
  userPrincipalName: staged.principalName ?? null,
  targetId: staged.targetId,
  action: staged.action,
  event: staged.event,
  reason: reasons[staged.event],
  state: staged.state,
  sinceDateTime: staged.since.toISOString(),
  decidedDateTime: staged.decidedAt?.toISOString() ?? null,
});

const selection = z
  .object({
    ids: z.array(z.string().refine(isUuid, 'must be an object id')).min(1).max(maxAtOnce).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), "must have 'ids' or 'all': true");

const words = { approve: 'approved', reject: 'rejected' } as const;
const decided = z.object({ decided: z.number().int() });

export function stagedDeletionRoutes(app: FastifyInstance, services: Services): void {
  const path = `${base}/jobs/:jobId/stagedDeletions`;
  const decide = async (
    job: Job,
    state: 'approved' | 'rejected',
    sourceIds: readonly string[] | undefined,
  ): Promise<number> => {
    const at = services.clock.now();
    const count = await services.cycles.decideStaged(job.id, { state, at, ...(sourceIds ? { sourceIds } : {}) });
    auditDetail('Decision', state);
    auditDetail('Deletions', sourceIds ? sourceIds.join(',').slice(0, 1_000) : 'all');
    await services.jobs.wake(at, [job.id]);
    services.wakeWorker();
    return count;
  };

  const list = described(read, { summary: 'List deletions that are held back.', answer: many(stagedDeletion) });
  app.get<ByJob>(path, list, async (request) => {
    const job = await findJob(services, request.params);
    const query = readQuery(request.query as Record<string, unknown>, listLimits);
    const state = stateOf(query.filter);
    const after =
      query.skipToken === undefined ? undefined : idOf(fromPageToken(query.skipToken, scopeOf(request.url)));
    const staged = await services.links.listStaged(job.id, { state, after, limit: query.top });
    const counted = state ?? 'pending';
    return collection(request, `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/stagedDeletions`, {
      value: staged.map(shown),
      nextAfter: staged.length < query.top ? undefined : staged.at(-1)?.sourceId,
      count: query.count ? await services.links.countStaged(job.id, counted) : undefined,
    });
  });

  for (const [verb, state] of Object.entries(words) as [keyof typeof words, (typeof words)[keyof typeof words]][]) {
    const access = {
      config: { ...write.config, audit: provisioning('Update', `Staged deletion ${state}`) },
    };
    const single = described(access, { summary: `Mark a deletion that is held back as ${state}.` });
    app.post<ByStaged>(`${path}/:objectId/${verb}`, single, async (request, reply) => {
      const { objectId, ...params } = request.params;
      const job = await findJob(services, params);
      if (!isUuid(objectId) || (await decide(job, state, [objectId.toLowerCase()])) === 0)
        throw objectNotFound(objectId);
      return reply.status(204).send();
    });

    const several = described(access, {
      summary: `Mark a list of deletions that are held back as ${state}, or all that are pending.`,
      body: selection,
      answer: one(decided),
    });
    app.post<ByJob>(`${path}/${verb}`, several, async (request) => {
      const job = await findJob(services, request.params);
      const { ids } = readBody(selection, request.body);
      return {
        decided: await decide(
          job,
          state,
          ids?.map((id) => id.toLowerCase()),
        ),
      };
    });
  }
}

/** `$filter=state eq 'pending'` is the one filter there is. */
function stateOf(filter: Filter | undefined): StagedDeletion['state'] | undefined {
  if (!filter) return undefined;
  const isComparison = filter.kind === 'compare' && filter.operator === 'eq' && filter.property === 'state';
  const state = isComparison ? stagedStates.find((one) => one === filter.value) : undefined;
  if (state) return state;
  throw new ApiError(
    'QUERY_UNSUPPORTED',
    `Staged deletions can be filtered by state alone: $filter=state eq '${stagedStates.join("', or '")}'.`,
  );
}

function idOf(text: string): string {
  if (isUuid(text)) return text;
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
}
