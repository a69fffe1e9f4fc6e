import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AgentError } from '@drawbridge/base';
import {
  decodeFrames,
  encodeFrame,
  frameCodes,
  maxChunkBytes,
  maxHeadBytes,
  maxMessageBytes,
  type Frame,
} from '../../src/wire/index.ts';

const stream = fc.integer({ min: 1, max: 0xffff_ffff });
const headerName = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const headers = fc.dictionary(headerName, fc.stringMatching(/^[\x20-\x7e]{0,50}$/), {
  maxKeys: 10,
  noNullPrototype: false,
});
const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 });
const text = fc.string({ unit: 'grapheme', maxLength: 200 });

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    type: fc.constant('request' as const),
    stream,
    head: fc.record(
      {
        method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
        url: fc.webUrl({ withQueryParameters: true }),
        headers,
        deadlineMs: fc.integer({ min: 0, max: 86_400_000 }),
        idempotencyKey: text,
      },
      { requiredKeys: ['method', 'url', 'headers', 'deadlineMs'] },
    ),
  }),
  fc.record({
    type: fc.constant('response' as const),
    stream,
    head: fc.record({ status: fc.integer({ min: 100, max: 999 }), headers }),
  }),
  fc.record({ type: fc.constant('body' as const), stream, bytes }),
  fc.record({ type: fc.constantFrom('end' as const, 'cancel' as const), stream }),
  fc.record({ type: fc.constant('window' as const), stream, credit: fc.integer({ min: 1, max: 16 * 1024 * 1024 }) }),
  fc.record({
    type: fc.constant('error' as const),
    stream,
    error: fc.record({
      code: fc.constantFrom('TARGET_TIMEOUT' as const, 'AGENT_POLICY_REFUSED' as const),
      message: text,
    }),
  }),
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const), stream: fc.constant(0 as const) }),
  fc.record({
    type: fc.constant('goodbye' as const),
    stream: fc.constant(0 as const),
    goodbye: fc.record({ reason: fc.constantFrom('drain' as const, 'revoked' as const), message: text }),
  }),
);

/** Decodes, and says whether the bytes were refused in the one allowed way. */
function refused(message: Uint8Array): boolean {
  try {
    decodeFrames(message);
    return false;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AgentError);
    expect((thrown as AgentError).code).toBe('AGENT_PROTOCOL_ERROR');
    return true;
  }
}

const raw = (code: number, id: number, payload: Uint8Array | string): Buffer => {
  const body = Buffer.from(payload as string);
  const head = Buffer.alloc(9);
  head[0] = code;
  head.writeUInt32BE(id, 1);
  head.writeUInt32BE(body.length, 5);
  return Buffer.concat([head, body]);
};

describe('the codec', () => {
  test('what is encoded decodes to the same frames, however many share a message', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), (frames) => {
        const decoded = decodeFrames(Buffer.concat(frames.map(encodeFrame)));
        expect(JSON.parse(JSON.stringify(decoded))).toEqual(
          JSON.parse(
            JSON.stringify(
              frames.map((one) => (one.type === 'body' ? { ...one, bytes: Buffer.from(one.bytes) } : one)),
            ),
          ),
        );
      }),
    );
  });

  test('random bytes are refused with AGENT_PROTOCOL_ERROR and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => void refused(message)),
      { numRuns: 5000 },
    );
  });

  test('valid headers with random payloads, and valid frames cut or changed, are refused the same way', () => {
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.json().map((json) => Buffer.from(json)),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 3 }),
        payloads,
        (code, id, payload) => void refused(raw(code, id, payload)),
      ),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(frame, fc.nat(), fc.integer({ min: 0, max: 255 }), (one, at, value) => {
        const encoded = encodeFrame(one);
        const cut = encoded.subarray(0, at % encoded.length);
        expect(refused(cut)).toBe(true);
        encoded[at % encoded.length] = value;
        refused(encoded);
      }),
    );
  });

  test('limits hold on both sides', () => {
    expect(() => encodeFrame({ type: 'body', stream: 1, bytes: new Uint8Array(maxChunkBytes + 1) })).toThrow(
      AgentError,
    );
    expect(() =>
      encodeFrame({ type: 'response', stream: 1, head: { status: 200, headers: { a: 'x'.repeat(maxHeadBytes) } } }),
    ).toThrow(AgentError);
    expect(refused(raw(frameCodes.body, 1, new Uint8Array(maxChunkBytes + 1)))).toBe(true);
    expect(refused(raw(frameCodes.response, 1, JSON.stringify({ s: 200, h: { a: 'x'.repeat(maxHeadBytes) } })))).toBe(
      true,
    );
    expect(refused(new Uint8Array(maxMessageBytes + 1))).toBe(true);
    expect(refused(new Uint8Array(0))).toBe(true);
    expect(refused(raw(frameCodes.body, 1, ''))).toBe(true);
    expect(refused(raw(frameCodes.ping, 1, ''))).toBe(true);
    expect(refused(raw(frameCodes.end, 0, ''))).toBe(true);
    expect(refused(raw(frameCodes.window, 1, new Uint8Array(4)))).toBe(true);
  });

  test('a header named __proto__ is only a name', () => {
    const [decoded] = decodeFrames(raw(frameCodes.response, 1, '{"s":200,"h":{"__proto__":"x","constructor":"y"}}'));
    expect(decoded?.type === 'response' && Object.keys(decoded.head.headers)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('headers that could split a request are refused', () => {
    for (const h of [{ a: 'b\r\nc: d' }, { 'a\n': 'b' }, { '': 'b' }, { a: 'x\0' }, { a: '漢' }, { a: 1 }, ['a']]) {
      expect(refused(raw(frameCodes.response, 1, JSON.stringify({ s: 200, h })))).toBe(true);
      expect(refused(raw(frameCodes.request, 1, JSON.stringify({ m: 'GET', u: 'http://a/', h, d: 1 })))).toBe(true);
    }
    for (const u of ['ftp://a/', '/relative', 'http://', 'javascript:alert(1)', 7]) {
      expect(refused(raw(frameCodes.request, 1, JSON.stringify({ m: 'GET', u, h: {}, d: 1 })))).toBe(true);
    }
  });

  test('an error code from a newer version keeps its message', () => {
    const [decoded] = decodeFrames(raw(frameCodes.error, 1, '{"code":"TARGET_ON_HOLIDAY","message":"back on Monday"}'));
    expect(decoded).toMatchObject({
      error: { code: 'AGENT_PROTOCOL_ERROR', message: 'TARGET_ON_HOLIDAY: back on Monday' },
    });
  });
});
