/** How a job stands after a cycle: its execution, its health, and when it is due again. */
import { ProvisioningError } from '@drawbridge/base';
import { readJobSettings, type JobSettingName } from '@drawbridge/contract';
import type { EngineOptions } from '../engine-options.ts';
import {
  isLaidUp,
  type Execution,
  type Job,
  type JobStatus,
  type Quarantine,
  type QuarantineReason,
} from '../job/job.ts';
import type { Interruption, InterruptionKind } from './interruption.ts';
import type { CycleMeter } from './meter.ts';
import {
  enterQuarantine,
  evaluateFromFor,
  holdForReview,
  judgeFailures,
  type QuarantineThresholds,
} from './quarantine.ts';
import { dayMs } from './retry-queue.ts';

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
  const ill = await illness(ending);
  const quarantine = ill
    ? enterQuarantine(job.status.quarantine, ill, now)
    : await reviewOf(ending, await nextDue(ending, now));
  if (quarantine && quarantine.reason !== job.status.quarantine?.reason) engine.onQuarantine?.(job, quarantine);
  return {
    status: finishedStatus(ending, quarantine, now),
    dueAt: quarantine ? new Date(quarantine.nextAttempt) : await nextDue(ending, now),
    isGivenUp: quarantine !== undefined && isGivenUp(job, quarantine, now),
  };
}

/** A job is tried once a day for as long as it exists, unless its settings say when to give it up. */
function isGivenUp(job: Job, { reason, seriesBegan }: Quarantine, now: Date): boolean {
  const days = readJobSettings(job.settings).DisableAfterQuarantineDays;
  if (days === 0 || reason === 'TooManyDeletes') return false;
  return now.getTime() - Date.parse(seriesBegan) > days * dayMs;
}

/** Deletions wait for a person: the job says so, and works on by its schedule. */
async function reviewOf({ job, engine }: Ending, next: Date): Promise<Quarantine | undefined> {
  const pending = await engine.links.countStaged(job.id, 'pending');
  return pending === 0
    ? undefined
    : holdForReview(job.status.quarantine, { pending, now: engine.clock.now(), nextAttempt: next });
}

const reasons: Record<InterruptionKind, QuarantineReason> = {
  held: 'EncounteredQuarantineException',
  quarantined: 'EncounteredQuarantineException',
  broken: 'Unknown',
  stopped: 'Unknown',
};

type Illness = { readonly reason: QuarantineReason; readonly error: ProvisioningError; readonly isHeld: boolean };

async function illness({ interruption, meter, engine, job }: Ending): Promise<Illness | undefined> {
  if (interruption) {
    const { kind, error } = interruption;
    return { reason: reasons[kind], error, isHeld: kind === 'held' || kind === 'broken' };
  }
  const { failed, created, updated, disabled, deleted, skipped } = meter.tally;
  const failures = failed - meter.referenceFailures;
  const reason = judgeFailures(
    {
      events: failures + created + updated + disabled + deleted + skipped,
      failures,
      referenceFailures: meter.referenceFailures,
    },
    await thresholdsOf(job, engine),
  );
  return reason && { reason, error: tooManyFailures(failed), isHeld: false };
}

/** The job's own settings, then the engine's, then Microsoft Entra's. */
async function thresholdsOf(job: Job, engine: EngineOptions): Promise<Partial<QuarantineThresholds>> {
  const settings = readJobSettings(job.settings);
  const isSet = (name: JobSettingName): boolean => job.settings?.[name] !== undefined;
  const from = settings.QuarantineEvaluateFrom;
  return {
    ...engine.thresholds,
    ...(isSet('QuarantineEvaluateFrom')
      ? { evaluateFrom: from === 'Auto' ? evaluateFromFor(await engine.links.countManaged(job.id)) : from }
      : {}),
    ...(isSet('QuarantineProportionPercent') ? { proportion: settings.QuarantineProportionPercent / 100 } : {}),
    ...(isSet('QuarantineBaseCount') ? { base: settings.QuarantineBaseCount } : {}),
    ...(isSet('QuarantineTotalCount') ? { total: settings.QuarantineTotalCount } : {}),
  };
}

const tooManyFailures = (failed: number): ProvisioningError =>
  new ProvisioningError(
    'TOO_MANY_FAILURES',
    `${failed} objects could not be provisioned in one cycle. Look at the failures in the provisioning log, mend their cause, then restart.`,
    { details: { failed } },
  );

function finishedStatus(ending: Ending, quarantine: Quarantine | undefined, now: Date): JobStatus {
  const { job, meter, interruption } = ending;
  const { quarantine: _before, progress: _progress, interrupted: _interrupted, forceDeletes, ...kept } = job.status;
  const execution = executionOf(ending, quarantine, now);
  const hasExports = execution.countExported > 0;
  const at = now.toISOString();
  // A cycle that left deletions for review came to its end all the same.
  const isIll = isLaidUp(quarantine ? { quarantine } : {});
  const isSteady = meter.kind === 'incremental' && !quarantine;
  return {
    ...kept,
    ...(meter.probedAt ? { lastProbedAt: meter.probedAt.toISOString() } : {}),
    countSuccessiveCompleteFailures: isIll ? kept.countSuccessiveCompleteFailures + 1 : 0,
    ...(quarantine ? { quarantine } : {}),
    // Allowed deletions stay allowed until a cycle came to its end.
    ...(forceDeletes && interruption ? { forceDeletes } : {}),
    ...(interruption && meter.kind === 'initial' ? { interrupted: meter.progress() } : {}),
    lastExecution: execution,
    ...(isIll ? {} : { lastSuccessfulExecution: execution }),
    ...(!isIll && hasExports ? { lastSuccessfulExecutionWithExports: execution } : {}),
    ...(isSteady
      ? { steadyStateFirstAchievedTime: kept.steadyStateFirstAchievedTime ?? at, steadyStateLastAchievedTime: at }
      : {}),
    lastTally: meter.tally,
    ...(meter.kind === 'initial' && !isIll ? { lastInitialCycle: { execution, tally: meter.tally } } : {}),
  };
}

/** Stopped between two records: nothing is concluded about the job's health. */
function stoppedStatus({ job, meter }: Ending): JobStatus {
  const { progress: _progress, ...kept } = job.status;
  const { probedAt } = meter;
  return { ...kept, ...(probedAt ? { lastProbedAt: probedAt.toISOString() } : {}), progress: meter.progress() };
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
  const [escrow, deletion] = await Promise.all([
    engine.links.nextEscrowAt(job.id),
    engine.links.nextDeletionAt(job.id, now),
  ]);
  const soonest = Math.min(byInterval, escrow?.getTime() ?? byInterval, deletion?.getTime() ?? byInterval);
  return new Date(Math.max(now.getTime(), soonest));
}
