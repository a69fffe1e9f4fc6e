/** `provisionOnDemand`: a few named people or a group, now, with every step told. */
import { ApiError } from '@drawbridge/base';
import { provisionOnDemand, type TracedExchange } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { described, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { toOnDemandEntry } from '../logs/graph-log.ts';
import { base, findJob, write, type ByJob } from './job-request.ts';
import { objectSubject } from './object-subject.ts';
import { exchangeShape, shownExchange } from './wire-trace.ts';

/** A trace holds so many exchanges. */
const maxTraced = 500;
/** Larger groups are provisioned whole, with `allMembers`. */
const maxMembersOnDemand = 1_000;

const subject = objectSubject.extend({
  links: z.object({ members: z.array(objectSubject).max(maxMembersOnDemand).nullish() }).nullish(),
  allMembers: z.boolean().nullish(),
});
const onDemandBody = z.object({
  /** The answer tells every request to the application, and what came back. */
  trace: z.boolean().nullish(),
  parameters: z.array(z.object({ ruleId: z.string(), subjects: z.array(subject).min(1).max(1000) })).min(1),
});

const told = z.object({ key: z.string(), value: z.string(), trace: z.array(exchangeShape).optional() });

export function provisionOnDemandRoutes(app: FastifyInstance, services: Services): void {
  const { onDemandUses } = services;

  const options = described(write, { summary: 'Provision named objects now.', body: onDemandBody, answer: one(told) });
  app.post<ByJob>(`${base}/jobs/:jobId/provisionOnDemand`, options, async (request, reply) => {
    const job = await findJob(services, request.params);
    const { parameters, trace } = readBody(onDemandBody, request.body);
    const known = new Set(job.schema.synchronizationRules.map((rule) => rule.id));
    for (const { ruleId } of parameters) {
      if (!known.has(ruleId))
        throw new ApiError(
          'REQUEST_INVALID',
          `The ruleId '${ruleId}' is not a rule of this job's schema; it has ${[...known].join(', ')}.`,
        );
    }
    const subjects = parameters.flatMap((parameter) =>
      parameter.subjects.map(({ links, allMembers, ...named }) => ({
        ...named,
        allMembers: allMembers ?? false,
        ...(links?.members ? { members: links.members } : {}),
      })),
    );
    const waitMs = onDemandUses.use(job.id);
    if (waitMs !== undefined) {
      const seconds = Math.max(1, Math.ceil(waitMs / 1000));
      reply.header('retry-after', String(seconds));
      const { most, windowMs } = onDemandUses.limit;
      throw new ApiError(
        'TOO_MANY_REQUESTS',
        `provisionOnDemand is limited to ${most} requests in ${windowMs / 1000} seconds for one job. Try again in ${seconds} s.`,
      );
    }
    const exchanges: TracedExchange[] = [];
    const records = await provisionOnDemand({
      job,
      subjects,
      engine: services.engine,
      ...(trace ? { trace: (exchange) => void (exchanges.length < maxTraced && exchanges.push(exchange)) } : {}),
    });
    const names = await services.logNames(records);
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.stringKeyStringValuePair'),
      key: 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo',
      value: JSON.stringify(records.map((record) => toOnDemandEntry(record, names))),
      ...(trace ? { trace: exchanges.map(shownExchange) } : {}),
    };
  });
}
