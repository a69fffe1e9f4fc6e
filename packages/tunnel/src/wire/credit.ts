/**
 * Per-stream credit: a sender may have at most a window of body bytes under way that the receiver has not granted again.
 * It keeps one large body from standing in front of everybody else's small ones, and bounds what a stalled peer holds.
 */
import { initialWindowBytes, maxChunkBytes, maxWindowBytes } from './limits.ts';
import { protocolError } from './protocol-error.ts';

/** The sending half: a body, cut into chunks as credit allows. */
export class SendWindow {
  #credit = initialWindowBytes;

  get credit(): number {
    return this.#credit;
  }

  grant(bytes: number): void {
    if (this.#credit + bytes > maxWindowBytes) throw protocolError('The credit of a stream is over its limit.');
    this.#credit += bytes;
  }

  /** How many of `wanted` bytes the next chunk may have; 0 when the sender must wait for a window frame. */
  take(wanted: number): number {
    const bytes = Math.min(wanted, this.#credit, maxChunkBytes);
    this.#credit -= bytes;
    return bytes;
  }
}

/** The receiving half: counts what came, says when and how much to grant again. */
export class ReceiveWindow {
  #left = initialWindowBytes;

  /** Notes a chunk. Throws AGENT_PROTOCOL_ERROR when the peer sent more than it was granted. */
  receive(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw protocolError('A stream carries more bytes than were granted.');
  }

  /** Credit to send back now: 0 until half of the window is used up, so that grants stay rare. */
  refill(): number {
    if (this.#left > initialWindowBytes / 2) return 0;
    const credit = initialWindowBytes - this.#left;
    this.#left = initialWindowBytes;
    return credit;
  }
}
