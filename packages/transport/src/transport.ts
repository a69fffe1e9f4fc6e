/**
 * The port behind which the road to a target is chosen: direct, or through an agent's tunnel.
 * Nobody above this line knows which; nobody below it knows SCIM.
 */

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type HttpRequest = {
  readonly method: HttpMethod;
  /** Absolute http or https URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The whole exchange must be over after this many milliseconds. */
  readonly deadlineMs: number;
  /** The same for every repetition of one request, so that the far side may recognise it. */
  readonly idempotencyKey?: string;
};

export type HttpResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly durationMs: number;
  /** The agent that carried it; absent on the direct road. */
  readonly agentId?: string;
};

export interface Transport {
  /**
   * Sends one request and reads the whole answer. Any status is an answer, not an error.
   * Throws TransportError when there was none: AGENT_NOT_ASSIGNED, AGENT_OFFLINE, AGENT_TIMEOUT, AGENT_POLICY_REFUSED,
   * TARGET_UNREACHABLE, TARGET_NAME_NOT_RESOLVED, TARGET_CERTIFICATE_INVALID, TARGET_CONNECTION_LOST, TARGET_TIMEOUT,
   * TARGET_ANSWER_TOO_LARGE, TARGET_ADDRESS_REFUSED; AbortedError when the signal fires.
   * After such an error a write may or may not have happened: the caller matches before it creates again.
   */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
}
