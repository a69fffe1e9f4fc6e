/** `schema/functions` and `schema/filterOperators`: what expressions and scoping filters can be made of. */
import { filterOperators, functionSchemas } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { collection } from '../../http/envelope.ts';
import { described } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { read } from './job-request.ts';
import { findSchema, schemaPaths, type BySchema } from './schema-of-request.ts';

// Graph's documentation names them by `name`, its metadata by `id`: both are sent.
const functions = functionSchemas.map((schema) => ({ id: schema.name, ...schema }));
const operators = filterOperators.map(({ name, arity, supportedAttributeTypes }) => ({
  id: name,
  name,
  arity,
  multivaluedComparisonType: 'All',
  supportedAttributeTypes,
}));

export function schemaVocabularyRoutes(app: FastifyInstance, services: Services): void {
  for (const path of schemaPaths) {
    const functionsOf = described(read, { summary: 'List the functions of expressions.' });
    app.get<BySchema>(`${path}/functions`, functionsOf, async (request) => {
      const { set } = await findSchema(services, request.params);
      return collection(request, `${set}/functions`, { value: functions });
    });
    const operatorsOf = described(read, { summary: 'List the operators of scoping filters.' });
    app.get<BySchema>(`${path}/filterOperators`, operatorsOf, async (request) => {
      const { set } = await findSchema(services, request.params);
      return collection(request, `${set}/filterOperators`, { value: operators });
    });
  }
}
