/** Sends a body in chunks as the other side grants credit, and the end after the last one. */
import { SendWindow, type Frame } from '../wire/index.ts';

export class BodySender {
  readonly #window = new SendWindow();
  readonly #send: (frame: Frame) => void;
  readonly #stream: number;
  #waiting: Uint8Array[] = [];
  #ending = false;
  #finished = false;

  constructor(stream: number, send: (frame: Frame) => void) {
    this.#stream = stream;
    this.#send = send;
  }

  /** Whether everything has been handed to the link, the end included. */
  get isFinished(): boolean {
    return this.#finished;
  }

  /** Takes bytes; false when some wait for credit and the source should pause. */
  push(bytes: Uint8Array): boolean {
    if (bytes.length > 0) this.#waiting.push(bytes);
    return this.#pump();
  }

  /** No more bytes will come. */
  end(): void {
    this.#ending = true;
    this.#pump();
  }

  /** The other side granted credit; true when nothing waits any more and the source may go on. */
  grant(credit: number): boolean {
    this.#window.grant(credit);
    return this.#pump();
  }

  #pump(): boolean {
    while (this.#waiting.length > 0) {
      const first = this.#waiting[0]!;
      const length = this.#window.take(first.length);
      if (length === 0) return false;
      this.#send({ type: 'body', stream: this.#stream, bytes: first.subarray(0, length) });
      if (length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(length);
    }
    if (this.#ending && !this.#finished) {
      this.#finished = true;
      this.#send({ type: 'end', stream: this.#stream });
    }
    return true;
  }
}
