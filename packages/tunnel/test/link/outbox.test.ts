import { describe, expect, test } from 'vitest';
import { Outbox } from '../../src/link/outbox.ts';
import { decodeFrames, maxMessageBytes, type Frame } from '../../src/wire/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the outbox', () => {
  test('frames of one turn share one message', async () => {
    const messages: Buffer[] = [];
    const outbox = new Outbox((message) => messages.push(message));
    const frames: Frame[] = [
      { type: 'request', stream: 1, head: { method: 'GET', url: 'http://a/', headers: {}, deadlineMs: 1 } },
      { type: 'body', stream: 1, bytes: Buffer.from('x') },
      { type: 'end', stream: 1 },
    ];
    frames.forEach((frame) => outbox.push(frame));
    await turn();
    expect(messages).toHaveLength(1);
    expect(decodeFrames(messages[0]!).map(({ type }) => type)).toEqual(['request', 'body', 'end']);
  });

  test('many large frames keep their order in messages under the limit, and no message changes after it was sent', async () => {
    const messages: Buffer[] = [];
    const outbox = new Outbox((message) => messages.push(message));
    for (let index = 0; index < 200; index += 1)
      outbox.push({ type: 'body', stream: index + 1, bytes: Buffer.alloc((index * 997) % 65_536 || 1, index) });
    await turn();
    expect(messages.every(({ length }) => length <= maxMessageBytes)).toBe(true);
    const frames = messages.flatMap((message) => decodeFrames(message));
    expect(frames.map(({ stream }) => stream)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(
      frames.every((frame) => frame.type === 'body' && frame.bytes.every((byte) => byte === frame.stream - 1)),
    ).toBe(true);
  });
});
