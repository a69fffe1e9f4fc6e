/** The OpenAPI document: valid, complete, and shown by a page that needs no other host. */
import { Validator } from '@seriousme/openapi-schema-validator';
import type { RouteOptions } from 'fastify';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/http/routes.ts';
import { createServer } from '../../src/http/server.ts';
import { send, startService, type TestService } from '../support/service.ts';

type Operation = {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string }[];
  requestBody?: object;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  security: object[];
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

let service: TestService;
let document: Document;
beforeAll(async () => {
  service = await startService();
  document = (await send(`${service.url}/openapi.json`)).body as Document;
});
afterAll(() => service.close());

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const shapeOf = (path: string): string => path.replaceAll(/:\w+|\{\w+\}/g, '{}');

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const result = await new Validator().validate(structuredClone(document) as never);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('holds every registered route once, and none that is not there', async () => {
    const routes: RouteOptions[] = [];
    const all = routesOf(service.services);
    const collect = (app: { addHook(name: 'onRoute', hook: (route: RouteOptions) => void): unknown }) =>
      app.addHook('onRoute', (route) => void routes.push(route));
    const app = await createServer(service.services, {
      ...all,
      api: (api) => (collect(api), all.api(api)),
      open: (open) => (collect(open), all.open(open)),
    });
    await app.close();
    const expected = new Set(
      routes
        .filter(({ url }) => !url.startsWith('/beta'))
        .flatMap(({ method, url }) =>
          [method].flat().map((each) => `${each.toLowerCase()} ${shapeOf(url.replace(/^\/v1\.0(?=\/|$)/, '') || '/')}`),
        )
        .filter((route) => methods.includes(route.split(' ')[0] ?? '')),
    );
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => methods.includes(method))
        .map((method) => `${method} ${shapeOf(path)}`),
    );
    expect(expected.size).toBeGreaterThan(80);
    expect(new Set(described).size).toBe(described.length);
    expect(described.filter((route) => route !== 'get /openapi.json').sort()).toEqual([...expected].sort());
  });

  it('knows what every route of the API does, what it takes and what it gives', async () => {
    const undescribed: string[] = [];
    const all = routesOf(service.services);
    const app = await createServer(service.services, {
      ...all,
      api: (api) => {
        api.addHook('onRoute', ({ method, url, config, prefix }) => {
          if (prefix !== '/v1.0' || method === 'HEAD') return;
          const description = config?.description;
          const takesBody =
            ['PUT', 'PATCH'].includes(String(method)) && !description?.summary.startsWith('Not implemented');
          if (!description?.summary || (takesBody && !description.body)) undescribed.push(`${String(method)} ${url}`);
        });
        all.api(api);
      },
    });
    await app.close();
    expect(undescribed).toEqual([]);
  });

  it('has no route of the API that docs/reference/extensions.md does not name', async () => {
    const page = await readFile(new URL('../../../../docs/reference/extensions.md', import.meta.url), 'utf8');
    const routes = Object.entries(document.paths)
      .filter(([, entry]) => !('servers' in entry))
      .map(([path]) => path);
    const nameOf = (path: string) =>
      path
        .split('/')
        .filter((part) => /^[a-z]/i.test(part))
        .at(-1) ?? '';
    const unnamed = routes.filter((path) => !page.includes(nameOf(path)));
    expect(unnamed).toEqual([]);
  });

  it('names each operation once, with its parameters, its answer, and how to be let in', () => {
    const operations = Object.entries(document.paths).flatMap(([path, entry]) =>
      Object.entries(entry)
        .filter(([method]) => methods.includes(method))
        .map(([, operation]) => [path, operation] as const),
    );
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const [path, { parameters, responses, summary }] of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath.sort(), path).toEqual([...path.matchAll(/\{\w+\}/g)].map(([name]) => name).sort());
      expect(Object.keys(responses).length, path).toBeGreaterThan(0);
      expect(summary, path).toBeTruthy();
    }
  });

  it('shows the contract that a body is read by, and the object that comes back', () => {
    const post = document.paths['/applications/{id}/federatedIdentityCredentials']?.['post'];
    expect(JSON.stringify(post?.requestBody)).toContain('"issuer"');
    expect(post?.responses['201']).toBeDefined();
    expect(post?.security).toEqual([{ bearer: [] }]);
    const list = document.paths['/applications']?.['get'];
    expect(JSON.stringify(list?.responses['200'])).toContain('#/components/schemas/application');
    expect(list?.parameters.map(({ name }) => name)).toContain('$filter');
    expect(document.paths['/metadata/endpoints']?.['get']?.security).toEqual([]);
    expect(document.components.schemas['application']).toMatchObject({
      properties: { identifierUris: { type: 'array' } },
    });
  });

  it('is shown by a page whose files all come from here', async () => {
    const page = await send(`${service.url}/openapi`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const answer = await send(new URL(file, `${service.url}/openapi`).href);
      expect(answer.status, file).toBe(200);
      if (file.endsWith('.css')) expect(answer.text, file).not.toMatch(/url\(\s*['"]?https?:/);
    }
    expect(page.text).not.toMatch(/<script>(?!\s*<)/);
    expect((await send(`${service.url}/openapi/json`)).body).toEqual(document);
  });
});
