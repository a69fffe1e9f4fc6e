/** What every client meets first: headers, links, methods, browsers of other origins, limits, and the addresses of this host. */
import { Agent, fetch as fetchWith } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { send, startService, type TestService } from '../support/service.ts';

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startService({
    settings: {
      publicUrl: 'https://id.example:8443/',
      corsOrigins: 'https://portal.example, http://localhost:5173',
      maxRequestsPerMinute: '40',
    },
  });
  token = await service.tokenOf('Global Administrator');
});
afterAll(() => service.close());

const call = (path: string, init: RequestInit = {}, bearer = token) =>
  send(service.url + path, { ...init, headers: { authorization: `Bearer ${bearer}`, ...init.headers } });

describe('every answer', () => {
  it('carries ids, the OData version, and no leave to be kept', async () => {
    const given = '0b5c6a53-5a0e-4c7b-9d44-3e1f0a2b4c6d';
    const answer = await call('/v1.0/users', { headers: { 'client-request-id': given } });
    expect(answer.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('client-request-id')).toBe(given);
    expect(answer.headers.get('odata-version')).toBe('4.0');
    expect(answer.headers.get('date')).toBeTruthy();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('links to the public URL, whatever host the client named', async () => {
    const users = await call('/v1.0/users');
    expect(users.body).toMatchObject({ '@odata.context': 'https://id.example:8443/v1.0/$metadata#users' });
    const page = await call('/v1.0/servicePrincipals?$top=1');
    expect((page.body as Record<string, string>)['@odata.nextLink']).toMatch(
      /^https:\/\/id\.example:8443\/v1\.0\/servicePrincipals\?/,
    );
    expect((await send(`${service.url}/metadata/endpoints?api-version=2022-09-01`)).body).toMatchObject({
      microsoftGraphResourceId: 'https://id.example:8443/',
      authentication: { loginEndpoint: 'https://id.example:8443' },
    });
  });

  it('tells the Azure CLI that there are no subscriptions, and one tenant', async () => {
    const { tenantId } = service.services;
    expect((await send(`${service.url}/subscriptions?api-version=2022-12-01`)).body).toEqual({ value: [] });
    expect((await send(`${service.url}/tenants?api-version=2022-12-01`)).body).toMatchObject({ value: [{ tenantId }] });
  });
});

describe('a path', () => {
  it('that is known answers 405 to another method, and names those it has', async () => {
    const answer = await call('/v1.0/users', {
      method: 'PUT',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(405);
    expect(answer.body).toMatchObject({ error: { code: 'Request_BadRequest' } });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await call("/BETA/Users('a')/MemberOf", { method: 'DELETE' })).status).toBe(405);
    expect((await call('/v1.0/nothing', { method: 'DELETE' })).status).toBe(404);
  });

  it('is found with any case, a slash at its end, and Graph\u2019s other ways to write keys', async () => {
    for (const path of [
      '/v1.0/USERS/',
      '/beta/serviceprincipals(appId=\u002700000003-0000-0000-c000-000000000000\u0027)',
      '/v1.0/servicePrincipals(appId=%2700000003-0000-0000-c000-000000000000%27)/',
      "/beta/onPremisesPublishingProfiles('provisioning')/agents",
    ])
      expect((await call(path)).status, path).toBe(200);
  });

  it('that Graph has and this service has not built says so', async () => {
    for (const path of ['/v1.0', '/v1.0/$metadata', '/beta/subscriptions']) {
      const answer = await call(path);
      expect(answer.status, path).toBe(501);
      expect(answer.body).toMatchObject({ error: { code: 'NotImplemented', message: expect.stringMatching(/\.$/) } });
    }
  });
});

describe('browsers of other origins', () => {
  const preflight = (origin: string) =>
    send(`${service.url}/v1.0/users`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,consistencylevel,sdkversion,client-request-id',
      },
    });

  it('may call the API when the setting names them, and read what clients need', async () => {
    const answer = await preflight('https://portal.example');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://portal.example');
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(answer.headers.get('access-control-allow-headers')).toContain('consistencylevel');
    const real = await call('/v1.0/users', { headers: { origin: 'http://localhost:5173' } });
    expect(real.headers.get('access-control-expose-headers')).toMatch(/request-id.*Retry-After.*Location/);
    expect(real.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('are not let in otherwise', async () => {
    for (const origin of ['https://evil.example', 'https://portal.example.evil.example', 'null'])
      expect((await preflight(origin)).headers.get('access-control-allow-origin'), origin).toBeNull();
  });
});

describe('a caller who asks too often', () => {
  it('is told when to come back, and takes nothing from others', async () => {
    const eager = await service.tokenOf('Global Reader');
    const answers = [];
    for (let index = 0; index < 41; index++) answers.push(await call('/v1.0/organization', {}, eager));
    const last = answers.at(-1);
    expect(answers.slice(0, 40).map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(last?.status).toBe(429);
    expect(last?.body).toMatchObject({ error: { code: 'TooManyRequests' } });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('/v1.0/organization', {}, await service.tokenOf('Global Reader'))).status).toBe(200);
  });

  it('is counted for each request of a batch', async () => {
    const eager = await service.tokenOf('Global Reader');
    const requests = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: '/organization',
    }));
    const batch = async () => {
      const answer = await call(
        '/v1.0/$batch',
        { method: 'POST', body: JSON.stringify({ requests }), headers: { 'content-type': 'application/json' } },
        eager,
      );
      return (answer.body as { responses: { status: number; headers: Record<string, string> }[] }).responses;
    };
    expect((await batch()).every(({ status }) => status === 200)).toBe(true);
    const refused = (await batch()).filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(Number(refused[0]?.headers['Retry-After'])).toBeGreaterThan(0);
  });
});

describe('without a public URL', () => {
  it('links have the host of the request, and https when it came by TLS, also inside a batch', async () => {
    const { composed, services, dataDirectory } = service;
    const settings = readSettings({ dataDirectory, port: 0, tlsPort: 0, tlsHost: '127.0.0.1' }, {});
    const { clock, logger } = services;
    const plain = await listen(settings, { services, authority: composed.authority, clock, logger });
    const bearer = await service.tokenOf('Global Administrator');
    const dispatcher = new Agent({ connect: { ca: service.caPem } });
    const answer = await fetchWith(`${plain.tlsUrl}/v1.0/$batch`, {
      dispatcher,
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requests: [{ id: '1', method: 'GET', url: '/users' }] }),
    });
    expect(JSON.stringify(await answer.json())).toContain(`"@odata.context":"${plain.tlsUrl}/v1.0/$metadata#users"`);
    const metadata = await send(`${plain.url}/metadata/endpoints`);
    expect(metadata.body).toMatchObject({ resourceManager: `${plain.url}/` });
    expect((await send(`${plain.url}/v1.0/users`, { headers: { origin: 'https://a.example' } })).headers.get('access-control-allow-origin')).toBeNull(); // prettier-ignore
    await dispatcher.close();
    await plain.close();
  });
});
