/** The door of the hub: reads the upgrade request, and answers a refusal in plain HTTP before any WebSocket exists. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AgentError, ApiError, type ProvisioningError } from '@drawbridge/base';
import { channelPath, tunnelProtocol, versionMismatch } from '../wire/index.ts';

/** Throws AgentError AGENT_PROTOCOL_ERROR when the request is no upgrade of ours in our version. */
export function checkUpgrade(request: IncomingMessage): void {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== channelPath)
    throw new AgentError('AGENT_PROTOCOL_ERROR', `There is no channel at this path; agents connect to ${channelPath}.`);
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!offered.includes(tunnelProtocol))
    throw new AgentError('AGENT_PROTOCOL_ERROR', versionMismatch(tunnelProtocol, offered));
}

/** What a stranger may read: our refusals as they are, anything else (a database that is away) without its words. */
export const publicError = (error: ProvisioningError): ProvisioningError =>
  error instanceof AgentError || error instanceof ApiError
    ? error
    : new AgentError('INTERNAL', 'The service met an error of its own; see its log.');

/** Answers with the error's status and `{"error":{"code","message"}}`, and closes. */
export function refuseUpgrade(socket: Duplex, error: ProvisioningError): void {
  const status = error.code === 'AGENT_PROTOCOL_ERROR' ? 426 : error.status;
  const body = JSON.stringify({ error: { code: error.code, message: error.message } });
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 426 ? ['Upgrade: websocket', `Sec-WebSocket-Protocol: ${tunnelProtocol}`] : []),
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  426: 'Upgrade Required',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
