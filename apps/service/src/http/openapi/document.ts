/** The OpenAPI 3.1 document of all registered routes. `/v1.0` and `/beta` are two servers with the same paths. */
import type { FastifyInstance, RouteOptions } from 'fastify';
import { objectSchemas, type JsonSchema } from './object-schemas.ts';
import { parameterNames, toOperation, type DescribedRoute } from './operation.ts';

const versions = ['/v1.0', '/beta'] as const;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const error = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'innerError'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        innerError: {
          type: 'object',
          properties: {
            date: { type: 'string' },
            'request-id': { type: 'string' },
            'client-request-id': { type: 'string' },
            code: { type: 'string', description: 'The code of docs/reference/errors.md.' },
            target: {
              type: 'object',
              description: 'The request to the application that failed, as far as it came.',
              properties: {
                method: { type: 'string' },
                url: { type: 'string' },
                status: { type: 'integer' },
                agentId: { type: 'string' },
              },
            },
          },
        },
      },
    },
  },
};

/** Notes every route that is registered from now on; answers with the document of all of them, made when first asked. */
export function describeRoutes(app: FastifyInstance): () => object {
  const routes: DescribedRoute[] = [];
  let document: object | undefined;
  app.addHook('onRoute', (route) => {
    routes.push(...describedRoutes(route));
    document = undefined;
  });
  return () => (document ??= toDocument(routes));
}

function describedRoutes({ method, url, config = {}, schema }: RouteOptions): readonly DescribedRoute[] {
  if (schema?.hide) return [];
  const [current, other] = versions;
  // The second version is the first once more.
  if (isUnder(other, url)) return [];
  const isApi = isUnder(current, url);
  const path = (isApi ? url.slice(current.length) : url) || '/';
  return [method]
    .flat()
    .filter((each) => methods.includes(each))
    .map((each) => ({ method: each, path, isApi, config }));
}

const isUnder = (version: string, url: string): boolean => url === version || url.startsWith(`${version}/`);

/** Paths that differ only in the names of their parameters are one path in OpenAPI: the names of the first one stay. */
function pathKeys(): (path: string) => string {
  const first = new Map<string, readonly string[]>();
  return (path) => {
    const shape = path.replaceAll(/:\w+/g, ':');
    const names = first.get(shape) ?? parameterNames(path);
    first.set(shape, names);
    let at = 0;
    return path.replaceAll(/:\w+/g, () => `:${names[at++] ?? ''}`);
  };
}

function toDocument(routes: readonly DescribedRoute[]): object {
  const paths: Record<string, Record<string, unknown>> = {};
  const schemas: Record<string, JsonSchema> = { ...objectSchemas, error };
  const keyOf = pathKeys();
  for (const route of routes) {
    const path = keyOf(route.path);
    const entry = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= route.isApi ? {} : { servers: [{ url: '/' }] });
    entry[route.method.toLowerCase()] = toOperation({ ...route, path }, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Drawbridge',
      version: '1.0',
      description: 'Microsoft Graph, as far as provisioning needs it. What differs: docs/reference/extensions.md.',
    },
    servers: versions.map((url) => ({ url })),
    paths,
    components: {
      schemas,
      responses: {
        error: {
          description: 'Refused, in the shape of Graph.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
        },
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
