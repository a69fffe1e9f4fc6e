/** A wire trace tells what went over the wire, and never a secret: canaries are put wherever one could stand. */
import { Secret, systemClock, TransportError } from '@drawbridge/base';
import type { TracedExchange } from '@drawbridge/engine';
import { compileSchema, defaultSchema } from '@drawbridge/engine';
import type { HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';
import { describe, expect, test } from 'vitest';
import { sensitiveAttributes, TracedTransport, WireTraces } from '../../src/provisioning/wire-trace.ts';

const secret = 'canary/se"cret+7f3b';
const canary = 'canary-value-91';
const bytes = (text: string) => new TextEncoder().encode(text);

async function traced(request: Partial<HttpRequest>, answer: Partial<HttpResponse> | Error): Promise<TracedExchange> {
  const heard: TracedExchange[] = [];
  const road: Transport = {
    send: async () => {
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: {}, body: bytes(''), durationMs: 0, ...answer };
    },
  };
  const transport = new TracedTransport(road, {
    clock: systemClock,
    listen: (exchange) => heard.push(exchange),
    secrets: [new Secret(secret)],
    sensitive: new Set(['password', 'badge']),
  });
  await transport
    .send({ method: 'POST', url: 'https://app.example/scim/Users', headers: {}, deadlineMs: 1, ...request })
    .catch(() => undefined);
  return heard[0]!;
}

describe('a wire trace', () => {
  test('tells method, URL, status, bodies and time', async () => {
    const exchange = await traced(
      { headers: { 'content-type': 'application/scim+json' }, body: bytes('{"userName":"kari"}') },
      { status: 201, body: bytes('{"id":"7","userName":"kari"}'), headers: { location: '/Users/7' } },
    );
    expect(exchange).toMatchObject({
      method: 'POST',
      url: 'https://app.example/scim/Users',
      requestHeaders: { 'content-type': 'application/scim+json' },
      requestBody: '{"userName":"kari"}',
      status: 201,
      responseHeaders: { location: '/Users/7' },
      responseBody: '{"id":"7","userName":"kari"}',
    });
  });

  test.each<[string, Partial<HttpRequest>, Partial<HttpResponse> | Error]>([
    ['in the authorization header', { headers: { authorization: `Bearer ${secret}` } }, {}],
    ['in a header of the target’s own', { headers: { 'x-api-key': secret } }, { headers: { 'set-cookie': secret } }],
    ['in the URL', { url: `https://app.example/${encodeURIComponent(secret)}` }, {}],
    ['in a header that is shown', {}, { headers: { location: `/?t=${secret}` } }],
    [
      'in a body that echoes it',
      { body: bytes(JSON.stringify({ note: secret })) },
      { body: bytes(JSON.stringify([secret])) },
    ],
    ['in a body that is no JSON', {}, { body: bytes(`<html>${secret}`) }],
    ['as Basic credentials', { body: bytes(JSON.stringify({ x: Buffer.from(secret).toString('base64') })) }, {}],
    ['in the reason of a failure', {}, new TransportError('TARGET_UNREACHABLE', `No road with ${secret}.`)],
  ])('hides a credential %s', async (_where, request, answer) => {
    const text = JSON.stringify(await traced(request, answer));
    for (const spelled of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(text).not.toContain(spelled);
      expect(text).not.toContain(JSON.stringify(spelled).slice(1, -1));
    }
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  });

  test.each<[string, object]>([
    ['as a member', { Password: canary }],
    ['in a structure', { badge: { number: canary } }],
    ['in an extension', { 'urn:ietf:params:scim:schemas:extension:Payroll:2.0:User': { badge: [canary] } }],
    ['in a PATCH with a path', { Operations: [{ op: 'replace', path: 'badge.number', value: canary }] }],
    ['in a PATCH with a URN', { Operations: [{ op: 'add', path: 'urn:x:2.0:User:badge', value: { a: [canary] } }] }],
    [
      'in a PATCH with a filter',
      { Operations: [{ op: 'Replace', PATH: `badge[type eq "${canary}"].value`, value: canary }] },
    ],
    ['in a PATCH whose value names paths', { Operations: [{ op: 'add', value: { 'badge.number': canary } }] }],
    ['in a path that is none', { Operations: [{ op: 'add', path: 'badge[[', value: canary }] }],
  ])('hides a sensitive attribute %s', async (_where, body) => {
    const exchange = await traced({ body: bytes(JSON.stringify(body)) }, { body: bytes(JSON.stringify(body)) });
    expect(JSON.stringify(exchange)).not.toContain(canary);
  });

  test('hides a query that asks for a sensitive attribute', async () => {
    const url = `https://app.example/Users?filter=badge%20eq%20%22${canary}%22`;
    expect((await traced({ method: 'GET', url }, {})).url).toBe('https://app.example/Users?[Redact]');
  });

  test('takes as sensitive what a mapping redacts and what the schema marks', () => {
    const schema = defaultSchema({ jobId: 'j' });
    const user = schema.synchronizationRules[0]!.objectMappings.find((one) => one.sourceObjectName === 'User')!;
    user.attributeMappings.find((one) => one.targetAttributeName === 'title')!.source = {
      type: 'Function',
      name: 'Redact',
      expression: 'Redact([jobTitle])',
    };
    const object = schema.directories[1]!.objects.find(({ name }) => name.endsWith(':User'))!;
    object.attributes.find(({ name }) => name === 'name.givenName')!.metadata = [{ key: 'Sensitive', value: 'true' }];
    const names = sensitiveAttributes(compileSchema(schema));
    expect(names.has('title')).toBe(true);
    expect(names.has('name')).toBe(true);
    expect(names.has('username')).toBe(false);
  });

  test('keeps the last exchanges of a job, and no more', async () => {
    const traces = new WireTraces();
    const exchange = await traced({}, {});
    for (let n = 0; n < 300; n++) traces.listener('j')({ ...exchange, durationMs: n });
    expect(traces.of('j')).toHaveLength(200);
    expect(traces.of('j').at(-1)?.durationMs).toBe(299);
    traces.forget('j');
    expect(traces.of('j')).toEqual([]);
  });
});
