/** The one error of the wire: bytes that do not follow tunnel-protocol.md. It ends the connection, not only a request. */
import { AgentError } from '@drawbridge/base';

export const protocolError = (fact: string): AgentError =>
  new AgentError('AGENT_PROTOCOL_ERROR', `${fact} The connection is closed; see docs/reference/tunnel-protocol.md.`);
