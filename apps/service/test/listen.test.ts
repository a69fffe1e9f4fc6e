/** The HTTP edge on real sockets: https with the service's own CA, headers, links, and an end that does not hang. */
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { GraphClient } from '@drawbridge/testkit/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson } from './support/application.ts';
import { send, startService, type TestService } from './support/service.ts';

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startService();
  token = await service.tokenOf('Global Administrator');
});
afterAll(() => service.close());

function overTls(path: string, options: { ca?: string } = {}): Promise<{ status: number; text: string }> {
  const agent = new HttpsAgent({ ...options, keepAlive: false });
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      SdkVersion: 'graph-js/3.0.7',
      'client-request-id': 'c1d7a0e2-5a0e-4c7b-9d44-3e1f0a2b4c6d',
    };
    httpsRequest(service.tlsUrl + path, { agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode!, text }));
    })
      .on('error', reject)
      .end();
  });
}

function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    let text = '';
    connect(Number(port), hostname)
      .on('data', (part) => (text += part.toString()))
      .on('end', () => resolve(text))
      .on('error', reject)
      .write(bytes);
  });
}

describe('https', () => {
  it('is trusted with the CA that the service publishes, and only with it', async () => {
    expect((await overTls('/v1.0/organization', { ca: service.caPem })).status).toBe(200);
    await expect(overTls('/v1.0/organization')).rejects.toThrow(/certificate|issuer/);
  });

  it('gives nextLinks that a Graph client can follow as they are', async () => {
    const credentials = await service.client('Global Administrator');
    const graph = new GraphClient(service.tlsUrl, credentials, { ca: service.caPem });
    for (let index = 0; index < 3; index++) await graph.call('POST', '/v1.0/users', aPerson());
    const { text } = await overTls('/v1.0/users?$top=2', { ca: service.caPem });
    const link = (JSON.parse(text) as Record<string, string>)['@odata.nextLink']!;
    expect(link.startsWith(`${service.tlsUrl}/v1.0/users?$top=2&$skiptoken=`)).toBe(true);
    expect((await overTls(link.slice(service.tlsUrl.length), { ca: service.caPem })).status).toBe(200);
    await graph.close();
  });
});

describe('every answer', () => {
  it('carries the ids of its request, also when there is no such path', async () => {
    const given = 'c1d7a0e2-5a0e-4c7b-9d44-3e1f0a2b4c6d';
    for (const path of ['/v1.0/organization', '/v1.0/nothing', '/nothing', '/healthz']) {
      const answer = await send(service.url + path, {
        headers: { authorization: `Bearer ${token}`, 'client-request-id': given },
      });
      expect(answer.headers.get('client-request-id'), path).toBe(given);
      expect(answer.headers.get('request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
    }
    const hostile = await send(`${service.url}/nothing`, { headers: { 'client-request-id': '<script>' } });
    expect(hostile.headers.get('client-request-id')).toBe(hostile.headers.get('request-id'));
    expect(hostile.body).toMatchObject({ error: { code: 'Request_ResourceNotFound' } });
  });

  it('has no body and no content type when it is 204', async () => {
    const { id } = await service.graph.call<{ id: string }>('POST', '/v1.0/users', aPerson());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' };
    const answer = await send(`${service.url}/v1.0/users/${id}`, { method: 'PATCH', headers, body: '{}' });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
  });

  it('is one of ours even to a request that is hardly HTTP', async () => {
    const lines = `GET /v1.0/users HTTP/1.1\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n`;
    expect(await raw(`${lines}Host: a b:99999\r\n\r\n`)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    expect(await raw(`${lines}Host: []\r\n\r\n`)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    expect(await raw('GET /v1.0/users HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /);
    expect(await raw('GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /"error":\{"code":"Request_BadRequest"/,
    );
    expect(await raw('\x16\x03\x01\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

it('a request that does not end does not keep the service from ending', async () => {
  const other = await startService();
  const { hostname, port } = new URL(other.url);
  const half = connect(Number(port), hostname).on('error', () => undefined);
  half.write('POST /v1.0/users HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
  await fetch(`${other.url}/healthz`);
  const started = performance.now();
  await other.close();
  expect(performance.now() - started).toBeLessThan(5000);
  half.destroy();
});
