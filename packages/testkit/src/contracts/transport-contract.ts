/**
 * What every road to a target promises, whichever it is. A road is opened for each test and leads to a scripted
 * target on loopback; through the tunnel, the agent stands on the same host.
 */
import type { ErrorCode } from '@drawbridge/base';
import type { HttpRequest, Transport } from '@drawbridge/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answers, startScriptedTarget, type ScriptedTarget } from '../fakes/scripted-target.ts';

export type OpenRoad = {
  readonly transport: Transport;
  close(): Promise<void>;
};

export type RoadNeeds = {
  /** The base URL that the road must allow. */
  readonly targetUrl: string;
  /** A larger answer must be refused. */
  readonly maxAnswerBytes: number;
};

const maxAnswerBytes = 256 * 1024;
/** The agent's clock begins later than the service's, so either side may be the one that says it is too late. */
const tooLate: readonly ErrorCode[] = ['TARGET_TIMEOUT', 'AGENT_TIMEOUT'];

export function transportContract(name: string, open: (needs: RoadNeeds) => Promise<OpenRoad>): void {
  describe(`${name} keeps the promises of Transport`, () => {
    let target: ScriptedTarget;
    let road: OpenRoad;

    beforeEach(async () => {
      target = await startScriptedTarget();
      road = await open({ targetUrl: target.url, maxAnswerBytes });
    });

    afterEach(async () => {
      await road.close();
      await target.close();
    });

    const request = (over: Partial<HttpRequest> = {}): HttpRequest => ({
      method: 'GET',
      url: `${target.url}/scim/Users`,
      headers: { accept: 'application/scim+json' },
      deadlineMs: 20_000,
      ...over,
    });
    const failure = (over: Partial<HttpRequest> = {}, signal?: AbortSignal): Promise<unknown> =>
      road.transport.send(request(over), signal).then(
        () => expect.fail('the request was answered'),
        (error: unknown) => error,
      );

    test('an answer comes back with status, headers in lower case and its bytes', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      target.answer(answers.body(200, 'application/octet-stream', bytes, { 'X-Whose': 'target' }));
      const response = await road.transport.send(request());
      expect(response.status).toBe(200);
      expect(response.headers['x-whose']).toBe('target');
      expect(Buffer.from(response.body).equals(bytes)).toBe(true);
      expect(response.durationMs).toBeGreaterThanOrEqual(0);
    });

    test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s arrives as it was sent', async (method) => {
      target.answer(answers.status(204));
      const body = method === 'GET' || method === 'DELETE' ? undefined : Buffer.from('{"userName":"Zoë 🚀"}');
      const url = `${target.url}/scim/Users?filter=userName%20eq%20%22a%2Bb%26c%22`;
      const headers = { authorization: 'Bearer t0ken', 'content-type': 'application/scim+json' };
      const response = await road.transport.send(
        request({ method, url, headers, ...(body === undefined ? {} : { body }) }),
      );
      expect(response.status).toBe(204);
      expect(response.body.byteLength).toBe(0);
      const [received] = target.requests;
      expect(received).toMatchObject({ method, target: '/scim/Users?filter=userName%20eq%20%22a%2Bb%26c%22' });
      expect(received?.headers).toMatchObject(headers);
      expect(received?.body.toString()).toBe(body?.toString() ?? '');
    });

    test.each([302, 401, 404, 429, 500, 503])('status %i is an answer, not an error', async (status) => {
      target.answer(answers.status(status, { location: `${target.url}/elsewhere` }));
      expect((await road.transport.send(request())).status).toBe(status);
      expect(target.requests).toHaveLength(1);
    });

    test('a header that comes twice is one line', async () => {
      target.answer(answers.status(200, { 'x-two': ['a', 'b'] }));
      expect((await road.transport.send(request())).headers['x-two']).toBe('a, b');
    });

    test('header names that are names of object members do no harm', async () => {
      target.answer(
        answers.raw('HTTP/1.1 200 OK\r\n__proto__: a\r\n__proto__: b\r\nconstructor: c\r\nContent-Length: 2\r\n\r\n{}'),
      );
      const response = await road.transport.send(request());
      expect(response.body.byteLength).toBe(2);
      expect(Object.prototype).not.toHaveProperty('a');
    });

    test('a body of several megabytes goes out whole', async () => {
      target.answer(answers.status(204));
      const body = Buffer.alloc(3 * 1024 * 1024, 'x');
      await road.transport.send(request({ method: 'POST', body }));
      expect(target.requests[0]?.body.equals(body)).toBe(true);
    });

    test('an answer in many chunks comes back whole', async () => {
      target.answer(answers.chunks(maxAnswerBytes - 1));
      expect((await road.transport.send(request())).body.byteLength).toBe(maxAnswerBytes - 1);
    });

    test.each([
      ['that announces its length', answers.body(200, 'text/plain', Buffer.alloc(maxAnswerBytes + 1))],
      ['that does not', answers.chunks(4 * maxAnswerBytes)],
    ])('an answer larger than the limit, %s, is refused', async (_kind, answer) => {
      target.answer(answer);
      expect(await failure()).toMatchObject({ code: 'TARGET_ANSWER_TOO_LARGE' });
    });

    test.each([
      ['no answer at all', answers.hangUp()],
      ['half of a body', answers.halfBody(200, '{"Resources":[1,2,3,4,5,6,7,8]}')],
    ])('a connection that breaks after %s is lost', async (_kind, answer) => {
      target.answer(answer);
      expect(await failure()).toMatchObject({ code: 'TARGET_CONNECTION_LOST' });
    });

    test('an answer that is not HTTP is a lost connection', async () => {
      target.answer(answers.raw('220 mail.example ESMTP\r\n'));
      expect(await failure()).toMatchObject({ code: 'TARGET_CONNECTION_LOST' });
    });

    test('a port where nobody listens is unreachable', async () => {
      await target.close();
      expect(await failure()).toMatchObject({ code: 'TARGET_UNREACHABLE' });
    });

    test.each([
      ['never answers', answers.nothing()],
      ['stops in the middle of a body', answers.stalledBody()],
    ])('the deadline ends a request to a target that %s', async (_kind, answer) => {
      target.answer(answer);
      const error = (await failure({ deadlineMs: 150 })) as { code: ErrorCode };
      expect(tooLate).toContain(error.code);
    });

    test('an abort ends a request under way', async () => {
      target.answer(answers.nothing());
      const controller = new AbortController();
      const failed = failure({}, controller.signal);
      await target.received(1);
      controller.abort();
      expect(await failed).toMatchObject({ code: 'ABORTED' });
    });

    test('a request whose signal fired before is not sent', async () => {
      expect(await failure({}, AbortSignal.abort())).toMatchObject({ code: 'ABORTED' });
      expect(target.requests).toHaveLength(0);
    });

    test('after a failure the road still carries', async () => {
      target.answer(answers.hangUp(), answers.status(204));
      await failure();
      expect((await road.transport.send(request())).status).toBe(204);
    });

    test('many requests at once all get their own answers', async () => {
      target.otherwise((response, { target: path }) => void response.end(path));
      const paths = Array.from({ length: 200 }, (_, index) => `/scim/Users/${index}`);
      const responses = await Promise.all(
        paths.map((path) => road.transport.send(request({ url: target.url + path }))),
      );
      expect(responses.map(({ body }) => Buffer.from(body).toString())).toEqual(paths);
    });

    test('an error message holds the request line and no header', async () => {
      target.answer(answers.hangUp());
      const error = (await failure({ headers: { authorization: 'Bearer t0p-s3cret' } })) as Error;
      expect(error.message).toContain('/scim/Users');
      expect(JSON.stringify(error) + error.message).not.toContain('t0p-s3cret');
    });
  });
}
