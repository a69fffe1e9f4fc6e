/**
 * One HTTP request to a target, streamed: the head and the chunks go to a listener as they come, and the listener's full
 * window pauses the target. Redirects are answers like any other. Every failure comes back as an error with a code.
 */
import type { Dispatcher } from 'undici';
import { TransportError, type Clock, type ProvisioningError } from '@drawbridge/base';
import { shownUrl } from '../shown-url.ts';
import { isHeaderField, maxHeaderFields, type Headers, type RequestHead, type ResponseHead } from '../wire/index.ts';
import type { Policy } from './policy/policy.ts';
import type { SecretHeaders } from './policy/secret-ref.ts';
import type { TargetPools } from './target-pools.ts';
import { targetError } from './target-error.ts';

/** Hears of one answer. After `onEnd` or `onError` nothing more is called. */
export type AnswerListener = {
  readonly onHead: (head: ResponseHead) => void;
  /** False asks for a pause, until `resume`. */
  readonly onData: (bytes: Uint8Array) => boolean;
  readonly onEnd: () => void;
  readonly onError: (error: ProvisioningError) => void;
};

export type Execution = {
  readonly resume: () => void;
  /** Breaks off; the listener hears no more. */
  readonly cancel: () => void;
};

export type TargetAccess = {
  readonly policy: Policy;
  readonly secrets: SecretHeaders;
  readonly pools: TargetPools;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
};

/** RFC 9110 §7.6.1: these belong to one connection, not to the message. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'host',
]);

/** Throws what `Policy.admit` throws; everything later goes to the listener. */
export function execute(
  access: TargetAccess,
  head: RequestHead,
  body: Uint8Array,
  listener: AnswerListener,
): Execution {
  const url = new URL(head.url);
  const rule = access.policy.admit(head.method, url, head.headers);
  const headers = requestHeaders(head.headers);
  for (const injected of rule?.headers ?? []) headers[injected.name.toLowerCase()] = access.secrets.value(injected);
  const answer = new Answer(access, head, listener);
  access.pools.poolFor(url.origin, rule).dispatch(
    {
      method: head.method as Dispatcher.HttpMethod,
      path: `${url.pathname}${url.search}`,
      headers,
      body: body.length > 0 ? body : null,
    },
    answer,
  );
  return answer;
}

class Answer implements Dispatcher.DispatchHandler, Execution {
  readonly #access: TargetAccess;
  readonly #head: RequestHead;
  readonly #listener: AnswerListener;
  readonly #timer: { cancel(): void };
  #controller: Dispatcher.DispatchController | undefined;
  #received = 0;
  #done = false;

  constructor(access: TargetAccess, head: RequestHead, listener: AnswerListener) {
    this.#access = access;
    this.#head = head;
    this.#listener = listener;
    this.#timer = access.clock.after(head.deadlineMs, () => this.#fail(this.#late()));
  }

  readonly resume = (): void => this.#controller?.resume();

  readonly cancel = (): void => {
    if (this.#settle()) this.#controller?.abort(new Error('cancelled'));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done) controller.abort(new Error('cancelled'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx are said on the way to the answer.
    if (!this.#done && status >= 200) this.#listener.onHead({ status, headers: responseHeaders(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#done) return;
    this.#received += chunk.length;
    if (this.#received > this.#access.maxBodyBytes) return this.#fail(this.#tooLarge());
    if (!this.#listener.onData(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#settle()) this.#listener.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settle()) this.#listener.onError(targetError(error, this.#head.method, this.#head.url));
  }

  #fail(error: ProvisioningError): void {
    if (!this.#settle()) return;
    this.#controller?.abort(error);
    this.#listener.onError(error);
  }

  #settle(): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.#timer.cancel();
    return true;
  }

  #late(): TransportError {
    const { method, url, deadlineMs } = this.#head;
    return new TransportError('TARGET_TIMEOUT', `${method} ${shownUrl(url)} had no answer within ${deadlineMs} ms.`);
  }

  #tooLarge(): TransportError {
    const { method, url } = this.#head;
    return new TransportError(
      'TARGET_ANSWER_TOO_LARGE',
      `The answer to ${method} ${shownUrl(url)} is larger than ${this.#access.maxBodyBytes} bytes.`,
    );
  }
}

function requestHeaders(given: Headers): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name in given) {
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower)) headers[lower] = given[name]!;
  }
  return headers;
}

/** A field that may not travel (a target with strange bytes in it) is left out rather than costing the connection. */
function responseHeaders(given: Record<string, string | string[] | undefined>): Headers {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const name in given) {
    const field = given[name];
    if (field === undefined || (hopByHop.has(name) && name !== 'content-length')) continue;
    const value = typeof field === 'string' ? field : field.join(', ');
    if (count < maxHeaderFields && isHeaderField(name, value)) {
      headers[name] = value;
      count += 1;
    }
  }
  return headers;
}
