/** `schema/parseExpression`: reads an expression, and tries it on sample values. What is wrong with it is an answer, not an error. */
import { attributeDefinition, objectDefinition } from '@drawbridge/contract';
import { testExpression, type ExpressionTest } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { graphCode } from '../../http/graph-error.ts';
import { described } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { read } from './job-request.ts';
import { findSchema, schemaPaths, type BySchema } from './schema-of-request.ts';

const longestText = 100_000;
const mostProperties = 1000;

const sampleText = z.string().max(longestText);
const sampleValue = z.union([
  sampleText,
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([sampleText, z.number(), z.boolean()]).transform(String)).max(mostProperties),
]);
const body = z.object({
  // The language's own limit is told in the answer, with the others.
  expression: z.string().max(longestText),
  targetAttributeDefinition: attributeDefinition.partial().nullish(),
  testInputObject: z
    .object({
      definition: objectDefinition.partial().nullish(),
      properties: z
        .array(z.object({ key: z.string(), value: sampleValue.optional() }))
        .max(mostProperties)
        .nullish(),
    })
    .nullish(),
});

export function parseExpressionRoutes(app: FastifyInstance, services: Services): void {
  for (const path of schemaPaths) {
    const options = described(read, { summary: 'Read an expression, and try it on sample values.', body });
    app.post<BySchema>(`${path}/parseExpression`, options, async (request) => {
      await findSchema(services, request.params);
      const { expression, testInputObject } = readBody(body, request.body);
      const { properties } = testInputObject ?? {};
      const attributes = properties ? new Map(properties.map(({ key, value }) => [key, value])) : undefined;
      const test = testExpression(expression, attributes, { now: services.clock.now() });
      return {
        '@odata.context': contextUrl(request, 'microsoft.graph.parseExpressionResponse'),
        parsingSucceeded: test.parsingSucceeded,
        evaluationSucceeded: test.evaluationSucceeded,
        evaluationResult: test.evaluationResult,
        parsedExpression: test.parsedExpression ?? null,
        error: toPublicError(test.error),
      };
    });
  }
}

/** graph.publicError; where the expression is wrong stands in its details. */
function toPublicError(error: ExpressionTest['error']): object | null {
  if (!error) return null;
  const details = Object.entries(error.details).flatMap(([code, value]) =>
    value === undefined ? [] : [{ code, message: String(value), target: 'expression' }],
  );
  return { code: graphCode(error.code), message: error.message, target: 'expression', details, innerError: null };
}
