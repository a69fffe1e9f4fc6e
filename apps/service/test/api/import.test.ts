import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal, send, startService, type RawAnswer, type TestService } from '../support/service.ts';

type Report = {
  preview: boolean;
  created: number;
  updated: number;
  unchanged: number;
  membershipsAdded: number;
  rejected: { list: string; index: number; line?: number; reason: string }[];
  samples?: {
    index: number;
    line?: number;
    name: string;
    state: string;
    changes: { property: string; oldValue: unknown; newValue: unknown }[];
  }[];
};

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startService();
  token = await service.tokenOf('Global Administrator');
});
afterAll(() => service.close());

const path = '/beta/directory/import';
const importJson = (body: unknown, query = '') => service.graph.call<Report>('POST', `${path}${query}`, body);
const post = (
  body: string | Uint8Array<ArrayBuffer>,
  query = '',
  type = 'text/csv; charset=utf-8',
): Promise<RawAnswer> =>
  send(`${service.url}${path}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });
const exists = (name: string) =>
  service.graph.call('GET', `/v1.0/users/${name}`).then(
    () => true,
    () => false,
  );

describe('a preview', () => {
  it('tells what the import then does, and writes nothing', async () => {
    await importJson({
      users: [{ userPrincipalName: 'old@corp.example', jobTitle: 'Clerk' }, { userPrincipalName: 'same@corp.example' }],
      groups: [{ displayName: 'Physics', members: ['old@corp.example'] }],
    });
    const body = {
      users: [
        { userPrincipalName: 'old@corp.example', jobTitle: 'Senior clerk', department: null },
        { userPrincipalName: 'same@corp.example' },
        { userPrincipalName: 'new@corp.example', manager: 'boss@corp.example' },
        { userPrincipalName: 'boss@corp.example' },
        { userPrincipalName: 'no name' },
        { userPrincipalName: 'lost@corp.example', manager: 'ghost@corp.example' },
      ],
      groups: [
        { displayName: 'Physics', members: ['old@corp.example', 'new@corp.example'] },
        { displayName: 'Chemistry', members: ['boss@corp.example', 'ghost@corp.example'] },
      ],
    };
    const { samples, ...preview } = await importJson(body, '?preview=true');
    expect(await exists('new@corp.example')).toBe(false);
    const groups = await service.graph.call<{ value: unknown[] }>(
      'GET',
      "/v1.0/groups?$filter=displayName%20eq%20'Chemistry'",
    );
    expect(groups.value).toEqual([]);
    expect(await service.graph.call('GET', '/v1.0/users/old@corp.example')).toMatchObject({ jobTitle: 'Clerk' });
    expect(preview.rejected.map(({ index }) => index)).toEqual([4, 5, 1]);
    expect(samples!.map(({ name, state }) => [name, state])).toEqual([
      ['new@corp.example', 'created'],
      ['boss@corp.example', 'created'],
      ['lost@corp.example', 'created'],
      ['old@corp.example', 'updated'],
      ['chemistry', 'created'],
      ['physics', 'updated'],
    ]);
    expect(samples![3]!.changes).toEqual([{ property: 'jobTitle', oldValue: 'Clerk', newValue: 'Senior clerk' }]);

    const done = await importJson(body);
    expect(preview).toEqual({ ...done, preview: true });
    expect(await importJson(body, '?preview=true')).toMatchObject({
      created: 0,
      updated: 0,
      membershipsAdded: 0,
      samples: [],
    });
  });

  it('must be asked for as it is written', async () => {
    for (const query of [
      '?preview=yes',
      '?preview=',
      '?dryRun=true',
      '?Preview=true',
      '?preview=true&preview=false',
      '?$filter=x',
    ])
      expect(
        (await refusal(importJson({ users: [{ userPrincipalName: 'never@corp.example' }] }, query))).status,
        query,
      ).toBe(400);
    expect(await exists('never@corp.example')).toBe(false);
  });
});

describe('an import of CSV', () => {
  const csv =
    'userPrincipalName,displayName,manager\r\n' +
    'marie@csv.example,"Curie, Marie",ada@csv.example\r\n' +
    'pierre,Pierre,\r\n' +
    'too,many,cells,here\r\n' +
    'ada@csv.example,Åda,\r\n' +
    'ada@csv.example,Again,\r\n';

  it('names rows by their line, in a preview and in the import', async () => {
    const preview = (await post(csv, '?preview=true')).body as Report;
    expect(preview).toMatchObject({ preview: true, created: 2, updated: 0 });
    expect(preview.rejected.map(({ line }) => line).toSorted()).toEqual([3, 4, 6]);
    expect(preview.samples!.map(({ line, name }) => [line, name])).toEqual([
      [2, 'marie@csv.example'],
      [5, 'ada@csv.example'],
    ]);
    expect(await exists('marie@csv.example')).toBe(false);
    expect((await post(csv)).body).toMatchObject({ preview: false, created: 2 });
    expect(await service.graph.call('GET', '/v1.0/users/marie@csv.example/manager')).toMatchObject({
      displayName: 'Åda',
    });
  });

  it('is refused when it is no CSV of people', async () => {
    const bad: (string | Uint8Array<ArrayBuffer>)[] = [
      '',
      'favouriteColour\nred\n',
      'displayName\nx\n',
      new Uint8Array([0xff, 0xfe, 0x41]),
      '"'.repeat(5000),
      'userPrincipalName,userPrincipalName\na,b\n',
    ];
    for (const body of bad) {
      const answer = await post(body);
      expect([answer.status, answer.text.slice(0, 40)]).toEqual([400, expect.any(String)]);
      expect(answer.body).toMatchObject({ error: { message: expect.any(String) } });
    }
    const zero = await post('userPrincipalName,displayName\nzero@csv.example,a\u0000b\n');
    expect(zero.body).toMatchObject({ created: 0, rejected: [{ line: 2 }] });
    expect((await post('userPrincipalName\n__proto__@csv.example\n', '?preview=true')).status).toBe(200);
  });

  it('is for those who may write the whole directory', async () => {
    const { clientId, clientSecret, tenantId } = await service.client('User Administrator');
    const graph = service.graphAs({ clientId, clientSecret, tenantId });
    expect((await refusal(graph.call('POST', `${path}?preview=true`, {}))).status).toBe(403);
  });

  it('is bounded', async () => {
    const answer = await post(`userPrincipalName,displayName\n${'x'.repeat(65 * 1024 * 1024)}`).catch(() => undefined);
    // The service may hang up before everything was sent.
    if (answer) expect(answer.status).toBe(413);
  });
});
