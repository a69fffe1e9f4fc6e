/**
 * One request on the direct road, from its hand-over to undici until the whole answer is read. It ends once: by the
 * answer, an error, the deadline, the size limit or the caller's signal.
 */
import { AbortedError, type Clock, type ProvisioningError } from '@drawbridge/base';
import type { Dispatcher } from 'undici';
import { transportError, translateSocketError } from './socket-error.ts';
import type { HttpRequest, HttpResponse } from './transport.ts';

type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export type ExchangeLimits = { readonly clock: Clock; readonly maxAnswerBytes: number };

/** Sends the request by undici's dispatch, the layer below `Pool.request`: it makes no stream per answer. */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  options: ExchangeLimits & { readonly target: URL; readonly signal: AbortSignal | undefined },
): Promise<HttpResponse> {
  const { target, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortedError());
    const handler = new Exchange(request, options, { resolve, reject }, signal);
    dispatcher.dispatch(
      {
        origin: target.origin,
        path: target.pathname + target.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        // The deadline covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
  });
}

type Outcome = {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: ProvisioningError) => void;
};

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #limits: ExchangeLimits;
  readonly #outcome: Outcome;
  readonly #signal: AbortSignal | undefined;
  readonly #startedMs: number;
  readonly #deadline: { cancel(): void };
  readonly #onAbort = (): void => this.#fail(new AbortedError());
  #controller: Dispatcher.DispatchController | undefined;
  #failure: ProvisioningError | undefined;
  #isSettled = false;
  #status = 0;
  #headers: ResponseHeaders = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(request: HttpRequest, limits: ExchangeLimits, outcome: Outcome, signal: AbortSignal | undefined) {
    this.#request = request;
    this.#limits = limits;
    this.#outcome = outcome;
    this.#signal = signal;
    this.#startedMs = limits.clock.monotonicMs();
    this.#deadline = limits.clock.after(request.deadlineMs, () => this.#fail(this.#late()));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It ended while it waited for a connection: nothing of it goes on the wire.
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.#limits.maxAnswerBytes) this.#fail(this.#tooLarge());
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    this.#size += chunk.length;
    if (this.#size > this.#limits.maxAnswerBytes) this.#fail(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.#outcome.resolve({
      status: this.#status,
      headers: joined(this.#headers),
      body: this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size),
      durationMs: this.#limits.clock.monotonicMs() - this.#startedMs,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(translateSocketError(this.#request, error));
  }

  #fail(error: ProvisioningError): void {
    if (!this.#settle()) return;
    this.#failure = error;
    this.#chunks = [];
    this.#controller?.abort(error);
    this.#outcome.reject(error);
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#deadline.cancel();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }

  #late(): ProvisioningError {
    return transportError('TARGET_TIMEOUT', this.#request, `no complete answer within ${this.#request.deadlineMs} ms`);
  }

  #tooLarge(): ProvisioningError {
    const fact = `the answer is larger than ${this.#limits.maxAnswerBytes} bytes. Check that the application pages its lists`;
    return transportError('TARGET_ANSWER_TOO_LARGE', this.#request, fact);
  }
}

/** Fields that came more than once become one line, as RFC 9110 §5.3 allows. Copies only when there are such. */
function joined(headers: ResponseHeaders): Readonly<Record<string, string>> {
  for (const name in headers) {
    if (typeof headers[name] !== 'string') {
      const pairs = Object.entries(headers).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]);
      return Object.fromEntries(pairs) as Record<string, string>;
    }
  }
  return headers as Readonly<Record<string, string>>;
}
