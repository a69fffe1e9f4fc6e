/**
 * The main thread's end of the wire to the embedded database's worker: bytes out, bytes back, strictly in order.
 * When the worker dies, everything that waits and everything that comes later fails with DATABASE_UNREACHABLE.
 */
import { Worker } from 'node:worker_threads';
import { StorageError, systemClock, type Clock } from '@drawbridge/base';

export type WorkerInput = {
  readonly directory: string;
  readonly startParameters: readonly string[];
  /** What a new database is a copy of. */
  readonly emptyCluster: string;
};
export type ToWorker = Uint8Array | 'stop';
export type FromWorker =
  | { readonly kind: 'ready'; readonly syncsOfOneCommit: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

const stopPatienceMs = 15_000;

type Waiting = { readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: Error) => void };

export class Channel {
  readonly #worker: Worker;
  readonly #directory: string;
  readonly #ready: PromiseWithResolvers<number> = Promise.withResolvers();
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();
  #waiting: Waiting[] = [];
  #failure: StorageError | undefined;
  #onFailure: (error: StorageError) => void = () => {};

  constructor(input: WorkerInput) {
    this.#directory = input.directory;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: input, name: 'database' });
    this.#worker.on('message', (message: Uint8Array | FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => {
      this.#fail('its thread has ended');
      this.#ended.resolve();
    });
    this.#ready.promise.catch(() => {});
  }

  /** Resolves when the database is open, with the number of fsync calls that one commit caused. */
  whenReady(): Promise<number> {
    return this.#ready.promise;
  }

  /** Called once if the worker dies without having been stopped. */
  onFailure(listener: (error: StorageError) => void): void {
    this.#onFailure = listener;
  }

  /** Sends a batch of wire messages; the buffer is given away. Resolves with all the server answered to it. */
  exchange(batch: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(batch, [batch.buffer]);
    });
  }

  /** Shuts the database down cleanly and ends the thread; by force when it takes too long, which loses no commit. */
  async stop(clock: Clock = systemClock): Promise<void> {
    this.#onFailure = () => {};
    if (!this.#failure) this.#worker.postMessage('stop');
    const timer = clock.after(stopPatienceMs, () => void this.#worker.terminate());
    await this.#ended.promise;
    timer.cancel();
  }

  #receive(message: Uint8Array | FromWorker): void {
    if (message instanceof Uint8Array) this.#waiting.shift()?.resolve(message);
    else if (message.kind === 'ready') this.#ready.resolve(message.syncsOfOneCommit);
    else if (message.kind === 'failed') this.#fail(message.reason);
  }

  #fail(reason: string): void {
    if (this.#failure) return;
    this.#failure = new StorageError(
      'DATABASE_UNREACHABLE',
      `The embedded database in ${this.#directory} has stopped: ${reason}. Start the service again; what was committed is safe.`,
      { details: { directory: this.#directory } },
    );
    this.#ready.reject(this.#failure);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(this.#failure);
    this.#onFailure(this.#failure);
  }
}
