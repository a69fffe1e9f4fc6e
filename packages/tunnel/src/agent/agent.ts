/**
 * An agent's life: connect, serve until the connection ends, wait with jitter, connect again; until it is told to stop or
 * the service says that it must not come back.
 */
import type { WebSocket } from 'ws';
import {
  AbortedError,
  AgentError,
  toProvisioningError,
  type Clock,
  type ErrorCode,
  type Logger,
  type ProvisioningError,
} from '@drawbridge/base';
import { defaultHeartbeatMs } from '../link/heartbeat.ts';
import { defaultMaxBodyBytes } from '../wire/index.ts';
import type { AgentSoftware } from './assertion.ts';
import type { AuditEntry } from './audit-log.ts';
import { Backoff } from './backoff.ts';
import { dial } from './dial.ts';
import type { TargetAccess } from './execute.ts';
import type { AgentIdentity } from './identity.ts';
import { Policy } from './policy/policy.ts';
import { SecretHeaders, type Environment } from './policy/secret-ref.ts';
import { keepCertificateFresh } from './renewal.ts';
import { AgentSession } from './session.ts';
import { TargetPools } from './target-pools.ts';
import { ServiceTrust } from './trust.ts';

export type AgentOptions = {
  readonly identity: AgentIdentity;
  /** Stores a renewed identity. */
  readonly storeIdentity: (identity: AgentIdentity) => Promise<void>;
  readonly software: AgentSoftware;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy?: Policy;
  /** Where `secretRef: env:NAME` looks. */
  readonly environment?: Environment;
  readonly proxy?: URL | undefined;
  /** Default 15,000. */
  readonly heartbeatMs?: number;
  /** Default 16 MiB. */
  readonly maxBodyBytes?: number;
  readonly audit?: (entry: AuditEntry) => void;
};

/** What in flight at a stop may still take. */
const leaveWithinMs = 1000;
/** After these the service will not let this identity in again, however often it asks. */
const finalCodes: readonly ErrorCode[] = ['AGENT_REVOKED', 'AGENT_UNKNOWN', 'AGENT_CERTIFICATE_EXPIRED'];

export class Agent {
  readonly #options: AgentOptions;
  readonly #access: TargetAccess;
  readonly #backoff = new Backoff();
  #identity: AgentIdentity;
  readonly #trust: ServiceTrust;
  #wasConnected = false;

  constructor(options: AgentOptions) {
    const { clock, policy = new Policy(), environment = {}, maxBodyBytes = defaultMaxBodyBytes } = options;
    this.#options = options;
    this.#identity = options.identity;
    this.#trust = new ServiceTrust(options.identity.caPem);
    const pools = new TargetPools(policy.statements.allowLinkLocal);
    this.#access = { policy, secrets: new SecretHeaders(environment, clock), pools, clock, maxBodyBytes };
  }

  /**
   * Runs until the signal fires (then resolves), or rejects with AgentError AGENT_REVOKED, AGENT_UNKNOWN or
   * AGENT_CERTIFICATE_EXPIRED. Everything else is waited out.
   */
  async run(signal: AbortSignal): Promise<void> {
    const renewing = new AbortController();
    const renewal = keepCertificateFresh(
      {
        ...this.#options,
        trust: this.#trust,
        identity: () => this.#identity,
        replaceIdentity: async (identity) => {
          await this.#options.storeIdentity(identity);
          this.#identity = identity;
        },
      },
      AbortSignal.any([signal, renewing.signal]),
    );
    try {
      while (!signal.aborted) await this.#connectOnce(signal);
    } catch (thrown) {
      if (!(thrown instanceof AbortedError)) throw thrown;
    } finally {
      renewing.abort();
      await renewal;
      await this.#access.pools.close();
    }
  }

  /** Dial, serve, and wait before the next time. */
  async #connectOnce(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const error = await dial({ ...this.#options, identity: this.#identity, trust: this.#trust }, signal).then(
      (socket) => this.#serve(socket, signal),
      (thrown: unknown) => toProvisioningError(thrown),
    );
    if (signal.aborted) return;
    if (error !== undefined && finalCodes.includes(error.code)) throw error;
    const waitMs = Math.round(this.#backoff.nextMs());
    logger.warn({ code: error?.code, reason: error?.message, waitMs }, 'not connected');
    await clock.sleep(waitMs, signal);
  }

  /** Serves one connection to its end; returns why it ended. */
  async #serve(socket: WebSocket, signal: AbortSignal): Promise<ProvisioningError | undefined> {
    const { clock, logger, heartbeatMs = defaultHeartbeatMs, audit = () => {} } = this.#options;
    const connectedMs = clock.monotonicMs();
    const session = new AgentSession({ socket, clock, heartbeatMs, access: this.#access, audit });
    const { agentId, serviceUrl } = this.#identity;
    logger.info({ agentId, service: serviceUrl }, this.#wasConnected ? 'connected again' : 'ready');
    this.#wasConnected = true;
    const leave = (): void => void session.leave(leaveWithinMs);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const { goodbye, error } = await session.ended;
    signal.removeEventListener('abort', leave);
    this.#backoff.connectionEnded(clock.monotonicMs() - connectedMs);
    if (goodbye?.reason === 'revoked') {
      return new AgentError(
        'AGENT_REVOKED',
        `The service ended the connection of agent ${agentId}: ${goodbye.message} Enrol it again if it should come back.`,
      );
    }
    if (goodbye?.reason === 'replaced') {
      logger.warn(
        { agentId },
        'another connection of the same agent has taken over: check that its state directory is used once',
      );
    }
    return error ?? (goodbye && new AgentError('SERVICE_UNREACHABLE', goodbye.message));
  }
}
