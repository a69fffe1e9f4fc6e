/**
 * Collects the frames of one turn of the event loop into one WebSocket message. Throughput of small requests depends on
 * it: at 32 requests in flight a message carries a dozen of them, for one system call and one TLS record.
 */
import { framePayload, frameSize, maxMessageBytes, writeFrame, type Frame } from '../wire/index.ts';

const blockBytes = 64 * 1024;
const flushAtBytes = 256 * 1024;

export class Outbox {
  readonly #send: (message: Buffer) => void;
  /** Frames are written into blocks that are never written twice, because a socket may still hold what was sent. */
  #block = Buffer.allocUnsafe(0);
  #start = 0;
  #end = 0;
  #full: Buffer[] = [];
  #fullBytes = 0;
  #scheduled = false;

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /** Takes a frame; it leaves before the event loop turns again. Throws AGENT_PROTOCOL_ERROR when it is over its limit. */
  push(frame: Frame): void {
    const payload = framePayload(frame);
    const size = frameSize(frame, payload);
    if (size > this.#block.length - this.#end) this.#newBlock(size);
    writeFrame(this.#block, this.#end, frame, payload, size);
    this.#end += size;
    if (this.#fullBytes + this.#end - this.#start >= flushAtBytes) return this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Sends at once what was pushed; for the last words before a close. */
  flush(): void {
    const tail = this.#block.subarray(this.#start, this.#end);
    this.#start = this.#end;
    if (this.#full.length === 0) {
      if (tail.length > 0) this.#send(tail);
      return;
    }
    const message = Buffer.concat([...this.#full, tail]);
    this.#full = [];
    this.#fullBytes = 0;
    this.#send(message);
  }

  #newBlock(size: number): void {
    if (this.#fullBytes + this.#end - this.#start + size > maxMessageBytes) this.flush();
    if (this.#end > this.#start) {
      const part = this.#block.subarray(this.#start, this.#end);
      this.#full.push(part);
      this.#fullBytes += part.length;
    }
    this.#block = Buffer.allocUnsafeSlow(Math.max(blockBytes, size));
    this.#start = 0;
    this.#end = 0;
  }
}
