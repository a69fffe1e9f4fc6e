/**
 * The direct road: the service itself connects to the target. One undici pool per origin with connections kept alive;
 * redirects are answers and are not followed; refused addresses are never connected to.
 */
import { TransportError, type Clock, type Logger } from '@drawbridge/base';
import { Agent, type Dispatcher } from 'undici';
import { exchange } from './exchange.ts';
import { guardedConnect, type Resolve } from './guarded-connect.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export type DirectTransportOptions = {
  readonly clock: Clock;
  /** Loopback and private networks. Default false: reach those through an agent. */
  readonly allowPrivateAddresses?: boolean;
  /** Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Default 16 MiB. */
  readonly maxAnswerBytes?: number;
  /** Default 64. */
  readonly maxConnectionsPerOrigin?: number;
  /** PEM of an authority to trust beside those that Node trusts. */
  readonly ca?: string;
  /** How names become addresses; default: the system's way. Whatever it answers is checked. */
  readonly resolve?: Resolve;
  readonly logger?: Logger;
};

/** `close` ends at once: a request still under way ends with AbortedError. */
export type DirectTransport = Transport & { close(): Promise<void>; [Symbol.asyncDispose](): Promise<void> };

/** The idempotency key of a request stays here: plain HTTP targets know none. */
export function createDirectTransport(options: DirectTransportOptions): DirectTransport {
  return new UndiciTransport(options);
}

class UndiciTransport implements DirectTransport {
  readonly #clock: Clock;
  readonly #maxAnswerBytes: number;
  readonly #logger: Logger | undefined;
  // An undici Agent is a pool per origin that drops the pools nobody uses any more.
  readonly #pools: Agent;

  constructor(options: DirectTransportOptions) {
    this.#clock = options.clock;
    this.#maxAnswerBytes = options.maxAnswerBytes ?? 16 * 1024 * 1024;
    this.#logger = options.logger;
    this.#pools = new Agent({
      connections: options.maxConnectionsPerOrigin ?? 64,
      allowH2: false,
      connect: guardedConnect({
        allowPrivateAddresses: options.allowPrivateAddresses ?? false,
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
      }),
    });
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    const limits = { clock: this.#clock, maxAnswerBytes: this.#maxAnswerBytes };
    const dispatcher: Dispatcher = this.#pools;
    try {
      return await exchange(dispatcher, request, { ...limits, target: targetOf(request), signal });
    } catch (error) {
      this.#logger?.debug({ method: request.method, url: request.url, err: error }, 'no answer on the direct road');
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pools.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function targetOf({ method, url }: HttpRequest): URL {
  const target = URL.parse(url);
  if (target?.protocol === 'https:' || target?.protocol === 'http:') return target;
  const message = `${method} ${url}: this is not an absolute http or https URL. Check the Tenant URL.`;
  throw new TransportError('TENANT_URL_INVALID', message, { details: { method, url } });
}
