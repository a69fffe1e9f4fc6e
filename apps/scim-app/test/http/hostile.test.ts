/** Requests that no honest client sends: each gets a SCIM error, and the server goes on. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aUser, startTestApp, token, uniqueName, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('the token', () => {
  test.each([
    ['none', {}],
    ['another', { authorization: 'Bearer other' }],
    ['a part of it', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['more than it', { authorization: `Bearer ${token}x` }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['no scheme', { authorization: token }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s is 401 with a SCIM error and WWW-Authenticate, everywhere', async (_name, headers: Record<string, string>) => {
    for (const path of ['/scim/Users', '/scim/Schemas', '/scim/ServiceProviderConfig', '/elsewhere']) {
      const response = await fetch(app.url + path, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({
        status: '401',
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      });
      expect(text).not.toContain(token);
    }
  });

  test('the scheme is read in any case of its letters', async () => {
    expect((await fetch(`${app.url}/scim/Users`, { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
  });
});

describe('bodies', () => {
  test.each([
    ['half a document', '{"userName":"x"', 'invalidSyntax'],
    ['HTML', '<html>', 'invalidSyntax'],
    ['a list', '[]', 'invalidSyntax'],
    ['a string', '"x"', 'invalidSyntax'],
    ['null', 'null', 'invalidSyntax'],
    ['nothing', '', 'invalidSyntax'],
    ['__proto__', '{"userName":"x","__proto__":{"isAdmin":true}}', 'invalidSyntax'],
    ['a nested __proto__', '{"userName":"x","name":{"__proto__":{}}}', 'invalidSyntax'],
    ['deep nesting', `{"userName":"x","a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 'invalidSyntax'],
    ['half a character', '{"userName":"\\ud800"}', 'invalidSyntax'],
    ['the character U+0000', '{"userName":"a\\u0000b"}', 'invalidValue'],
    ['a number beyond all', '{"userName":"x","n":1e999}', 'invalidSyntax'],
  ])('%s is a SCIM error', async (_name, body, scimType) => {
    const answer = await app.send('POST', '/Users', body);
    expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, scimType]);
  });

  test('beyond 1 MiB are refused with 413', async () => {
    const { status, body } = await app.post('/Users', aUser({ title: 'x'.repeat(1_048_576) }));
    expect([status, body['status']]).toEqual([413, '413']);
  });

  test('of another content type are refused with 415; application/json is as good as application/scim+json', async () => {
    expect((await app.send('POST', '/Users', '<a/>', { 'content-type': 'text/xml' })).status).toBe(415);
    expect((await app.send('POST', '/Users', aUser(), { 'content-type': 'application/json' })).status).toBe(201);
  });

  test('a literal backslash-u0000 in a text is kept as it is', async () => {
    const title = 'a\\u0000b';
    expect((await app.post('/Users', aUser({ title }))).body['title']).toBe(title);
  });

  test('a bad one among many does not harm the others that come with it', async () => {
    const bodies = Array.from({ length: 40 }, (_, number) =>
      number % 4 === 0 ? { userName: 'x'.repeat(600) } : number % 4 === 1 ? { userName: '' } : aUser(),
    );
    const statuses = (await Promise.all(bodies.map((body) => app.post('/Users', body)))).map(({ status }) => status);
    expect(statuses).toEqual(bodies.map((_, number) => (number % 4 < 2 ? 400 : 201)));
  });

  test('names like constructor and toString are nothing special', async () => {
    const { status, body } = await app.post('/Users', {
      userName: uniqueName('x'),
      constructor: 'y',
      toString: 'z',
      hasOwnProperty: 1,
    });
    expect(status).toBe(201);
    expect(Object.keys(body)).not.toContain('constructor');
  });

  test('of any JSON never make the server fail', async () => {
    const names = fc.constantFrom(
      'userName',
      'displayName',
      'members',
      'name',
      'emails',
      'active',
      'meta',
      'schemas',
      'manager',
      'Operations',
      'path',
      'value',
      'op',
    );
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('add', 'members', 'False'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    const userId = await app.user();
    const groupId = await app.group();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, value, { maxKeys: 5 }), async (body) => {
        for (const [method, path] of [
          ['POST', '/Users'],
          ['PATCH', `/Users/${userId}`],
          ['PATCH', `/Groups/${groupId}`],
          ['POST', '/Groups'],
          ['PUT', `/Groups/${groupId}`],
        ] as const) {
          const operations = method === 'PATCH' ? { Operations: [{ op: 'add', ...body }] } : body;
          const { status, text } = await app.send(method, path, operations);
          expect(status, `${method} ${path} ${JSON.stringify(operations)} ${text}`).toBeLessThan(500);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('addresses', () => {
  test.each(['%00', '..%2f..%2fetc', '%27%20or%201=1', 'x'.repeat(400), '%F0%9F%98%80', 'constructor', '__proto__'])(
    'the id %s is nobody',
    async (id) => {
      for (const endpoint of ['Users', 'Groups']) {
        const statuses = [
          (await app.get(`/${endpoint}/${id}`)).status,
          (await app.patch(`/${endpoint}/${id}`, { op: 'replace', path: 'displayName', value: 'x' })).status,
          (await app.delete(`/${endpoint}/${id}`)).status,
        ];
        expect(statuses).toEqual([404, 404, 404]);
      }
    },
  );

  test('that cannot be decoded, or are too long, are refused with a SCIM error', async () => {
    for (const id of ['%', '%ff', 'x'.repeat(5_000)]) {
      const { status, body } = await app.get(`/Users/${id}`);
      expect([400, 404, 414]).toContain(status);
      expect(body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    }
  });

  test('a Host header that is none does not come back in a location', async () => {
    const answer = await raw(
      `GET /scim/ServiceProviderConfig HTTP/1.1\r\nHost: a"><script>\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).not.toContain('<script>');
  });
});

test('a connection cut in the middle of a body leaves the server well', async () => {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.write(
    `POST /scim/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"userName`,
  );
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.destroy();
  expect((await app.get('/Users?count=1')).status).toBe(200);
});

function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}
