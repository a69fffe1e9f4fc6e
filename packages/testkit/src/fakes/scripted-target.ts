/**
 * A small HTTP server for tests that answers as it is told, and remembers what it was asked. It knows nothing of SCIM:
 * a test scripts each answer, good or broken, and everything goes over a real socket.
 */
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type RecordedRequest = {
  readonly method: string;
  /** Path and query as they came on the wire. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
};

/** Writes one answer, or breaks off. */
export type ScriptedAnswer = (response: ServerResponse, request: RecordedRequest) => void | Promise<void>;

export type ScriptedTargetOptions = { readonly tls?: { readonly key: string; readonly cert: string } };

/** What a target may do with a request. */
export const answers = {
  status:
    (status: number, headers: Readonly<Record<string, string | string[]>> = {}): ScriptedAnswer =>
    (response) =>
      void response.writeHead(status, headers).end(),

  json: (status: number, document: unknown, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer =>
    answers.body(status, 'application/scim+json', JSON.stringify(document), headers),

  html: (status: number, page: string): ScriptedAnswer => answers.body(status, 'text/html', page),

  body:
    (
      status: number,
      type: string,
      body: string | Uint8Array,
      headers: Readonly<Record<string, string>> = {},
    ): ScriptedAnswer =>
    (response) =>
      void response.writeHead(status, { 'content-type': type, ...headers }).end(body),

  /** Announces the whole body, sends the first half of it, and cuts the connection. */
  halfBody:
    (status: number, body: string): ScriptedAnswer =>
    (response) => {
      const bytes = Buffer.from(body);
      response.writeHead(status, { 'content-type': 'application/scim+json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
    },

  /** Cuts the connection without a word. */
  hangUp: (): ScriptedAnswer => (response) => void response.destroy(),

  /** Leaves the caller waiting. */
  nothing: (): ScriptedAnswer => () => undefined,

  /** Sends the head and the beginning of a body, and leaves the caller waiting for the rest. */
  stalledBody: (): ScriptedAnswer => (response) => void response.writeHead(200).write('{"Resources":['),

  /** Answers when `until` resolves. */
  held:
    (until: Promise<unknown>, answer: ScriptedAnswer): ScriptedAnswer =>
    async (response, request) => {
      await until;
      await answer(response, request);
    },

  /** 429, or 503, with Retry-After in seconds or as a date; without one when it is left out. */
  slowDown: (retryAfter?: string, status: 429 | 503 = 429): ScriptedAnswer =>
    answers.status(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }),

  redirect: (location: string, status = 302): ScriptedAnswer => answers.status(status, { location }),

  /** Says gzip and is not. */
  gzipGarbage: (): ScriptedAnswer =>
    answers.body(200, 'application/scim+json', 'this is not gzip', { 'content-encoding': 'gzip' }),

  /** A body of this many bytes, sent in chunks without its length being announced. */
  chunks:
    (totalBytes: number): ScriptedAnswer =>
    (response) => {
      const chunk = Buffer.alloc(64 * 1024, 'a');
      let left = totalBytes;
      const more = (): void => {
        while (left > 0 && !response.destroyed) {
          const part = chunk.subarray(0, Math.min(left, chunk.length));
          left -= part.length;
          if (!response.write(part)) return void response.once('drain', more);
        }
        response.end();
      };
      response.writeHead(200);
      more();
    },

  /** Bytes on the bare socket, which need not be HTTP. */
  raw:
    (bytes: string): ScriptedAnswer =>
    (response) =>
      void response.socket?.end(bytes),
};

/** Starts a target on a free port of 127.0.0.1. */
export async function startScriptedTarget(options: ScriptedTargetOptions = {}): Promise<ScriptedTarget> {
  const target = new ScriptedTarget(options);
  await target.listen();
  return target;
}

export class ScriptedTarget {
  /** Everything that was asked, oldest first. */
  readonly requests: RecordedRequest[] = [];
  readonly #queue: ScriptedAnswer[] = [];
  readonly #server: Server;
  readonly #scheme: string;
  #otherwise: ScriptedAnswer = answers.status(500);
  #connections = 0;
  #port = 0;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor({ tls }: ScriptedTargetOptions) {
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#answer(request, response);
    this.#server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
    this.#scheme = tls ? 'https' : 'http';
    const numbers = new WeakMap<object, number>();
    this.#numberOf = (socket) => numbers.get(socket) ?? 0;
    this.#server.on(tls ? 'secureConnection' : 'connection', (socket: object) =>
      numbers.set(socket, (this.#connections += 1)),
    );
  }

  readonly #numberOf: (socket: object) => number;

  /** `http://127.0.0.1:port`, without a slash at the end. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** Stays the same after it was closed. */
  get port(): number {
    return this.#port;
  }

  /** Connections that were accepted so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Answers for the next requests, one each. */
  answer(...next: readonly ScriptedAnswer[]): this {
    this.#queue.push(...next);
    return this;
  }

  /** The answer for every request that has no scripted one; 500 until told otherwise. */
  otherwise(answer: ScriptedAnswer): this {
    this.#otherwise = answer;
    return this;
  }

  /** Resolves when so many requests have come since the start. */
  received(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
    } catch {
      return; // The caller went away in the middle of its request: nothing to record.
    }
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
      connection: this.#numberOf(incoming.socket),
    };
    this.requests.push(request);
    const answer = this.#queue.shift() ?? this.#otherwise;
    this.#waiting = this.#waiting.filter(({ count, resolve }) => this.requests.length < count || void resolve());
    await answer(response, request);
  }
}
