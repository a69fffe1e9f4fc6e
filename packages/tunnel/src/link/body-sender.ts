/** Sends one whole body in chunks as the other side grants credit, then the end. */
import { SendWindow, type Frame } from '../wire/index.ts';

export class BodySender {
  readonly #window = new SendWindow();
  readonly #send: (frame: Frame) => void;
  readonly #stream: number;
  readonly #bytes: Uint8Array;
  #offset = 0;
  #ended = false;

  constructor(stream: number, bytes: Uint8Array, send: (frame: Frame) => void) {
    this.#stream = stream;
    this.#bytes = bytes;
    this.#send = send;
  }

  /** Sends what credit allows; called once at the start and after every grant. */
  pump(): void {
    if (this.#ended) return;
    while (this.#offset < this.#bytes.length) {
      const length = this.#window.take(this.#bytes.length - this.#offset);
      if (length === 0) return;
      const bytes = this.#bytes.subarray(this.#offset, this.#offset + length);
      this.#offset += length;
      this.#send({ type: 'body', stream: this.#stream, bytes });
    }
    this.#ended = true;
    this.#send({ type: 'end', stream: this.#stream });
  }

  grant(credit: number): void {
    this.#window.grant(credit);
    this.pump();
  }
}
