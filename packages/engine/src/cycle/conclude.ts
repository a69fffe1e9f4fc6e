/** How a job stands after a cycle: its execution, its health, and when it is due again. */
import { ProvisioningError } from '@drawbridge/base';
import type { EngineOptions } from '../engine-options.ts';
import type { Execution, Job, JobStatus, Quarantine, QuarantineReason } from '../job/job.ts';
import type { Interruption, InterruptionKind } from './interruption.ts';
import type { CycleMeter } from './meter.ts';
import { enterQuarantine, judgeFailures, quarantineEndsAfterMs } from './quarantine.ts';

export type CycleConclusion = {
  readonly status: JobStatus;
  readonly dueAt: Date | undefined;
  /** The job was in quarantine for so long that it is to be disabled. */
  readonly isGivenUp: boolean;
};

type Ending = {
  readonly job: Job;
  readonly engine: EngineOptions;
  readonly meter: CycleMeter;
  readonly startedAt: Date;
  readonly interruption: Interruption | undefined;
};

export async function concludeCycle(ending: Ending): Promise<CycleConclusion> {
  const { job, engine, interruption } = ending;
  const now = engine.clock.now();
  if (interruption?.kind === 'stopped') return { status: stoppedStatus(ending), dueAt: now, isGivenUp: false };
  const ill = illness(ending);
  const quarantine = ill && enterQuarantine(job.status.quarantine, ill, now);
  if (quarantine && quarantine.reason !== job.status.quarantine?.reason) engine.onQuarantine?.(job, quarantine);
  return {
    status: finishedStatus(ending, quarantine, now),
    dueAt: quarantine ? new Date(quarantine.nextAttempt) : await nextDue(ending, now),
    isGivenUp: quarantine !== undefined && now.getTime() - Date.parse(quarantine.seriesBegan) > quarantineEndsAfterMs,
  };
}

const reasons: Record<InterruptionKind, QuarantineReason> = {
  held: 'EncounteredQuarantineException',
  quarantined: 'EncounteredQuarantineException',
  staged: 'TooManyDeletes',
  broken: 'Unknown',
  stopped: 'Unknown',
};

type Illness = { readonly reason: QuarantineReason; readonly error: ProvisioningError; readonly isHeld: boolean };

function illness({ interruption, meter, engine }: Ending): Illness | undefined {
  if (interruption) {
    const { kind, error } = interruption;
    return { reason: reasons[kind], error, isHeld: kind === 'held' || kind === 'broken' };
  }
  const { failed, created, updated, disabled, deleted, skipped } = meter.tally;
  const reason = judgeFailures(
    {
      events: failed + created + updated + disabled + deleted + skipped,
      failures: failed - meter.referenceFailures,
      referenceFailures: meter.referenceFailures,
    },
    engine.thresholds,
  );
  return reason && { reason, error: tooManyFailures(failed), isHeld: false };
}

const tooManyFailures = (failed: number): ProvisioningError =>
  new ProvisioningError(
    'TOO_MANY_FAILURES',
    `${failed} objects could not be provisioned in one cycle. Look at the failures in the provisioning log, mend their cause, then restart.`,
    { details: { failed } },
  );

function finishedStatus(ending: Ending, quarantine: Quarantine | undefined, now: Date): JobStatus {
  const { job, meter, interruption } = ending;
  const { quarantine: _before, progress: _progress, forceDeletes, ...kept } = job.status;
  const execution = executionOf(ending, quarantine, now);
  const hasExports = execution.countExported > 0;
  const at = now.toISOString();
  const isSteady = meter.kind === 'incremental' && !quarantine;
  return {
    ...kept,
    countSuccessiveCompleteFailures: quarantine ? kept.countSuccessiveCompleteFailures + 1 : 0,
    ...(quarantine ? { quarantine } : {}),
    // Allowed deletions stay allowed until a cycle came to its end.
    ...(forceDeletes && interruption ? { forceDeletes } : {}),
    lastExecution: execution,
    ...(quarantine ? {} : { lastSuccessfulExecution: execution }),
    ...(!quarantine && hasExports ? { lastSuccessfulExecutionWithExports: execution } : {}),
    ...(isSteady
      ? { steadyStateFirstAchievedTime: kept.steadyStateFirstAchievedTime ?? at, steadyStateLastAchievedTime: at }
      : {}),
    lastTally: meter.tally,
    ...(meter.kind === 'initial' && !quarantine ? { lastInitialCycle: { execution, tally: meter.tally } } : {}),
  };
}

/** Stopped between two records: nothing is concluded about the job's health. */
function stoppedStatus({ job, meter }: Ending): JobStatus {
  const { progress: _progress, ...kept } = job.status;
  return { ...kept, progress: meter.progress() };
}

function executionOf(
  { meter, startedAt, interruption }: Ending,
  quarantine: Quarantine | undefined,
  now: Date,
): Execution {
  const state = interruption ? 'Failed' : meter.tally.failed > 0 ? 'EntryLevelErrors' : 'Succeeded';
  return {
    ...meter.counts,
    activityIdentifier: meter.cycleId,
    state,
    timeBegan: startedAt.toISOString(),
    timeEnded: now.toISOString(),
    ...(quarantine ? { error: quarantine.error } : {}),
  };
}

/** After an initial cycle at once, for what changed meanwhile; else after the interval, or when an escrow is due. */
async function nextDue({ job, engine, meter }: Ending, now: Date): Promise<Date> {
  if (meter.kind === 'initial') return now;
  const byInterval = now.getTime() + job.schedule.intervalMs;
  const escrow = await engine.links.nextEscrowAt(job.id);
  return new Date(escrow ? Math.max(now.getTime(), Math.min(byInterval, escrow.getTime())) : byInterval);
}
