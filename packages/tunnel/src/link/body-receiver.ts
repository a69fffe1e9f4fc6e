/** Gathers the chunks of one body, counts them against limit and credit, and grants new credit as it takes them in. */
import { ReceiveWindow } from '../wire/index.ts';

const noBytes = new Uint8Array(0);

export class BodyReceiver {
  readonly #window = new ReceiveWindow();
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes a chunk; returns the credit to send back (0: none yet), or `too-large`. Throws AGENT_PROTOCOL_ERROR beyond credit. */
  take(bytes: Uint8Array): number | 'too-large' {
    this.#window.receive(bytes.length);
    this.#length += bytes.length;
    if (this.#length > this.#maxBytes) {
      this.#chunks = [];
      return 'too-large';
    }
    this.#chunks.push(bytes);
    return this.#window.refill();
  }

  /** The whole body. One chunk is handed over as it is. */
  finish(): Uint8Array {
    const [first] = this.#chunks;
    if (first === undefined) return noBytes;
    if (this.#chunks.length === 1) return first;
    return Buffer.concat(this.#chunks, this.#length);
  }
}
