/** `schema/evaluateScope`: a scoping filter tried on sample values, clause by clause. */
import { ApiError } from '@drawbridge/base';
import { objectDefinition, scopeFilter } from '@drawbridge/contract';
import { evaluateScope, type SourceValue } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readsOnly } from '../../audit/activity.ts';
import { contextUrl } from '../../http/envelope.ts';
import { described, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, type ByJob } from './job-request.ts';
import { objectTypeName } from './object-subject.ts';

const longestText = 100_000;
const mostProperties = 1_000;
const text = z.string().max(longestText);
const sampleValue = z.union([
  text,
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([text, z.number(), z.boolean()]).transform(String)).max(mostProperties),
]);

/** Strict, so that what is no filter is not taken for one that lets everybody in. */
const filter = z
  .strictObject(scopeFilter.shape)
  .refine(
    (scope) => Object.values(scope).some((groups) => groups !== null && groups !== undefined),
    "must have 'groups' or 'inputFilterGroups'",
  );

const body = z.object({
  scope: filter,
  objectTypeName,
  testInputObject: z.object({
    definition: objectDefinition.partial().nullish(),
    properties: z.array(z.object({ key: z.string(), value: sampleValue.optional() })).max(mostProperties),
  }),
});
const answer = z.object({
  inScope: z.boolean(),
  clauses: z.array(z.object({ group: z.string(), clause: z.string(), result: z.boolean() })),
});

export function evaluateScopeRoutes(app: FastifyInstance, services: Services): void {
  const options = described(
    { config: { ...read.config, audit: readsOnly } },
    { summary: 'Try a scoping filter on sample values.', body, answer: one(answer) },
  );
  app.post<ByJob>(`${base}/jobs/:jobId/schema/evaluateScope`, options, async (request) => {
    await findJob(services, request.params);
    const { scope, testInputObject } = readBody(body, request.body);
    for (const group of [...(scope.groups ?? []), ...(scope.inputFilterGroups ?? [])]) {
      if ((group.clauses ?? []).length === 0) {
        throw new ApiError('REQUEST_INVALID', `The scoping filter '${group.name ?? ''}' has no clause.`);
      }
    }
    const attributes = new Map<string, SourceValue>();
    for (const { key, value } of testInputObject.properties) {
      if (value !== null && value !== undefined) attributes.set(key, value);
    }
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.evaluateScopeResponse'),
      ...evaluateScope(scope, attributes),
    };
  });
}
