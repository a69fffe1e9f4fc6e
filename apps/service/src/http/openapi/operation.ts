/** One route as an OpenAPI operation: parameters, body, answers, and the permission that opens it. */
import { z } from 'zod';
import type { FastifyContextConfig } from 'fastify';
import type { JsonSchema } from './object-schemas.ts';
import type { Answer, ObjectType } from './route-description.ts';

export type DescribedRoute = {
  readonly method: string;
  /** As registered, without the version: `/users/:id`. */
  readonly path: string;
  readonly isApi: boolean;
  readonly config: FastifyContextConfig;
};

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Makes schemas of contracts; what a contract says of itself by reference (a tree) goes among the components. */
function schemaMaker(name: string, components: Record<string, JsonSchema>) {
  return (of: ObjectType | z.ZodType | undefined, io: 'input' | 'output'): JsonSchema => {
    if (of === undefined) return { type: 'object' };
    if (typeof of === 'string') return reference(of);
    const { $schema: _dialect, ...whole } = z.toJSONSchema(of, { io, unrepresentable: 'any' });
    const text = JSON.stringify(whole);
    if (!text.includes('"$ref":"#')) return whole;
    const prefix = `${name}_${io}`;
    const { $defs, ...schema } = JSON.parse(
      text
        .replaceAll('"$ref":"#/$defs/', `"$ref":"#/components/schemas/${prefix}_`)
        .replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${prefix}"`),
    ) as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [part, definition] of Object.entries($defs ?? {})) components[`${prefix}_${part}`] = definition;
    components[prefix] = schema;
    return reference(prefix);
  };
}
type SchemaMaker = ReturnType<typeof schemaMaker>;

const json = (schema: JsonSchema): object => ({ content: { 'application/json': { schema } } });

const page = (item: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['value'],
  properties: {
    '@odata.context': { type: 'string', format: 'uri' },
    '@odata.count': { type: 'integer' },
    '@odata.nextLink': { type: 'string', format: 'uri' },
    value: { type: 'array', items: item },
  },
});

/** What a route that says nothing of its answer most likely answers. */
function defaultAnswer({ method, path }: DescribedRoute): Answer {
  if (path.endsWith('/$count')) return { shape: 'text', status: 200 };
  if (path.endsWith('/$ref') || ['PATCH', 'PUT', 'DELETE'].includes(method)) return { shape: 'text', status: 204 };
  return { shape: 'one', status: 200 };
}

function answers(route: DescribedRoute, schemaOf: SchemaMaker): Readonly<Record<string, unknown>> {
  const { shape, of, status } = route.config.description?.answer ?? defaultAnswer(route);
  const success = (): object => {
    if (status === 204) return { description: 'Done.' };
    if (shape === 'text')
      return { description: 'Plain text.', content: { 'text/plain': { schema: { type: 'string' } } } };
    const schema = schemaOf(of, 'output');
    if (shape === 'many') return { description: 'A page.', ...json(page(schema)) };
    return { description: status === 201 ? 'Created.' : 'The answer.', ...json(schema) };
  };
  return {
    [status]: success(),
    ...(route.isApi ? { default: { $ref: '#/components/responses/error' } } : {}),
  };
}

const query = (name: string, schema: JsonSchema, description: string): object => ({
  name,
  in: 'query',
  required: false,
  schema,
  description,
});

const select = query('$select', { type: 'string' }, 'Properties to answer with, separated by commas.');
const listOptions = [
  select,
  query('$filter', { type: 'string' }, "For example startsWith(displayName,'a')."),
  query('$top', { type: 'integer', minimum: 1, maximum: 1000 }, 'Items of a page.'),
  query('$count', { type: 'boolean' }, 'Count them all, on the first page.'),
  query('$skiptoken', { type: 'string' }, 'From @odata.nextLink.'),
];

function queryParameters(route: DescribedRoute): readonly object[] {
  if (route.method !== 'GET') return [];
  const answer = route.config.description?.answer;
  if (answer?.shape === 'many') return listOptions;
  return typeof answer?.of === 'string' ? [select] : [];
}

export const parameterNames = (path: string): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');

const pathParameters = (path: string): readonly object[] =>
  parameterNames(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

/** For routes that have no summary of their own: `GET /users/{id}/memberOf`. */
const plainSummary = ({ method, path }: DescribedRoute): string => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;

const operationId = ({ method, path, isApi }: DescribedRoute): string =>
  [isApi ? '' : 'root', method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/)].filter(Boolean).join('_');

function accessOf({ config: { permissions } }: DescribedRoute): string {
  if (permissions === 'anyone') return 'Any token opens it.';
  return permissions === undefined ? '' : `Permission: ${permissions.join(' or ')}.`;
}

/** Adds to `components` what the operation refers to. */
export function toOperation(route: DescribedRoute, components: Record<string, JsonSchema>): object {
  const schemaOf = schemaMaker(operationId(route), components);
  const { description } = route.config;
  const access = accessOf(route);
  return {
    operationId: operationId(route),
    tags: [route.path.split('/')[1] || 'service'],
    summary: description?.summary ?? plainSummary(route),
    ...(access ? { description: access } : {}),
    parameters: [...pathParameters(route.path), ...queryParameters(route)],
    ...(description?.body ? { requestBody: json(schemaOf(description.body, 'input')) } : {}),
    responses: answers(route, schemaOf),
    security: route.isApi ? [{ bearer: [] }] : [],
  };
}
