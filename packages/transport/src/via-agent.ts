/** The road through the firewall: hands requests to the hub of the tunnel, for the agents of one group. */
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

/** What this package asks of the tunnel's hub. */
export interface AgentRoad {
  /** Sends through a connected agent of the group; fails as `Transport.send` says. */
  send(
    groupId: string,
    request: HttpRequest,
    signal?: AbortSignal,
  ): Promise<HttpResponse & { readonly agentId: string }>;
}

export function createAgentTransport(hub: AgentRoad, groupId: string): Transport {
  return { send: (request, signal) => hub.send(groupId, request, signal) };
}
