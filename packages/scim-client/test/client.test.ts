import { answers, type ScriptedAnswer } from '@drawbridge/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScimClient, type ScimClientOptions } from '../src/index.ts';
import { failureOf, listOf, openClientOnTarget, token, type ClientOnTarget } from './support/client-on-target.ts';

describe('ScimClient', () => {
  let at: ClientOnTarget;
  beforeEach(async () => {
    at = await openClientOnTarget();
  });
  afterEach(() => at.close());

  const answering = (...scripted: readonly ScriptedAnswer[]): ScimClient => {
    at.target.answer(...scripted);
    return at.client;
  };
  const reopen = async (options: Partial<ScimClientOptions>): Promise<ScimClient> => {
    await at.close();
    at = await openClientOnTarget(options);
    return at.client;
  };
  const kari = { id: 'u1', userName: 'kari' };

  describe('what goes out', () => {
    test('a find is a filtered GET that carries the token', async () => {
      expect(await answering(answers.json(200, listOf(kari))).find('Users', 'userName', 'kari')).toEqual([kari]);
      const [request] = at.target.requests;
      expect(request).toMatchObject({ method: 'GET', target: '/scim/Users?filter=userName%20eq%20%22kari%22' });
      expect(request?.headers).toMatchObject({ authorization: `Bearer ${token}`, 'accept-encoding': 'identity' });
      expect(request?.headers['content-type']).toBeUndefined();
    });

    test.each([
      'o"brien',
      'back\\slash',
      'a&b=c',
      'a+b c',
      '100%',
      '#?/;',
      'Zoë 🚀',
      "d'Arc",
      '" or userName pr or "',
      'tab\tand\nline',
      '\ud800',
    ])('the value %j reaches the target as one filter and one string', async (value) => {
      await answering(answers.json(200, listOf())).find('Users', 'userName', value);
      const url = new URL(at.target.requests[0]?.target ?? '', 'http://target');
      expect([...url.searchParams.keys()]).toEqual(['filter']);
      const literal = /^userName eq (.*)$/.exec(url.searchParams.get('filter') ?? '')?.[1] ?? '';
      expect(JSON.parse(literal)).toBe(value);
      expect(url.hash).toBe('');
    });

    test.each([
      ['rfc', 'emails[type eq "work" and value eq "k@x"]'],
      ['entra', 'emails[type eq "work"].value eq "k@x"'],
      ['entra-legacy', 'emails[type eq "work"].value eq "k@x"'],
    ] as const)('in the dialect %s an element is found by %s', async (dialect, filter) => {
      const client = await reopen({ dialect });
      at.target.answer(answers.json(200, listOf()));
      await client.find('Users', 'emails[type eq "work"].value', 'k@x');
      expect(new URL(at.target.requests[0]?.target ?? '', 'http://target').searchParams.get('filter')).toBe(filter);
    });

    test('members are left out where asked for', async () => {
      const group = { id: 'g1', displayName: 'Crew' };
      const client = answering(
        answers.json(200, listOf(group)),
        answers.json(200, group),
        answers.json(200, listOf(group)),
      );
      await client.find('Groups', 'displayName', 'Crew', { excludeMembers: true });
      await client.read('Groups', 'g1', { excludeMembers: true });
      await client.list('Groups', { startIndex: 101, count: 100, excludeMembers: true });
      expect(at.target.requests.map((request) => request.target)).toEqual([
        '/scim/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Crew%22',
        '/scim/Groups/g1?excludedAttributes=members',
        '/scim/Groups?excludedAttributes=members&startIndex=101&count=100',
      ]);
    });

    test('parameters of the Tenant URL go with every request', async () => {
      const { target } = at;
      const options = { baseUrl: `${target.url}/scim?org=7` };
      const own = await openClientOnTarget(options);
      target.answer(answers.json(200, listOf()), answers.json(200, kari));
      await own.client.find('Users', 'userName', 'k');
      await own.client.read('Users', 'u1');
      await own.close();
      expect(target.requests.map((request) => request.target)).toEqual([
        '/scim/Users?org=7&filter=userName%20eq%20%22k%22',
        '/scim/Users/u1?org=7',
      ]);
    });

    test('a create sends the resource as SCIM JSON', async () => {
      const resource = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'Zoë "Z"', active: true };
      expect(await answering(answers.json(201, { ...resource, id: 'u9' })).create('Users', resource)).toMatchObject({
        id: 'u9',
      });
      const [request] = at.target.requests;
      expect(request).toMatchObject({ method: 'POST', target: '/scim/Users' });
      expect(request?.headers['content-type']).toBe('application/scim+json; charset=utf-8');
      expect(JSON.parse(request?.body.toString() ?? '')).toEqual(resource);
    });

    test.each([
      ['rfc', { op: 'replace', path: 'active', value: false }],
      ['entra-legacy', { op: 'Replace', path: 'active', value: 'False' }],
    ] as const)('a patch speaks the dialect %s', async (dialect, operation) => {
      const client = await reopen({ dialect });
      at.target.answer(answers.status(204));
      expect(await client.patch('Users', 'u1', [{ op: 'replace', path: 'active', value: false }])).toBeUndefined();
      const [request] = at.target.requests;
      expect(request).toMatchObject({ method: 'PATCH', target: '/scim/Users/u1' });
      expect(JSON.parse(request?.body.toString() ?? '')).toMatchObject({ Operations: [operation] });
    });

    test('a patch without operations is not sent', async () => {
      expect(await at.client.patch('Users', 'u1', [])).toBeUndefined();
      expect(at.target.requests).toHaveLength(0);
    });

    test.each(['a/b', 'a?b', 'a#b', '../Groups/1', '%2e%2e', 'å 1'])(
      'the id %j stays one segment of the path',
      async (id) => {
        await answering(answers.status(204)).delete('Users', id);
        expect(at.target.requests[0]?.target).toBe(`/scim/Users/${encodeURIComponent(id)}`);
      },
    );

    test.each(['', '.', '..'])('the id %j is refused before anything is sent, for it leads elsewhere', async (id) => {
      expect(await failureOf(at.client.delete('Users', id))).toMatchObject({ code: 'SCIM_INVALID_VALUE' });
      expect(at.target.requests).toHaveLength(0);
    });

    test('writes carry a key of their own and reads none', async () => {
      const sent: (string | undefined)[] = [];
      const client = await reopen({
        transport: {
          send: (request) => {
            sent.push(request.idempotencyKey);
            const body = Buffer.from(JSON.stringify(kari));
            return Promise.resolve({ status: 200, headers: {}, body, durationMs: 1 });
          },
        },
      });
      await client.read('Users', 'u1');
      await client.create('Users', {});
      await client.create('Users', {});
      expect(sent[0]).toBeUndefined();
      expect(new Set(sent).size).toBe(3);
    });

    test('headers are built once for all requests, and anew when the authorization changes', async () => {
      let current = { authorization: 'Bearer first-token' };
      const seen: unknown[] = [];
      const client = await reopen({
        authorization: { headers: () => Promise.resolve(current) },
        transport: {
          send: ({ headers }) => {
            seen.push(headers);
            return Promise.resolve({ status: 204, headers: {}, body: new Uint8Array(), durationMs: 1 });
          },
        },
      });
      await client.delete('Users', 'u1');
      await client.delete('Users', 'u2');
      current = { authorization: 'Bearer second-token' };
      await client.delete('Users', 'u3');
      expect(seen[0]).toBe(seen[1]);
      expect(seen[2]).toMatchObject(current);
    });
  });

  describe('what comes back', () => {
    test('a read gives the resource', async () => {
      expect(await answering(answers.json(200, kari)).read('Users', 'u1')).toEqual(kari);
    });

    test('an id that is a number, or spelled Id, is an id', async () => {
      const client = answering(answers.json(201, { id: 42 }), answers.json(200, listOf({ Id: 'x' })));
      expect(await client.create('Users', {})).toMatchObject({ id: '42' });
      expect(await client.find('Users', 'userName', 'x')).toMatchObject([{ id: 'x' }]);
    });

    test('a create answered with 200 is a success', async () => {
      expect(await answering(answers.json(200, kari)).create('Users', {})).toMatchObject({ id: 'u1' });
    });

    test('a patch gives the resource when the target tells it', async () => {
      const operations = [{ op: 'replace', path: 'title', value: 'Pilot' }] as const;
      expect(await answering(answers.json(200, kari)).patch('Users', 'u1', operations)).toEqual(kari);
      expect(await answering(answers.status(200)).patch('Users', 'u1', operations)).toBeUndefined();
    });

    test('a web page that says all went well is no answer to a delete: nobody knows whether it was carried out', async () => {
      const client = answering(answers.html(200, '<html>Please sign in</html>'), answers.status(200));
      expect(await failureOf(client.delete('Users', 'u1'))).toMatchObject({ code: 'TARGET_ANSWER_INVALID' });
      expect(await client.delete('Users', 'u1')).toBe('deleted');
    });

    test('a delete of what is not there is a success', async () => {
      const client = answering(answers.status(204), answers.status(404), answers.status(410), answers.json(200, {}));
      const outcomes: string[] = [];
      for (let i = 0; i < 4; i += 1) outcomes.push(await client.delete('Users', 'u1'));
      expect(outcomes).toEqual(['deleted', 'already-gone', 'already-gone', 'deleted']);
    });

    test('a page tells the total', async () => {
      const client = answering(answers.json(200, { ...listOf(kari), totalResults: 1_000_000 }));
      expect(await client.list('Users', { startIndex: 1, count: 1 })).toEqual({
        totalResults: 1_000_000,
        resources: [kari],
      });
    });

    test('schemas are read', async () => {
      const schema = { id: 'urn:x:User', name: 'User', attributes: [{ name: 'userName', type: 'string' }] };
      const schemas = await answering(answers.json(200, listOf(schema))).schemas();
      expect(schemas.map(({ id }) => id)).toEqual(['urn:x:User']);
      expect(at.target.requests[0]?.target).toBe('/scim/Schemas');
    });

    test('a ServiceProviderConfig is given when there is one', async () => {
      const client = answering(
        answers.json(200, { patch: { supported: true } }),
        answers.status(404),
        answers.html(200, '<p>'),
      );
      expect(await client.serviceProviderConfig()).toEqual({ patch: { supported: true } });
      expect(await client.serviceProviderConfig()).toBeUndefined();
      expect(await client.serviceProviderConfig()).toBeUndefined();
      expect(await failureOf(answering(answers.status(401)).serviceProviderConfig())).toMatchObject({
        code: 'TARGET_UNAUTHORIZED',
      });
    });

    test('sent requests are counted', async () => {
      at.target.otherwise(answers.json(200, listOf()));
      await Promise.all(Array.from({ length: 50 }, () => at.client.find('Users', 'userName', 'x')));
      expect(at.client.requests).toBe(50);
      expect(at.target.requests).toHaveLength(50);
    });

    test('an abort ends a request under way', async () => {
      const controller = new AbortController();
      const failed = failureOf(answering(answers.nothing()).read('Users', 'u1', {}, controller.signal));
      await at.target.received(1);
      controller.abort();
      expect(await failed).toMatchObject({ code: 'ABORTED' });
    });
  });
});
