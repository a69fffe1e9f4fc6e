/**
 * Stands before a target, counts what is asked of it, and withholds its answers when told: the target has done then what
 * nobody knows of.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

export type Gate = {
  readonly url: string;
  /** From the answer to so many creates on, none is passed on. */
  holdAfter(creates: number): void;
  readonly isHolding: boolean;
  /** Passes everything on from now on. What was withheld goes to whoever still listens. */
  open(): void;
  /** Writes that were sent more than once, word for word. */
  repeated(): readonly string[];
  close(): Promise<void>;
};

export async function startGate(targetUrl: string): Promise<Gate> {
  const pool = new Pool(targetUrl, { connections: 64 });
  const seen = new Map<string, number>();
  let creates = 0;
  let limit = Infinity;
  let opened = Promise.withResolvers<void>();
  let isHolding = false;
  const pass = async (method: string, path: string, headers: Record<string, string>, body: string) => {
    if (method !== 'GET') seen.set(`${method} ${path} ${body}`, (seen.get(`${method} ${path} ${body}`) ?? 0) + 1);
    if (method === 'POST') creates++;
    const answer = await pool.request({ method: method as 'GET', path, headers, body: body === '' ? null : body });
    const text = await answer.body.text();
    if (creates > limit) {
      isHolding = true;
      await opened.promise;
    }
    return { status: answer.statusCode, text };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { authorization = '', 'content-type': type } = request.headers;
      const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) };
      pass(request.method ?? 'GET', request.url ?? '/', headers, body).then(
        ({ status, text }) => void reply(response, status, text),
        () => void response.destroy(),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdAfter: (count) => {
      limit = count;
    },
    get isHolding() {
      return isHolding;
    },
    open: () => {
      limit = Infinity;
      opened.resolve();
      opened = Promise.withResolvers();
      isHolding = false;
    },
    repeated: () => [...seen].filter(([, count]) => count > 1).map(([request]) => request),
    close: async () => {
      opened.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.destroy();
    },
  };
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/scim+json' }).end(text);
}
