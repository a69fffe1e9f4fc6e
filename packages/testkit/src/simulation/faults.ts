/**
 * What goes wrong on the road to the target, by chance: the transport of the simulated world. A request may never arrive, be
 * carried out with its answer lost, be answered by something else, arrive twice, or take its time.
 */
import { AgentError, TransportError } from '@drawbridge/base';
import type { HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';
import type { Random } from './random.ts';

/** How often each kind of fault happens: once in so many requests; 0 is never. */
export type FaultRates = {
  /** Connection refused, or the name is not found. */
  readonly down: number;
  /** Never arrived, and nobody said so. */
  readonly timeout: number;
  /** Carried out; the answer was lost. */
  readonly lost: number;
  /** Carried out; the answer came too late. */
  readonly late: number;
  /** Carried out; half of the answer's body. */
  readonly halfBody: number;
  /** Carried out twice, as a proxy that repeats requests does. */
  readonly twice: number;
  /** Not carried out: 409, 429 with Retry-After, 500, 503, 400. */
  readonly refused: number;
  /** Not carried out: a page of HTML with status 200 or 502. */
  readonly notScim: number;
  /** Not carried out: what deletes is answered by a page of HTML with status 200, as by a proxy that lets nothing be deleted. */
  readonly undeleted: number;
  /** Everything is slow. */
  readonly slow: number;
  /** Any moment of a process may be its last. */
  readonly crash: number;
};

export const noFaults: FaultRates = {
  down: 0,
  timeout: 0,
  lost: 0,
  late: 0,
  halfBody: 0,
  twice: 0,
  refused: 0,
  notScim: 0,
  undeleted: 0,
  slow: 0,
  crash: 0,
};

type Refusal = { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

const refusals: readonly Refusal[] = [
  { status: 409 },
  { status: 429, headers: { 'retry-after': '7' } },
  { status: 429 },
  { status: 500 },
  { status: 503, headers: { 'retry-after': '30' } },
  { status: 503 },
  { status: 400 },
];

export type RoadWorld = {
  readonly random: Random;
  readonly rates: () => FaultRates;
  /** Whether an agent is there to carry requests. */
  readonly isOnline: () => boolean;
  readonly turn: () => Promise<void>;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** The target itself. */
  readonly carryOut: (request: HttpRequest) => Promise<HttpResponse>;
  /** Whether the answer to what was just carried out is lost, whatever the rates. */
  readonly isAnswerLost: () => boolean;
  /** Something went wrong. */
  readonly onFault: () => void;
};

export class FaultyRoad implements Transport {
  readonly #world: RoadWorld;

  constructor(world: RoadWorld) {
    this.#world = world;
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    const { turn, sleep, isOnline } = this.#world;
    await turn();
    if (this.#happens('slow')) await sleep(200 + this.#world.random.below(4_000), signal);
    if (!isOnline()) {
      this.#world.onFault();
      throw new AgentError('AGENT_OFFLINE', 'No agent of the group is connected.');
    }
    return (await this.#instead(request, signal)) ?? this.#carriedOut(request, signal);
  }

  #happens(fault: keyof FaultRates): boolean {
    const happens = this.#world.random.onceIn(this.#world.rates()[fault]);
    if (happens) this.#world.onFault();
    return happens;
  }

  /** The answer of something on the way, or the target's to a request that it did not carry out. */
  async #instead(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse | undefined> {
    const { random, sleep } = this.#world;
    if (this.#happens('down')) throw new TransportError('TARGET_UNREACHABLE', 'Connection refused.');
    if (this.#happens('timeout')) {
      await sleep(request.deadlineMs, signal);
      throw new TransportError('TARGET_TIMEOUT', 'The target did not answer in time.');
    }
    if (this.#happens('refused')) return refusal(random.oneOf(refusals));
    if (request.method === 'DELETE' && this.#happens('undeleted')) return page(200);
    return this.#happens('notScim') ? page(random.oneOf([200, 502])) : undefined;
  }

  async #carriedOut(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const { turn, sleep, carryOut } = this.#world;
    const answer = await carryOut(request);
    if (this.#happens('twice')) {
      await turn();
      await carryOut(request);
    }
    const isLost = this.#world.isAnswerLost();
    if (isLost) this.#world.onFault();
    await turn();
    if (isLost || this.#happens('lost')) throw new TransportError('TARGET_CONNECTION_LOST', 'The answer was lost.');
    if (this.#happens('late')) {
      await sleep(request.deadlineMs, signal);
      throw new TransportError('TARGET_TIMEOUT', 'The target did not answer in time.');
    }
    return this.#happens('halfBody') ? { ...answer, body: answer.body.subarray(0, answer.body.length >> 1) } : answer;
  }
}

function refusal({ status, headers = {} }: Refusal): HttpResponse {
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    detail: 'By chance.',
  };
  return toResponse(status, JSON.stringify(body), { 'content-type': 'application/scim+json', ...headers });
}

const page = (status: number): HttpResponse =>
  toResponse(status, '<html><body>Please sign in</body></html>', { 'content-type': 'text/html' });

const toResponse = (status: number, text: string, headers: Readonly<Record<string, string>>): HttpResponse => ({
  status,
  headers,
  body: new TextEncoder().encode(text),
  durationMs: 1,
});
