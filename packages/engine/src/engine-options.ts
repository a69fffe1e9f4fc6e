/** What the engine is given: stores, sources, targets and time. One object for worker, cycle and provision on demand. */
import type { Clock, Logger } from '@drawbridge/base';
import type { Job, Quarantine } from './job/job.ts';
import type { TargetClient } from './pipeline/context.ts';
import type { CycleStore } from './ports/cycle-store.ts';
import type { JobStore } from './ports/job-store.ts';
import type { LinkStore } from './ports/link-store.ts';
import type { ScopeMode, Source, SourceOptions } from './ports/source.ts';
import type { QuarantineThresholds } from './cycle/quarantine.ts';

/** One application's target, opened for one cycle: a client with its road and credentials, and the job's settings. */
export type Target = {
  readonly client: TargetClient;
  readonly mode: ScopeMode;
  readonly skipOutOfScopeDeletions: boolean;
  /** Disables and deletes of one cycle beyond which they are staged; absent: no limit. */
  readonly deletionThreshold?: number | undefined;
  readonly notificationEmails?: readonly string[] | undefined;
  /** The target directory's name, as in the schema. */
  readonly targetName: string;
  readonly servicePrincipal: { readonly id: string; readonly appId: string; readonly displayName: string };
};

/** One request to a target and its answer, with everything secret taken out. */
export type TracedExchange = {
  readonly at: Date;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  /** Absent when there was no answer. */
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  /** Why there was no answer. */
  readonly failure?: string;
  readonly durationMs: number;
};
export type TraceListener = (exchange: TracedExchange) => void;

export type EngineOptions = {
  readonly jobs: JobStore;
  readonly links: LinkStore;
  readonly cycles: CycleStore;
  sourceFor(servicePrincipalId: string, options: SourceOptions): Source;
  /** Throws ProvisioningError, for example CREDENTIALS_MISSING. */
  openTarget(job: Job, signal: AbortSignal, trace?: TraceListener): Promise<Target>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Records in one page, which is one transaction. Default 500. */
  readonly pageSize?: number | undefined;
  /** Records under way at once; the client's gate decides how many of their requests are. Default 64. */
  readonly recordsInFlight?: number | undefined;
  readonly thresholds?: Partial<QuarantineThresholds> | undefined;
  /** How long records wait for a road that is down before the cycle is held. Default 20 s. */
  readonly roadPatienceMs?: number | undefined;
  /** Names this worker in leases. Default: random. */
  readonly owner?: string | undefined;
  /**
   * Whether this process can reach the job's target now. Where it cannot, another process gets a moment to take the job;
   * if none does, it is run here, and says what is missing. Absent: every job can be reached.
   */
  readonly hasRoad?: ((job: Job) => Promise<boolean>) | undefined;
  /** An initial cycle goes on later when it has run for so long and other jobs wait for their turn. Default 15 s. */
  readonly sliceMs?: number | undefined;
  /** Jobs worked on at once. Default 4. */
  readonly jobsInFlight?: number | undefined;
  readonly leaseMs?: number | undefined;
  /** The safety net below wakes and due times: a job made due by another process is found this late at worst. Default 2 s. */
  readonly pollMs?: number | undefined;
  /** Told when a job enters quarantine or its reason changes: for the audit log and for mail. */
  readonly onQuarantine?: ((job: Job, quarantine: Quarantine) => void) | undefined;
};

export const defaults = {
  pageSize: 500,
  recordsInFlight: 64,
  roadPatienceMs: 20_000,
  sliceMs: 15_000,
  jobsInFlight: 4,
  leaseMs: 15_000,
  pollMs: 2_000,
} as const;
