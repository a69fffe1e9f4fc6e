/** `$batch` over HTTP, as Graph's clients send it. */
import { Client } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Answer = { id: string; status: number; headers: Record<string, string>; body?: Record<string, unknown> };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const batch = async (requests: readonly unknown[], version = 'v1.0'): Promise<Map<string, Answer>> => {
  const { responses } = await service.graph.call<{ responses: Answer[] }>('POST', `/${version}/$batch`, { requests });
  return new Map(responses.map((answer) => [answer.id, answer]));
};
const json = { 'Content-Type': 'application/json' };

describe('a batch', () => {
  it('answers each request by its id, with status, headers and body', async () => {
    const answers = await batch([
      { id: 'list', method: 'GET', url: '/users?$top=1&$select=id' },
      { id: 'make', method: 'post', url: 'users', headers: json, body: aPerson({ displayName: 'Ana' }) },
      { id: 'count', method: 'GET', url: '/users/$count' },
      { id: 'none', method: 'GET', url: '/users/nobody@corp.example' },
    ]);
    expect(answers.get('list')).toMatchObject({ status: 200, body: { value: expect.any(Array) } });
    expect(answers.get('list')?.headers['Content-Type']).toMatch(/^application\/json/);
    const made = answers.get('make');
    expect(made).toMatchObject({ status: 201, body: { displayName: 'Ana' } });
    expect(made?.headers['Location']).toBe(`${service.url}/v1.0/users/${String(made?.body?.['id'])}`);
    expect(answers.get('count')?.body).toMatch(/^\d+$/);
    expect(answers.get('none')).toMatchObject({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
    const change = { id: '1', method: 'PATCH', url: `/users/${String(made?.body?.['id'])}`, headers: json };
    const [changed] = (await batch([{ ...change, body: { jobTitle: 'Baker' } }], 'beta')).values();
    expect(changed).toMatchObject({ id: '1', status: 204 });
    expect(changed).not.toHaveProperty('body');
  });

  it('keeps the version of its own path unless a request names one', async () => {
    const answers = await batch(
      [
        { id: 'own', method: 'GET', url: '/users' },
        { id: 'named', method: 'GET', url: '/v1.0/users' },
      ],
      'beta',
    );
    expect(answers.get('own')?.body?.['@odata.context']).toContain('/beta/');
    expect(answers.get('named')?.body?.['@odata.context']).toContain('/v1.0/');
  });

  it('does what others depend on first, and what depends on a failure not at all', async () => {
    const group = aGroup({ displayName: 'From a batch' });
    const answers = await batch([
      { id: '3', method: 'GET', url: `/groups?$filter=mailNickname eq '${group.mailNickname}'`, dependsOn: ['2'] },
      { id: '2', method: 'POST', url: '/groups', headers: json, body: group },
      { id: '4', method: 'POST', url: '/groups', headers: json, body: { displayName: 1 } },
      { id: '5', method: 'GET', url: '/users', dependsOn: ['4'] },
      { id: '6', method: 'GET', url: '/users', dependsOn: ['5', '2'] },
    ]);
    expect(answers.get('3')?.body?.['value']).toHaveLength(1);
    expect(answers.get('4')?.status).toBe(400);
    for (const id of ['5', '6'])
      expect(answers.get(id)).toMatchObject({ status: 424, body: { error: { code: 'FailedDependency' } } });
  });

  it('is refused whole when it is too large, or its order makes no sense', async () => {
    const get = (id: string, dependsOn?: string[]) => ({ id, method: 'GET', url: '/organization', dependsOn });
    const many = (count: number) => Array.from({ length: count }, (_, index) => get(String(index)));
    expect((await batch(many(20))).size).toBe(20);
    for (const requests of [
      many(21),
      [get('1'), get('1')],
      [get('a'), get('A')],
      [get('1', ['2'])],
      [get('1', ['1'])],
      [get('1', ['2']), get('2', ['3']), get('3', ['1'])],
      [{ id: '1', method: 'TRACE', url: '/users' }],
      [{ id: '', method: 'GET', url: '/users' }],
      [{ method: 'GET', url: '/users' }],
      'x',
      [null],
    ])
      expect((await refusal(batch(requests as never))).status, JSON.stringify(requests)).toBe(400);
    expect((await batch([])).size).toBe(0);
  });

  it('holds no other batch and leads nowhere but into the API', async () => {
    const urls = ['/$batch', 'https://evil.example/v1.0/users', '//evil.example/users', '/../healthz', '/../../metadata/endpoints', '\\users', '/v1.0/../healthz', '/%2e%2e/healthz']; // prettier-ignore
    const answers = await batch(
      urls.map((url, index) => ({ id: String(index), method: 'POST', url, headers: json, body: { requests: [] } })),
    );
    for (const [id, answer] of answers) expect([400, 404, 405], urls[Number(id)]).toContain(answer.status);
  });

  it("acts with the caller's own permissions, whatever its requests say", async () => {
    const reader = await service.tokenOf('Reports Reader');
    const administrator = await service.tokenOf('Global Administrator');
    const requests = [
      { id: '1', method: 'GET', url: '/auditLogs/provisioning' },
      {
        id: '2',
        method: 'GET',
        url: '/users',
        headers: { Authorization: `Bearer ${administrator}`, Host: 'x.example' },
      },
    ];
    const call = (token?: string) =>
      send(`${service.url}/v1.0/$batch`, {
        method: 'POST',
        headers: { ...json, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ requests }),
      });
    const { responses } = (await call(reader)).body as { responses: Answer[] };
    expect(responses.map(({ status }) => status)).toEqual([200, 403]);
    expect(JSON.stringify(responses)).not.toContain('x.example');
    expect((await call()).status).toBe(401);
  });

  it("is what Microsoft's own client sends", async () => {
    const token = await service.tokenOf('Global Administrator');
    const client = Client.init({
      baseUrl: service.url,
      defaultVersion: 'v1.0',
      authProvider: (done) => done(null, token),
      fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    });
    const answer = (await client.api('/$batch').post({
      requests: [{ id: '1', method: 'GET', url: '/organization' }],
    })) as { responses: Answer[] };
    expect(answer.responses).toMatchObject([{ id: '1', status: 200 }]);
  });
});
