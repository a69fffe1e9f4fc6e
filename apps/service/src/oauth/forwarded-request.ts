/**
 * A request as oidc-provider reads it: the caller's cookies, and otherwise only what we put there. The body was read
 * and checked before, so the request is made anew; nothing the caller claims about proxies reaches oidc-provider.
 */
import type { FastifyRequest } from 'fastify';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

const keptHeaders = ['cookie', 'accept', 'user-agent'] as const;

export type Forwarded = {
  readonly base: string;
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
};

export function forwardedRequest(request: FastifyRequest, { base, method, path, form }: Forwarded): IncomingMessage {
  // Not the caller's socket: a reader of this message that stops early closes what it stands on.
  const message = new IncomingMessage(new Socket());
  const { host, protocol } = new URL(base);
  const body = form === undefined ? undefined : Buffer.from(new URLSearchParams(form).toString());
  message.method = method;
  message.url = path;
  message.httpVersion = '1.1';
  message.headers = {
    host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-for': request.ip,
    'x-correlation-id': request.clientRequestId,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }),
  };
  for (const name of keptHeaders) {
    const value = request.headers[name];
    if (typeof value === 'string') message.headers[name] = value;
  }
  if (body !== undefined) message.push(body);
  message.push(null);
  return message;
}
