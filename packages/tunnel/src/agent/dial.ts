/** One attempt to open the channel: socket, assertion, WebSocket handshake. A refusal comes back as the error the service named. */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { AbortedError, AgentError, type Clock } from '@drawbridge/base';
import { channelPath, maxMessageBytes, tunnelProtocol, versionMismatch } from '../wire/index.ts';
import { createAssertion, type AgentSoftware } from './assertion.ts';
import type { AgentIdentity } from './identity.ts';
import { readAnswer, refusal } from './service-request.ts';
import { unreachable } from './service-socket.ts';
import type { ServiceTrust } from './trust.ts';

const handshakeWithinMs = 10_000;

export type DialOptions = {
  readonly identity: AgentIdentity;
  readonly software: AgentSoftware;
  readonly clock: Clock;
  readonly proxy?: URL | undefined;
  readonly trust: ServiceTrust;
};

/** Rejects with AgentError (AGENT_REVOKED, AGENT_UNKNOWN, AGENT_PROTOCOL_ERROR, SERVICE_UNREACHABLE …) or AbortedError. */
export async function dial(
  { identity, software, clock, proxy, trust }: DialOptions,
  signal: AbortSignal,
): Promise<WebSocket> {
  const url = new URL(`${identity.serviceUrl}${channelPath}`);
  const isTls = url.protocol === 'https:';
  const socket = await trust.open({ url, proxy });
  if (signal.aborted) {
    socket.destroy();
    throw new AbortedError();
  }
  const assertion = createAssertion(identity, software, clock);
  const webSocket = new WebSocket(`${isTls ? 'wss' : 'ws'}://${url.host}${url.pathname}`, [tunnelProtocol], {
    createConnection: () => socket,
    headers: { Authorization: `Bearer ${assertion}` },
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handshakeTimeout: handshakeWithinMs,
    followRedirects: false,
  });
  const stop = (): void => webSocket.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await opened(webSocket, url);
    return webSocket;
  } catch (thrown) {
    socket.destroy();
    throw signal.aborted ? new AbortedError() : thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function opened(webSocket: WebSocket, url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    webSocket.once('open', () => {
      // The first frames may come with the handshake's answer: hold them until the link listens.
      webSocket.pause();
      resolve();
    });
    webSocket.on('error', (error) => reject(unreachable(url, error)));
    webSocket.once('upgrade', (response) => {
      const chosen = response.headers['sec-websocket-protocol'];
      if (chosen !== tunnelProtocol)
        reject(
          new AgentError('AGENT_PROTOCOL_ERROR', versionMismatch(tunnelProtocol, chosen === undefined ? [] : [chosen])),
        );
    });
    webSocket.once('unexpected-response', (_request, response: IncomingMessage) => {
      readAnswer(response).then(
        (text) => reject(refusal(url, response.statusCode ?? 0, text)),
        (error: Error) => reject(unreachable(url, error)),
      );
    });
  });
}
