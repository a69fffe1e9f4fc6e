/**
 * Opens the way to an application: its settings, its road (agents or direct) and one SCIM client on it. Test connection,
 * provision on demand and every cycle go through here, so that they all test and use the same road.
 */
import { DirectoryError, TransportError, type Clock, type Logger } from '@drawbridge/base';
import { readJobSettings } from '@drawbridge/contract';
import {
  compileSchema,
  targetDirectoryName,
  type Job,
  type Target,
  type TracedExchange,
  type TraceListener,
} from '@drawbridge/engine';
import { bearerAuthorization, ScimClient, TargetGate } from '@drawbridge/scim-client';
import type { SqlAgentGroupStore, SqlSecretStore, StoredSecret } from '@drawbridge/storage';
import { chooseTransport, type Road, type Transport } from '@drawbridge/transport';
import type { Hub } from '@drawbridge/tunnel/hub';
import { needsAgent } from './application-templates.ts';
import { readProvisioningSettings, type ProvisioningSettings } from './provisioning-settings.ts';
import { sensitiveAttributes, TracedTransport, WireTraces } from './wire-trace.ts';

export type ServicePrincipalFacts = {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly applicationTemplateId?: string | undefined;
};

export type TargetsOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SqlSecretStore;
  readonly agentGroups: SqlAgentGroupStore;
  readonly hub: Pick<Hub, 'send' | 'isConnected'>;
  readonly direct: Transport;
  findServicePrincipal(id: string): Promise<ServicePrincipalFacts | undefined>;
};

type WrapRoad = (road: Transport) => Transport;

export class Targets {
  readonly #options: TargetsOptions;
  /** One per application, kept between cycles: what was learned about a target's pace is not forgotten. */
  readonly #gates = new Map<string, TargetGate>();

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  /** Throws CREDENTIALS_MISSING, AGENT_NOT_ASSIGNED, OBJECT_NOT_FOUND. */
  async open(job: Job, trace?: TraceListener): Promise<Target> {
    const secrets = await this.#options.secrets.list(job.servicePrincipalId);
    return this.openWith(job, secrets, this.#tracing(job, secrets, trace));
  }

  /** The last exchanges of jobs that are traced. */
  readonly traces = new WireTraces();

  /** Wraps the road of a job that is traced, by its settings or for one request. */
  #tracing(job: Job, secrets: readonly StoredSecret[], trace: TraceListener | undefined): WrapRoad | undefined {
    const { clock } = this.#options;
    const settings = readJobSettings(job.settings);
    const isTraced = settings.WireTraceUntil > clock.now();
    if (!isTraced) this.traces.forget(job.id);
    const listeners = [...(trace ? [trace] : []), ...(isTraced ? [this.traces.listener(job.id)] : [])];
    if (listeners.length === 0) return undefined;
    const options = {
      clock,
      listen: (exchange: TracedExchange) => listeners.forEach((listen) => listen(exchange)),
      secrets: secrets.filter(({ sealed }) => sealed).map(({ value }) => value),
      sensitive: sensitiveAttributes(compileSchema(job.schema, settings)),
    };
    return (road) => new TracedTransport(road, options);
  }

  /** Whether a request would leave this process: directly, or through an agent that is connected to it. */
  async hasRoad({ servicePrincipalId }: Pick<Job, 'servicePrincipalId'>): Promise<boolean> {
    const { agentGroups, hub } = this.#options;
    const groupId = await agentGroups.groupOfApplication(servicePrincipalId);
    return groupId === undefined || hub.isConnected(groupId);
  }

  /** The same with credentials that are not stored yet (Test connection before Save). */
  async openWith(
    job: Pick<Job, 'servicePrincipalId'>,
    secrets: readonly Pick<StoredSecret, 'key' | 'value'>[],
    wrapRoad: WrapRoad = (road) => road,
  ): Promise<Target> {
    const settings = readProvisioningSettings(secrets);
    const servicePrincipal = await this.#options.findServicePrincipal(job.servicePrincipalId);
    if (!servicePrincipal) {
      throw new DirectoryError(
        'OBJECT_NOT_FOUND',
        `The application of service principal ${job.servicePrincipalId} no longer exists.`,
      );
    }
    const client = await this.#client(servicePrincipal, settings, wrapRoad);
    return {
      client,
      mode: settings.mode,
      skipOutOfScopeDeletions: settings.skipOutOfScopeDeletions,
      ...(settings.deletionThreshold === undefined ? {} : { deletionThreshold: settings.deletionThreshold }),
      targetName: targetDirectoryName,
      servicePrincipal,
    };
  }

  async #client(
    servicePrincipal: ServicePrincipalFacts,
    settings: ProvisioningSettings,
    wrapRoad: WrapRoad,
  ): Promise<ScimClient> {
    return new ScimClient({
      baseUrl: settings.baseUrl,
      authorization: bearerAuthorization(settings.secretToken),
      transport: wrapRoad(chooseTransport(await this.#road(servicePrincipal), this.#options)),
      dialect: settings.dialect,
      gate: this.#gate(servicePrincipal.id),
      clock: this.#options.clock,
      logger: this.#options.logger,
    });
  }

  async #road(servicePrincipal: ServicePrincipalFacts): Promise<Road> {
    const groupId = await this.#options.agentGroups.groupOfApplication(servicePrincipal.id);
    if (groupId !== undefined) return { kind: 'agents', groupId };
    if (!needsAgent(servicePrincipal.applicationTemplateId)) return { kind: 'direct' };
    throw new TransportError(
      'AGENT_NOT_ASSIGNED',
      `No provisioning agent is assigned to '${servicePrincipal.displayName}'. Assign one under Provisioning, On-premises connectivity.`,
    );
  }

  #gate(servicePrincipalId: string): TargetGate {
    let gate = this.#gates.get(servicePrincipalId);
    if (!gate) this.#gates.set(servicePrincipalId, (gate = new TargetGate({ clock: this.#options.clock })));
    return gate;
  }
}
