/** The fork in the road. What an application's setting says is decided here once; Test Connection asks the same. */
import type { Transport } from './transport.ts';
import { createAgentTransport, type AgentRoad } from './via-agent.ts';

export type Road = { readonly kind: 'direct' } | { readonly kind: 'agents'; readonly groupId: string };

export type Roads = { readonly direct: Transport; readonly hub: AgentRoad };

export const chooseTransport = (road: Road, roads: Roads): Transport =>
  road.kind === 'direct' ? roads.direct : createAgentTransport(roads.hub, road.groupId);
