/** A socket to the service: TCP or TLS, straight or through an HTTP proxy (CONNECT). Channel, enrolment and renewal share it. */
import { request as httpRequest } from 'node:http';
import { connect as tcpConnect, isIP, type Socket } from 'node:net';
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { AgentError } from '@drawbridge/base';

const connectWithinMs = 10_000;

export type ServiceSocketOptions = {
  readonly url: URL;
  /** http://[user:password@]host:port */
  readonly proxy?: URL | undefined;
  /** Trust and checks for https; ignored for http. */
  readonly tls: Pick<ConnectionOptions, 'secureContext' | 'ca' | 'rejectUnauthorized'>;
};

/** Rejects with AgentError SERVICE_UNREACHABLE and a sentence. */
export async function openServiceSocket({ url, proxy, tls }: ServiceSocketOptions): Promise<Socket | TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const plain = proxy === undefined ? tcpConnect({ host, port }) : await throughProxy(proxy, host, port);
  plain.setNoDelay(true);
  if (url.protocol !== 'https:') return settled(plain, 'connect', url);
  if (plain.connecting) await settled(plain, 'connect', url);
  return settled(
    tlsConnect({ ...tls, socket: plain, host, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] }),
    'secureConnect',
    url,
  );
}

function settled<S extends Socket>(socket: S, event: string, url: URL): Promise<S> {
  if (event === 'connect' && !socket.connecting) return Promise.resolve(socket);
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(unreachable(url, error));
    };
    const late = (): void => fail(new Error(`no connection within ${connectWithinMs} ms`));
    socket.setTimeout(connectWithinMs, late);
    socket.once('error', fail);
    socket.once(event, () => {
      socket.setTimeout(0);
      socket.off('timeout', late);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

function throughProxy(proxy: URL, host: string, port: number): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization =
    proxy.username === '' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || 80,
      path: authority,
      headers: { Host: authority, ...authorization },
      timeout: connectWithinMs,
      agent: false,
    });
    const fail = (fact: string, cause?: unknown): void =>
      reject(
        new AgentError('SERVICE_UNREACHABLE', `The proxy ${proxy.host} does not lead to ${authority}: ${fact}.`, {
          cause,
        }),
      );
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      fail(`it answered ${response.statusCode}`);
    });
    request.once('response', (response) => {
      response.resume();
      fail(`it answered ${response.statusCode}`);
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${connectWithinMs} ms`)));
    request.once('error', (error) => fail(error.message, error));
    request.end();
  });
}

export function unreachable(url: URL, cause: Error): AgentError {
  return new AgentError(
    'SERVICE_UNREACHABLE',
    `${url.origin} cannot be reached: ${cause.message}. Check the address, the network and the proxy.`,
    { cause },
  );
}
