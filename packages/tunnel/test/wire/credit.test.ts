import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyReceiver } from '../../src/link/body-receiver.ts';
import { BodySender } from '../../src/link/body-sender.ts';
import { initialWindowBytes, maxChunkBytes, ReceiveWindow, SendWindow, type Frame } from '../../src/wire/index.ts';

describe('credit', () => {
  test('a sender stops at the window and goes on when granted', () => {
    const sent: Frame[] = [];
    const sender = new BodySender(1, (frame) => sent.push(frame));
    expect(sender.push(new Uint8Array(initialWindowBytes + 10))).toBe(false);
    sender.end();
    expect(sent).toHaveLength(initialWindowBytes / maxChunkBytes);
    expect(sender.isFinished).toBe(false);
    expect(sender.grant(10)).toBe(true);
    expect(sent.slice(-2)).toMatchObject([{ type: 'body', bytes: { length: 10 } }, { type: 'end' }]);
    sender.grant(10);
    expect(sent.at(-2)?.type).toBe('body');
  });

  test('any body arrives whole, in whatever pieces it is pushed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 12 }), (sizes) => {
        const receiver = new BodyReceiver(Number.MAX_SAFE_INTEGER);
        const grants: number[] = [];
        let hasEnded = false;
        const sender = new BodySender(1, (frame) => {
          if (frame.type === 'end') hasEnded = true;
          if (frame.type === 'body') grants.push(receiver.take(frame.bytes) as number);
        });
        sizes.forEach((size, index) => sender.push(new Uint8Array(size).fill(index + 1)));
        sender.end();
        while (grants.length > 0) {
          const credit = grants.shift()!;
          if (credit > 0) sender.grant(credit);
        }
        expect(hasEnded).toBe(true);
        expect(
          Buffer.compare(receiver.finish(), Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1)))),
        ).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('more than was granted is a protocol error, and so is credit without end', () => {
    const receiving = new ReceiveWindow();
    receiving.receive(initialWindowBytes);
    expect(() => receiving.receive(1)).toThrow('more bytes than were granted');
    const sending = new SendWindow();
    expect(() => sending.grant(16 * 1024 * 1024)).toThrow('over its limit');
  });
});
