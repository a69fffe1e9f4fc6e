/**
 * One request on its way through the tunnel, from `Hub.send` to its answer. It ends once: by an answer, an error, its
 * deadline or the caller's abort; whoever holds it at that moment (a queue or a session) is told to let go.
 */
import { AbortedError, TransportError, type Clock, type ProvisioningError } from '@drawbridge/base';
import { shownUrl } from '../shown-url.ts';
import type { Headers } from '../wire/index.ts';

export type TunnelRequest = {
  readonly method: string;
  /** Absolute URL as the agent's host reaches it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly deadlineMs: number;
  /** The same for every repetition of one request. */
  readonly idempotencyKey?: string;
};

export type TunnelResponse = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly agentId: string;
  readonly durationMs: number;
};

export type CallOutcome = {
  readonly resolve: (response: TunnelResponse) => void;
  readonly reject: (error: ProvisioningError) => void;
};

export class Call {
  readonly request: TunnelRequest;
  /** Set by the holder: lets go of the call. `abandoned` is true when the far side may still be working on it. */
  release: (abandoned: boolean) => void = () => {};
  readonly #clock: Clock;
  readonly #outcome: CallOutcome;
  readonly #signal: AbortSignal | undefined;
  readonly #startedMs: number;
  readonly #timer: { cancel(): void };
  readonly #onAbort = (): void => this.fail(new AbortedError(), true);
  #done = false;

  constructor(request: TunnelRequest, clock: Clock, outcome: CallOutcome, signal: AbortSignal | undefined) {
    this.request = request;
    this.#clock = clock;
    this.#outcome = outcome;
    this.#signal = signal;
    this.#startedMs = clock.monotonicMs();
    this.#timer = clock.after(request.deadlineMs, () => this.fail(this.#timeout(), true));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }

  get remainingMs(): number {
    return Math.max(1, Math.ceil(this.request.deadlineMs - this.elapsedMs));
  }

  succeed(status: number, headers: Headers, body: Uint8Array, agentId: string): void {
    if (!this.#settle()) return;
    this.release(false);
    this.#outcome.resolve({ status, headers, body, agentId, durationMs: this.elapsedMs });
  }

  fail(error: ProvisioningError, abandoned: boolean): void {
    if (!this.#settle()) return;
    this.release(abandoned);
    this.#outcome.reject(error);
  }

  #settle(): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.#timer.cancel();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }

  #timeout(): TransportError {
    const { method, url, deadlineMs } = this.request;
    return new TransportError(
      'AGENT_TIMEOUT',
      `${method} ${shownUrl(url)} had no answer through the agent within ${deadlineMs} ms.`,
    );
  }
}
