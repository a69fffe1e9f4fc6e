/** A job: the provisioning of one application, with its schedule, schema, position and health. */
import type { StoredJobSettings, SynchronizationSchema } from '@drawbridge/contract';
import type { CycleCursor } from '../cycle/cursor.ts';

export const scheduleStates = ['Active', 'Paused', 'Disabled'] as const;
export type ScheduleState = (typeof scheduleStates)[number];

export const quarantineReasons = [
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
  'EncounteredQuarantineException',
  'Unknown',
  'QuarantinedOnDemand',
  'TooManyDeletes',
  'IngestionInterrupted',
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

export type Quarantine = {
  readonly reason: QuarantineReason;
  readonly currentBegan: string;
  readonly seriesBegan: string;
  readonly seriesCount: number;
  readonly nextAttempt: string;
  readonly error: { readonly code: string; readonly message: string };
};

/** Counters of one cycle; names are Graph's (graph.synchronizationTaskExecution). */
export type ExecutionCounts = {
  readonly countImported: number;
  readonly countImportedDeltas: number;
  readonly countImportedReferenceDeltas: number;
  readonly countEntitled: number;
  readonly countEntitledForProvisioning: number;
  /** Objects written. */
  readonly countExported: number;
  /** Write operations sent. */
  readonly countExports: number;
  readonly countEscrowed: number;
  readonly countEscrowedRaw: number;
};

export type Execution = ExecutionCounts & {
  readonly activityIdentifier: string;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly error?: { readonly code: string; readonly message: string };
};

/** What one cycle did, by outcome; ours, beside Graph's counters. */
export type CycleTally = {
  readonly created: number;
  readonly updated: number;
  readonly disabled: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  /** Manager and member references written or removed. */
  readonly references: number;
  /** HTTP requests sent to the target. */
  readonly requests: number;
};

export type CycleProgress = {
  readonly cycleId: string;
  readonly kind: 'initial' | 'incremental';
  readonly phase: string;
  readonly done: number;
  /** An estimate while the cycle runs. */
  readonly total: number;
  readonly observedAt: string;
  /** Objects and references done in a second since the cycle began or went on; absent while too little is done to say. */
  readonly perSecond?: number;
  /** What is left at that rate. */
  readonly secondsLeft?: number;
  readonly tally: CycleTally;
};

/** Deletions that wait for a review do not keep a job from its work; every other quarantine does. */
export const isLaidUp = ({ quarantine }: Pick<JobStatus, 'quarantine'>): boolean =>
  quarantine !== undefined && quarantine.reason !== 'TooManyDeletes';

export type JobStatus = {
  readonly quarantine?: Quarantine;
  readonly countSuccessiveCompleteFailures: number;
  readonly escrowsPruned: boolean;
  readonly lastExecution?: Execution;
  readonly lastSuccessfulExecution?: Execution;
  readonly lastSuccessfulExecutionWithExports?: Execution;
  readonly steadyStateFirstAchievedTime?: string;
  readonly steadyStateLastAchievedTime?: string;
  readonly progress?: CycleProgress;
  /** How far an initial cycle was that was interrupted; it goes on from there. */
  readonly interrupted?: CycleProgress;
  /** The last time that the connection was tested with success. */
  readonly lastProbedAt?: string;
  /** The tally of the last finished cycle. */
  readonly lastTally?: CycleTally;
  /** The last initial cycle that came to its end: what the many incremental ones after it would hide. */
  readonly lastInitialCycle?: { readonly execution: Execution; readonly tally: CycleTally };
  /** True while held-back deletions may go through in the next cycle. */
  readonly forceDeletes?: boolean;
};

export type Job = {
  /** `{templateId}.{tenantId without dashes}.{guid}` */
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly templateId: string;
  readonly schedule: {
    readonly state: ScheduleState;
    /** Milliseconds between cycles that nothing else wakes. */ readonly intervalMs: number;
  };
  readonly schema: SynchronizationSchema;
  /** Grows with every change of the schema. */
  readonly schemaVersion: number;
  /** By name, as text; `readJobSettings` gives their meaning. */
  readonly settings?: StoredJobSettings;
  readonly cursor?: CycleCursor;
  readonly status: JobStatus;
  readonly createdAt: string;
};
