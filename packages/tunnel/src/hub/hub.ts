/**
 * The service's end of the tunnel: lets agents in, knows which are connected, and sends requests through them.
 *
 *     send ─▶ group members ─▶ dispatcher ─▶ session of one agent ═▶ (the agent) ─▶ target
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  AbortedError,
  AgentError,
  TransportError,
  toProvisioningError,
  type Clock,
  type ErrorCode,
  type Logger,
} from '@drawbridge/base';
import { defaultHeartbeatMs } from '../link/heartbeat.ts';
import { defaultMaxBodyBytes, maxMessageBytes, tunnelProtocol, type PolicySummary } from '../wire/index.ts';
import { AssertionVerifier, type VerifiedAgent } from './assertion.ts';
import { Call, type TunnelRequest, type TunnelResponse } from './call.ts';
import { checkRequest } from './check-request.ts';
import { Dispatcher } from './dispatch.ts';
import { GroupMembers } from './group-members.ts';
import type { AgentRegistry } from './ports/agent-registry.ts';
import { AgentSession } from './session.ts';
import { checkUpgrade, publicError, refuseUpgrade } from './upgrade.ts';

export type HubOptions = {
  readonly registry: AgentRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The tenant id that assertions must be made for. */
  readonly audience: string;
  /** Default 15,000. A dead connection is noticed within two of these. */
  readonly heartbeatMs?: number;
  /** Default 256. */
  readonly maxInFlightPerAgent?: number;
  /** Calls that may wait for a free agent, over all groups. Default 10,000. */
  readonly maxQueued?: number;
  /** Default 16 MiB, for requests and for answers. */
  readonly maxBodyBytes?: number;
  /** The address an agent comes from; default: the socket's. Give one that reads the header of a trusted proxy. */
  readonly externalIpOf?: (request: IncomingMessage) => string;
};

export type AgentStatus = {
  readonly agentId: string;
  readonly machineName: string;
  readonly version: string;
  readonly os: string;
  readonly externalIp: string;
  readonly since: Date;
  readonly inFlight: number;
  /** Undefined until the agent has told it, a moment after it connected. */
  readonly policy: PolicySummary | undefined;
};

export type ConnectionChange = { readonly agentId: string; readonly connected: boolean };

export const createHub = (options: HubOptions): Hub => new Hub(options);

export class Hub {
  readonly #options: HubOptions;
  readonly #maxBodyBytes: number;
  readonly #verifier: AssertionVerifier;
  readonly #groups: GroupMembers;
  readonly #sessions = new Map<string, AgentSession>();
  readonly #dispatcher: Dispatcher;
  readonly #server: WebSocketServer;
  readonly #listeners = new Set<(change: ConnectionChange) => void>();
  /** One per session, until it is closed and that is noted. */
  readonly #leaving = new Set<Promise<void>>();
  #closing = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
    this.#verifier = new AssertionVerifier(options);
    this.#groups = new GroupMembers(options.registry, options.clock);
    this.#dispatcher = new Dispatcher(this.#sessions, {
      maxInFlightPerAgent: options.maxInFlightPerAgent ?? 256,
      maxQueued: options.maxQueued ?? 10_000,
    });
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      handleProtocols: () => tunnelProtocol,
    });
  }

  /**
   * For the HTTP server's `upgrade` event. The assertion is verified before the upgrade is accepted; a refusal is an
   * HTTP status with `{"error":{"code","message"}}`. Never rejects.
   */
  async handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onError = (): void => void socket.destroy();
    socket.on('error', onError);
    try {
      checkUpgrade(request);
      this.#refuseWhileClosing();
      const verified = await this.#verifier.verify(request.headers.authorization);
      this.#refuseWhileClosing();
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', onError);
        this.#welcome(webSocket, verified, this.#externalIp(request));
      });
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      this.#options.logger.warn(
        { code: error.code, externalIp: this.#externalIp(request), reason: error.message },
        'agent refused',
      );
      refuseUpgrade(socket, publicError(error));
    }
  }

  /**
   * Sends a request through the least busy connected agent of the group. Rejects with TransportError: AGENT_NOT_ASSIGNED,
   * AGENT_OFFLINE, AGENT_TIMEOUT, AGENT_BUSY, AGENT_POLICY_REFUSED, REQUEST_INVALID, REQUEST_TOO_LARGE or a TARGET_…
   * code; with AbortedError when the signal fires.
   */
  async send(groupId: string, request: TunnelRequest, signal?: AbortSignal): Promise<TunnelResponse> {
    checkRequest(request, this.#maxBodyBytes);
    const members = this.#groups.peek(groupId) ?? (await this.#groups.load(groupId));
    if (signal?.aborted) throw new AbortedError();
    if (this.#closing) throw new TransportError('AGENT_OFFLINE', 'This service is stopping: the request was not sent.');
    return new Promise((resolve, reject) => {
      const call = new Call(request, this.#options.clock, { resolve, reject }, signal);
      this.#dispatcher.place(groupId, members, call);
    });
  }

  /** Whether any agent of the group is connected and takes requests. */
  async isConnected(groupId: string): Promise<boolean> {
    return this.#dispatcher.isConnected(await this.#groups.get(groupId));
  }

  /** The agents that are connected to this process now. */
  agentStatus(): readonly AgentStatus[] {
    return [...this.#sessions.values()].map((session) => ({
      agentId: session.agent.id,
      machineName: session.agent.machineName,
      version: session.agent.version,
      os: session.agent.os,
      externalIp: session.agent.externalIp,
      since: session.since,
      inFlight: session.inFlight,
      policy: session.policy,
    }));
  }

  /** Tells of every agent that comes or goes. Returns how to stop listening. */
  onConnectionChange(listener: (change: ConnectionChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Assignments changed: the next request reads them afresh. */
  groupsChanged(): void {
    this.#groups.clear();
  }

  /** Cuts an agent at once; its calls in flight fail. With AGENT_REVOKED the agent's process ends, else it comes back. */
  disconnect(agentId: string, code: ErrorCode = 'AGENT_REVOKED'): void {
    const revoked = code === 'AGENT_REVOKED' || code === 'AGENT_UNKNOWN';
    const message = revoked ? 'This agent has been revoked.' : 'The service closed the connection of this agent.';
    this.#sessions.get(agentId)?.end({ reason: revoked ? 'revoked' : 'drain', message });
  }

  /**
   * Takes nothing new, waits for what is in flight (at most `graceMs`, default 10,000), then says goodbye and closes.
   * Afterwards the registry is not asked any more.
   */
  async close(graceMs = 10_000): Promise<void> {
    this.#closing = true;
    const sessions = [...this.#sessions.values()];
    const late = new Promise<void>((resolve) => this.#options.clock.after(graceMs, resolve));
    const drained = Promise.all(sessions.map((session) => session.drain('The service is stopping.')));
    if (sessions.some((session) => session.inFlight > 0)) await Promise.race([drained, late]);
    for (const session of sessions) session.close();
    this.#server.close();
    await Promise.all(this.#leaving);
  }

  #refuseWhileClosing(): void {
    if (this.#closing) throw new AgentError('SERVICE_STOPPING', 'This service is stopping: connect again in a moment.');
  }

  #externalIp(request: IncomingMessage): string {
    return this.#options.externalIpOf?.(request) ?? request.socket.remoteAddress ?? '';
  }

  #welcome(socket: WebSocket, { agent, version, os }: VerifiedAgent, externalIp: string): void {
    const { clock, logger, heartbeatMs = defaultHeartbeatMs } = this.#options;
    // The newest connection is the living one: an older one of the same agent is most likely half-open.
    this.#sessions.get(agent.id)?.end({ reason: 'replaced', message: 'The agent has connected again.' });
    const left = Promise.withResolvers<void>();
    const leaving = left.promise.finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    const session: AgentSession = new AgentSession({
      socket,
      agent: { id: agent.id, machineName: agent.machineName, version, os, externalIp },
      clock,
      logger,
      heartbeatMs,
      maxBodyBytes: this.#maxBodyBytes,
      onRoom: () => this.#dispatcher.advance(),
      onClosed: () => {
        left.resolve(Promise.all([arrived, this.#recordContact(session)]).then(() => undefined));
        if (this.#sessions.get(agent.id) !== session) return;
        this.#sessions.delete(agent.id);
        this.#dispatcher.failStranded();
        this.#tell({ agentId: agent.id, connected: false });
      },
    });
    this.#sessions.set(agent.id, session);
    const arrived = this.#recordContact(session);
    logger.info({ agentId: agent.id, machineName: agent.machineName, version, os, externalIp }, 'agent connected');
    this.#dispatcher.advance();
    this.#tell({ agentId: agent.id, connected: true });
  }

  /** Never rejects. */
  #recordContact({ agent }: AgentSession): Promise<void> {
    const { registry, clock, logger } = this.#options;
    const contact = { at: clock.now(), externalIp: agent.externalIp, version: agent.version, os: agent.os };
    return registry.recordContact(agent.id, contact).catch((error: unknown) => {
      logger.warn({ agentId: agent.id, err: error }, 'the contact of an agent could not be noted');
    });
  }

  #tell(change: ConnectionChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
