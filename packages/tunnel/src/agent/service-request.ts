/** One POST of JSON to the service, for enrolment and renewal; an answer that refuses becomes the error it names. */
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AgentError, catalog, type ErrorCode } from '@drawbridge/base';
import { unreachable } from './service-socket.ts';

const maxAnswerBytes = 256 * 1024;
const answerWithinMs = 15_000;

export type ServiceRequest = {
  readonly url: URL;
  /** Open already, to the host of the URL; closed afterwards. */
  readonly socket: Socket;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
};

/** The answer's JSON object. Rejects with AgentError: the code the service named, or SERVICE_UNREACHABLE. */
export async function postToService({
  url,
  headers,
  body,
  socket,
}: ServiceRequest): Promise<Readonly<Record<string, unknown>>> {
  try {
    const payload = JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        headers: {
          Host: url.host,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(payload),
          Connection: 'close',
          ...headers,
        },
        createConnection: () => socket,
        timeout: answerWithinMs,
      });
      sent.once('response', resolve);
      sent.once('timeout', () => sent.destroy(new Error(`no answer within ${answerWithinMs} ms`)));
      sent.once('error', (error) => reject(unreachable(url, error)));
      sent.end(payload);
    });
    const text = await readAnswer(response);
    if (response.statusCode === 200) return readObject(text, url);
    throw refusal(url, response.statusCode ?? 0, text);
  } finally {
    socket.destroy();
  }
}

/** The error that a refusing answer names; a stranger's answer (a proxy's page) becomes SERVICE_UNREACHABLE. */
export function refusal(url: URL, status: number, text: string): AgentError {
  const error = errorMember(text);
  if (error !== undefined) return new AgentError(error.code, error.message);
  return new AgentError(
    'SERVICE_UNREACHABLE',
    `${url.origin}${url.pathname} answered HTTP ${status}, and not as a Drawbridge service does: check the service URL and the proxy.`,
  );
}

export async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxAnswerBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readObject(text: string, url: URL): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Falls through: an answer that is no JSON is no answer of ours.
  }
  throw refusal(url, 200, '');
}

function errorMember(text: string): { readonly code: ErrorCode; readonly message: string } | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined;
    return Object.hasOwn(catalog, error.code)
      ? { code: error.code as ErrorCode, message: error.message.slice(0, 2000) }
      : undefined;
  } catch {
    return undefined;
  }
}
