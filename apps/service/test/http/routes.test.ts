/** What holds for every route of the API, generated from the routes themselves. */
import { newId, systemClock, type Clock } from '@drawbridge/base';
import { generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readsOnly, type AuditDeclaration } from '../../src/audit/activity.ts';
import { routesOf } from '../../src/http/routes.ts';
import { createServer, maxBodyBytes } from '../../src/http/server.ts';
import { directoryRoles, permissionsOf, type DirectoryRole } from '../../src/oauth/directory-roles.ts';
import { send, startService, type RawAnswer, type TestService } from '../support/service.ts';

type Route = {
  method: string;
  path: string;
  permissions: readonly string[] | 'anyone' | undefined;
  /** Known when all hooks have seen the route. */
  audit: () => AuditDeclaration | undefined;
};

let clockOffsetMs = 0;
const clock: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + clockOffsetMs) };
let service: TestService;
let routes: Route[];
const tokens: Record<string, string> = {};
let expired: string;
let foreign: string;
let unsigned: string;

beforeAll(async () => {
  service = await startService({ clock });
  routes = await collectRoutes(service);
  tokens['none'] = await service.tokenOf();
  for (const role of Object.keys(directoryRoles) as DirectoryRole[]) tokens[role] = await service.tokenOf(role);
  const claims = decodeJwt(tokens['Global Administrator']!);
  unsigned = new UnsecuredJWT(claims).encode();
  const { privateKey } = await generateKeyPair('RS256');
  foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
  clockOffsetMs = -2 * 3_600_000;
  expired = await service.tokenOf('Global Administrator');
  clockOffsetMs = 0;
});
afterAll(() => service.close());

async function collectRoutes({ services }: TestService): Promise<Route[]> {
  const found: Route[] = [];
  const all = routesOf(services);
  const app = await createServer(services, {
    ...all,
    api: (api) => {
      api.addHook('onRoute', (route) => {
        const { method, url, config } = route;
        for (const each of [method].flat())
          found.push({ method: each, path: url, permissions: config?.permissions, audit: () => route.config?.audit });
      });
      all.api(api);
    },
  });
  await app.close();
  return found.filter(({ method }) => method !== 'HEAD');
}

const urlOf = ({ path }: Route): string => {
  const filled = path
    .replaceAll(':jobId', 'scim.x.y')
    .replaceAll(':templateId', 'scim')
    .replaceAll(/:\w+/g, () => newId());
  return service.url + filled;
};

function call(route: Route, token: string | undefined, init: RequestInit = {}): Promise<RawAnswer> {
  const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...init.headers };
  const body = init.body ?? (/^P/.test(route.method) ? '{}' : undefined);
  return send(urlOf(route), {
    method: route.method,
    ...init,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** Answered as it should be: below 500, or 501 by a route that is known and not built. */
function expectNoFailure(answer: RawAnswer, where: string): void {
  if (answer.status !== 501) expect(answer.status, `${where}: ${answer.text}`).toBeLessThan(500);
}

/** Graph's envelope with ids, and nothing of our inside. */
function expectEnvelope(answer: RawAnswer, where: string): void {
  const id = answer.headers.get('request-id');
  expect(id, where).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get('client-request-id'), where).toBeTruthy();
  expect(answer.headers.get('content-type'), where).toMatch(/^application\/json/);
  expect(answer.body, where).toEqual({
    error: {
      code: expect.any(String),
      message: expect.any(String),
      innerError: {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
        'request-id': id,
        'client-request-id': answer.headers.get('client-request-id'),
        code: expect.any(String),
      },
    },
  });
  expect(answer.text, where).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(|select |insert into/i);
}

describe('every route of the API', () => {
  it('is there under v1.0 and beta, and names its permissions', () => {
    expect(routes.length).toBeGreaterThan(100);
    const v1 = routes.filter(({ path }) => path.startsWith('/v1.0')).map(({ method, path }) => method + path.slice(5));
    const beta = routes
      .filter(({ path }) => path.startsWith('/beta'))
      .map(({ method, path }) => method + path.slice(5));
    expect(v1).toEqual(beta);
    expect(routes.filter(({ permissions }) => permissions === undefined)).toEqual([]);
  });

  it('names its activity for the audit log when it changes something', () => {
    const changing = routes.filter(({ method }) => method !== 'GET');
    expect(
      changing.filter(({ audit }) => audit() === undefined).map(({ method, path }) => `${method} ${path}`),
    ).toEqual([]);
    for (const { method, audit, path } of changing) {
      if (audit() === readsOnly && method !== 'POST') expect(path).toMatch(/subscriptions/);
    }
  });

  it('refuses a request without a usable token', async () => {
    const bad = { none: undefined, expired, foreign, unsigned, garbage: 'a.b.c', empty: '' };
    for (const route of routes) {
      for (const [kind, token] of Object.entries(bad)) {
        const where = `${route.method} ${route.path} with token: ${kind}`;
        const answer = await call(route, token);
        expect(answer.status, where).toBe(401);
        expect(answer.headers.get('www-authenticate'), where).toMatch(/^Bearer/);
        expectEnvelope(answer, where);
        expect((answer.body as { error: { code: string } }).error.code).toBe('InvalidAuthenticationToken');
      }
    }
  }, 120_000);

  it('opens to the roles that hold its permission, and to no other', async () => {
    for (const route of routes.filter(({ path }) => path.startsWith('/v1.0'))) {
      const { permissions = [] } = route;
      for (const role of ['none', ...Object.keys(directoryRoles)]) {
        const held = role === 'none' ? [] : permissionsOf([role as DirectoryRole]);
        const isOpen = permissions === 'anyone' || held.some((permission) => permissions.includes(permission));
        const where = `${route.method} ${route.path} as ${role}`;
        const answer = await call(route, tokens[role]!);
        if (isOpen) expect([401, 403], where).not.toContain(answer.status);
        else {
          expect(answer.status, where).toBe(403);
          expectEnvelope(answer, where);
        }
      }
    }
  }, 180_000);

  const deep = '['.repeat(200_000);
  const hostile: Record<string, RequestInit> = {
    'a list': { body: '[1,2,3]' },
    'a text': { body: '"x"' },
    null: { body: 'null' },
    'an unknown property': { body: '{"nobodyKnowsThis":{"a":[1]}}' },
    'a member __proto__': { body: '{"displayName":"x","__proto__":{"a":1}}' },
    'a nested __proto__': { body: '{"value":[{"key":"SecretToken","__proto__":{"a":1}}]}' },
    'a constructor': { body: '{"constructor":{"prototype":{"a":1}},"displayName":"x","toString":1}' },
    'half a document': { body: '{"displayName":"x' },
    'deep nesting': { body: deep },
    'deep nesting that ends': { body: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` },
    'U+0000': { body: '{"displayName":"a\\u0000b","resourceName":"a\\u0000","key":"\\u0000"}' },
    'half a surrogate pair': { body: '{"displayName":"a\\ud800b","resourceName":"\\udc00"}' },
    'wrong types': {
      body: '{"displayName":1,"resourceName":[],"value":"x","credentials":5,"schedule":7,"criteria":[],"parameters":{},"principalId":3,"@odata.id":9,"synchronizationRules":1,"passwordCredential":"x","users":7}',
    },
    'another media type': { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    'an unknown media type': { body: '<a/>', headers: { 'content-type': 'text/xml' } },
    'no body with a JSON type': { body: '' },
  };

  it.each(Object.keys(hostile))(
    "answers a body that is %s in Graph's way",
    async (kind) => {
      for (const route of routes.filter(({ method, path }) => /^P/.test(method) && path.startsWith('/beta'))) {
        const where = `${route.method} ${route.path} with ${kind}`;
        const answer = await call(route, tokens['Global Administrator']!, hostile[kind]);
        expectNoFailure(answer, where);
        if (answer.status >= 400) expectEnvelope(answer, where);
      }
    },
    120_000,
  );

  it('refuses a body that is too large', async () => {
    const body = `{"displayName":"${'x'.repeat(maxBodyBytes)}"}`;
    for (const route of routes
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/beta'))
      .slice(0, 8)) {
      const answer = await call(route, tokens['Global Administrator']!, { body });
      expect(answer.status, route.path).toBe(413);
      expectEnvelope(answer, route.path);
    }
  });

  it("answers hostile query options and keys in Graph's way", async () => {
    const queries = [
      '$filter=((((', '$filter=%00', '$top=-1', '$top=1e9', '$top=abc', '$skip=-1', '$skiptoken=%ff', '$skiptoken=abc',
      `$skiptoken=${Buffer.from('{"v":1,"after":"x"}').toString('base64url')}`, '$select=__proto__,constructor', '$orderby=x%20sideways',
      '$count=maybe', '$expand=everything', '__proto__=1', '$filter=a%20eq%20%27%27%27', `$filter=${'not%20'.repeat(1500)}a`,
      '$filter=displayName%20eq%20%27x&$filter=b', 'x=y', '$search=%22a:b%22', '%24top=2&$TOP=3', '%E0%A4%A=1',
    ]; // prettier-ignore
    for (const route of routes.filter(({ method, path }) => method === 'GET' && path.startsWith('/v1.0'))) {
      const ask = async (query: string): Promise<void> => {
        const where = `GET ${route.path}?${query}`;
        const answer = await send(`${urlOf(route)}?${query}`, {
          headers: { authorization: `Bearer ${tokens['Global Administrator']!}` },
        });
        expectNoFailure(answer, where);
        if (answer.status >= 400) expectEnvelope(answer, where);
      };
      await Promise.all(queries.map(ask));
    }
  }, 120_000);

  it('answers keys that are no keys with 404 or 400', async () => {
    const keys = [
      "'",
      '%27',
      '..%2f..%2fetc',
      'x'.repeat(600),
      '%00',
      '%ff',
      '()',
      "('x')",
      'constructor',
      '%F0%9F%98%80',
      '1',
    ];
    for (const route of routes.filter(({ path }) => path.startsWith('/v1.0') && path.includes(':'))) {
      const ask = async (key: string): Promise<void> => {
        const path = route.path.replaceAll(/:\w+/g, key);
        const where = `${route.method} ${path}`;
        const answer = await send(service.url + path, {
          method: route.method,
          headers: { authorization: `Bearer ${tokens['Global Administrator']!}`, 'content-type': 'application/json' },
          ...(/^P/.test(route.method) ? { body: '{}' } : {}),
        });
        expectNoFailure(answer, where);
        if (answer.status >= 400) expectEnvelope(answer, where);
      };
      await Promise.all(keys.map(ask));
    }
  }, 120_000);
});
