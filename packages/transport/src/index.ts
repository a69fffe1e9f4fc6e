/** Which road a request takes to the target: the port, the direct road, the road through an agent, and the choice. */
export { chooseTransport } from './choose.ts';
export type { Road, Roads } from './choose.ts';
export { createDirectTransport } from './direct.ts';
export type { DirectTransport, DirectTransportOptions } from './direct.ts';
export type { Resolve } from './guarded-connect.ts';
export type { HttpMethod, HttpRequest, HttpResponse, Transport } from './transport.ts';
export { createAgentTransport } from './via-agent.ts';
export type { AgentRoad } from './via-agent.ts';
