/**
 * One request of the client, through the gate and over the road, repeated a few times when the target asks to slow
 * down. What comes back is any other answer, or the last of those.
 */
import { newId, ProvisioningError, type Clock, type Logger } from '@drawbridge/base';
import type { HttpMethod, HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';
import type { Answered } from './answered.ts';
import type { Authorization } from './authorization.ts';
import { retryAfterMs } from './retry-after.ts';
import type { TargetGate } from './target-gate.ts';

export type Outgoing = {
  readonly method: HttpMethod;
  readonly url: string;
  /** The URL is that of one resource. */
  readonly isResource: boolean;
  readonly body?: Uint8Array;
  /** The version that the resource must still have (RFC 7644 §3.14). */
  readonly ifMatch?: string | undefined;
  /** Asked right before it goes out, each time; what it throws is thrown, and nothing is sent. */
  readonly permit?: (() => void) | undefined;
};

export type ExchangeOptions = {
  readonly transport: Transport;
  readonly authorization: Authorization;
  readonly gate: TargetGate;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly userAgent: string;
  readonly logger: Logger | undefined;
};

type Attempt = {
  /** As the gate counts. */
  readonly turn: number;
  /** 0 for the first time. */
  readonly repeat: number;
  /** The same each time. */
  readonly idempotencyKey: string | undefined;
  readonly signal: AbortSignal | undefined;
};

type Headers = Readonly<Record<string, string>>;

const maxRepeats = 4;
/** Doubles with each repetition, where the target says no Retry-After. */
const firstPauseMs = 1_000;

export class Exchange {
  readonly #options: ExchangeOptions;
  #requests = 0;
  #authorization: Headers | undefined;
  #readHeaders: Headers = {};
  #writeHeaders: Headers = {};
  #secrets: readonly string[] = [];

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  get requests(): number {
    return this.#requests;
  }

  async send(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Answered> {
    const idempotencyKey = outgoing.method === 'GET' ? undefined : newId();
    for (let repeat = 0; ; repeat += 1) {
      const attempt = (turn: number): Promise<HttpResponse> =>
        this.#attempt(outgoing, { turn, repeat, idempotencyKey, signal });
      const response = await this.#options.gate.run(attempt, signal);
      if (repeat === maxRepeats || !asksToSlowDown(response)) {
        const { method, url, isResource } = outgoing;
        return { method, url, isResource, response, secrets: this.#secrets };
      }
    }
  }

  async #attempt({ method, url, body, ifMatch, permit }: Outgoing, at: Attempt): Promise<HttpResponse> {
    const { transport, authorization, deadlineMs } = this.#options;
    this.#authorize(await authorization.headers());
    permit?.();
    this.#requests += 1;
    const request: { -readonly [K in keyof HttpRequest]: HttpRequest[K] } = {
      method,
      url,
      headers: withVersion(body === undefined ? this.#readHeaders : this.#writeHeaders, ifMatch),
      deadlineMs,
    };
    if (body !== undefined) request.body = body;
    if (at.idempotencyKey !== undefined) request.idempotencyKey = at.idempotencyKey;
    try {
      const response = await transport.send(request, at.signal);
      if (asksToSlowDown(response)) this.#slowDown(request, response, at);
      return response;
    } catch (error) {
      // A target that is too slow to answer is asked for too much as well.
      if (isTimeout(error)) this.#options.gate.slowDown(0, at.turn);
      throw error;
    }
  }

  #slowDown({ method, url }: HttpRequest, { status, headers }: HttpResponse, { turn, repeat }: Attempt): void {
    const { gate, clock, logger } = this.#options;
    const waitMs = retryAfterMs(headers, clock.now()) ?? firstPauseMs * 2 ** repeat;
    gate.slowDown(waitMs, turn);
    logger?.warn({ method, url, status, waitMs, limit: gate.stats.limit }, 'the application asks to slow down');
  }

  /** Builds the headers anew only when the authorization gives others. */
  #authorize(headers: Headers): void {
    if (headers === this.#authorization) return;
    this.#authorization = headers;
    // A coded answer would have to be undone here; SCIM documents are small.
    const always = { accept: 'application/scim+json, application/json', 'accept-encoding': 'identity' };
    this.#readHeaders = { ...always, 'user-agent': this.#options.userAgent, ...headers };
    this.#writeHeaders = { ...this.#readHeaders, 'content-type': 'application/scim+json; charset=utf-8' };
    this.#secrets = Object.values(headers).flatMap(secretsIn);
  }
}

const withVersion = (headers: Headers, ifMatch: string | undefined): Headers =>
  ifMatch === undefined ? headers : { ...headers, 'if-match': ifMatch };

const asksToSlowDown = ({ status }: HttpResponse): boolean => status === 429 || status === 503;

const isTimeout = (error: unknown): boolean =>
  error instanceof ProvisioningError && (error.code === 'TARGET_TIMEOUT' || error.code === 'AGENT_TIMEOUT');

/** The token behind its scheme. Very short words are no secrets, and masking them would make a body unreadable. */
const secretsIn = (value: string): readonly string[] =>
  value
    .split(' ')
    .slice(-1)
    .filter((word) => word.length >= 4);
