/**
 * The frames of the tunnel, as values. A WebSocket message holds one or more of them, back to back. Stream 0 is the
 * connection itself; the hub counts every other stream up from 1 and never uses a number twice on one connection.
 */
import type { ErrorCode } from '@drawbridge/base';

export type Headers = Readonly<Record<string, string>>;

export type RequestHead = {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  readonly headers: Headers;
  /** Milliseconds the caller still waits, counted from arrival; the clocks of both hosts need not agree. */
  readonly deadlineMs: number;
  /** The same for every repetition of one request. */
  readonly idempotencyKey?: string;
};

export type ResponseHead = { readonly status: number; readonly headers: Headers };

/** Why one request failed on the far side. */
export type StreamError = { readonly code: ErrorCode; readonly message: string };

/** What an agent tells about its policy; the service shows it and cannot change it. */
export type PolicySummary = {
  /** `default` when the agent runs without a policy file. */
  readonly source: 'file' | 'default';
  /** Base URLs; empty means every http and https address. */
  readonly allow: readonly string[];
  readonly methods: readonly string[];
  readonly deny: readonly string[];
  readonly readOnly: boolean;
  /** Whether the agent adds headers from its own secrets. */
  readonly injectsHeaders: boolean;
};

/** Why a side leaves. `drain`: finishes what it holds and takes nothing new. The others: will not come back like this. */
export const goodbyeReasons = ['drain', 'revoked', 'replaced', 'protocol'] as const;
export type GoodbyeReason = (typeof goodbyeReasons)[number];
export type Goodbye = { readonly reason: GoodbyeReason; readonly message: string };

export type Frame =
  | { readonly type: 'request'; readonly stream: number; readonly head: RequestHead }
  | { readonly type: 'response'; readonly stream: number; readonly head: ResponseHead }
  | { readonly type: 'body'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly stream: number }
  | { readonly type: 'cancel'; readonly stream: number }
  | { readonly type: 'window'; readonly stream: number; readonly credit: number }
  | { readonly type: 'error'; readonly stream: number; readonly error: StreamError }
  | { readonly type: 'ping'; readonly stream: 0 }
  | { readonly type: 'pong'; readonly stream: 0 }
  | { readonly type: 'policy'; readonly stream: 0; readonly policy: PolicySummary }
  | { readonly type: 'goodbye'; readonly stream: 0; readonly goodbye: Goodbye };

export type FrameType = Frame['type'];

/** The byte on the wire for each type. Never reused. */
export const frameCodes = {
  request: 1,
  response: 2,
  body: 3,
  end: 4,
  cancel: 5,
  window: 6,
  error: 7,
  ping: 8,
  pong: 9,
  policy: 10,
  goodbye: 11,
} as const satisfies Record<FrameType, number>;
