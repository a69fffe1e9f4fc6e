/**
 * One cycle of one job: compile, open, probe, run, and say how the job stands afterwards. Nothing is thrown: whatever
 * happens ends in a status, because the job must be given back.
 */
import { newId, ProvisioningError, toProvisioningError } from '@drawbridge/base';
import { readJobSettings, type JobSettings, type SynchronizationSchema } from '@drawbridge/contract';
import { defaults, type EngineOptions, type Target } from '../engine-options.ts';
import { isLaidUp, type Job } from '../job/job.ts';
import { compileSchema } from '../mapping/compile-schema.ts';
import type { CompiledRule } from '../mapping/compiled-rule.ts';
import { MatchTurns } from '../pipeline/match-turns.ts';
import type { TargetClient } from '../pipeline/context.ts';
import type { Lease } from '../ports/job-store.ts';
import { initialPhases, type CycleCursor, type InitialCursor } from './cursor.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { Cycle } from './cycle.ts';
import { concludeCycle, type CycleConclusion } from './conclude.ts';
import { openGuard } from './deletion-guard.ts';
import { runIncremental } from './incremental.ts';
import { runInitial } from './initial.ts';
import { toInterruption, type Interruption } from './interruption.ts';
import { CycleMeter } from './meter.ts';
import { resolveIntents } from './resolve-intents.ts';
import { Road } from './road.ts';
import { settleWaiting } from './waiting.ts';
import { sourceOptionsOf } from './source-options.ts';
import { TargetIndexes } from './target-index.ts';

export type CycleRun = {
  readonly job: Job;
  readonly lease: Lease;
  readonly engine: EngineOptions;
  /** Stops between two records. */
  readonly signal: AbortSignal;
  /** Ends requests that are under way; fires after `signal`, when patience is over. */
  readonly requestSignal?: AbortSignal | undefined;
  /** Throws AbortedError when the lease is lost; asked before every write. */
  readonly assertLease?: () => void;
  /** Read by whoever shows progress. */
  readonly meter?: CycleMeter;
};

export async function runCycle(run: CycleRun): Promise<CycleConclusion> {
  const { job, engine } = run;
  const meter = run.meter ?? new CycleMeter(engine.clock);
  const startedAt = engine.clock.now();
  meter.kind = job.cursor?.kind ?? 'initial';
  meter.cycleId = job.cursor?.kind === 'initial' ? job.cursor.cycleId : newId();
  const before = job.status.progress ?? job.status.interrupted;
  if (job.cursor?.kind === 'initial' && before?.cycleId === meter.cycleId) meter.resume(before);
  let interruption: Interruption | undefined;
  try {
    await work(run, meter);
  } catch (thrown) {
    interruption = toInterruption(thrown);
    report(run, interruption);
  }
  return concludeCycle({ job, engine, meter, startedAt, interruption });
}

async function work(run: CycleRun, meter: CycleMeter): Promise<void> {
  const { job, lease, engine, signal, requestSignal, assertLease = () => undefined } = run;
  const settings = readJobSettings(job.settings);
  const rule = compileSchema(job.schema, settings);
  const opened = await engine.openTarget(job, signal);
  const capabilities = capabilitiesOf(job.id, opened.client, engine.clock, requestSignal);
  const bulk = settings.Bulk ? (await capabilities()).bulk : undefined;
  // Whatever a write waits for, the lease may be lost meanwhile.
  const permitted = opened.client.permitted(assertLease);
  const target = { ...opened, client: bulk ? permitted.bulking(bulk) : permitted };
  const sentBefore = target.client.requests;
  meter.requestsSent = () => target.client.requests - sentBefore;
  const road = new Road(engine.clock, engine.roadPatienceMs ?? defaults.roadPatienceMs, signal);
  const probeFirst = once(async () => {
    await probeOnRoad(job, road, () => probe(target.client, rule, requestSignal));
    meter.probedAt = engine.clock.now();
  });
  if (isProbeDue(job, engine.clock.now())) await probeFirst();
  const cycle: Cycle = {
    engine: bulk ? { ...engine, recordsInFlight: recordsInBulk(engine, bulk.maxOperations) } : engine,
    job,
    lease,
    cycleId: meter.cycleId,
    source: engine.sourceFor(job.servicePrincipalId, sourceOptionsOf(settings)),
    target,
    rule,
    settings,
    turns: turnsOf(engine, job.id),
    noted: new Map(),
    indexes: new TargetIndexes(),
    road,
    guard: await openGuard({ engine, job, settings, target }),
    meter,
    capabilities,
    probe: probeFirst,
    preview: false,
    assertLease,
    signal,
    requestSignal,
  };
  await resolveIntents(cycle);
  await settleWaiting(cycle);
  const isFollowing = job.cursor?.kind === 'incremental' && !isComparisonDue(job, settings, engine.clock.now());
  if (isFollowing && (await followFeed(cycle, job.cursor))) return;
  const cursor = job.cursor?.kind === 'initial' ? job.cursor : await begin(cycle, lease);
  meter.kind = 'initial';
  await runInitial(cycle, cursor);
}

/**
 * A steady job that is woken often, and mostly for nothing of its own, tests the connection when it has something to do there,
 * or when it has not done so for an interval.
 */
function isProbeDue({ cursor, status, schedule }: Job, now: Date): boolean {
  if (cursor?.kind !== 'incremental' || status.quarantine || !status.lastProbedAt) return true;
  return now.getTime() - Date.parse(status.lastProbedAt) >= schedule.intervalMs;
}

/** The feed tells what changed here. What others changed in the application is found by looking at everybody again. */
function isComparisonDue({ status }: Job, { CompareEveryHours: hours }: JobSettings, now: Date): boolean {
  const last = status.lastInitialCycle?.execution.timeEnded;
  return hours > 0 && last !== undefined && now.getTime() - Date.parse(last) >= hours * 3_600_000;
}

/** As many records under way as a batch may hold, so that batches fill. */
const recordsInBulk = (engine: EngineOptions, maxOperations: number): number =>
  Math.max(engine.recordsInFlight ?? defaults.recordsInFlight, Math.min(maxOperations, pageOfBulk));
const pageOfBulk = 200;

function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= work());
}

/**
 * A healthy job gives a road that is down a moment before it calls that an illness: after a restart of the service its
 * agents are a second behind. One that is in quarantine already is quick to say so again.
 */
async function probeOnRoad(job: Job, road: Road, probeOnce: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await probeOnce();
      return road.isOpen();
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      if (error.reaction !== 'wait' || isLaidUp(job.status)) throw error;
      await road.waitFor(error);
    }
  }
}

/** False when the job slept for so long that the feed no longer reaches back to its position: then it starts over. */
async function followFeed(cycle: Cycle, cursor: Extract<CycleCursor, { kind: 'incremental' }>): Promise<boolean> {
  try {
    await runIncremental(cycle, cursor);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ProvisioningError) || thrown.code !== 'CHANGES_TRIMMED') throw thrown;
    return false;
  }
}

/** The feed's position is taken before anything is read: what changes from now on is found by the incremental cycles. */
async function begin(cycle: Cycle, lease: Lease): Promise<InitialCursor> {
  const position = await cycle.source.position();
  const cursor: InitialCursor = { kind: 'initial', cycleId: cycle.cycleId, position, phase: initialPhases[0] };
  await cycle.engine.jobs.saveCursor(lease, cursor);
  return cursor;
}

/**
 * Test Connection: asks the target for somebody who is not there, by the first matching attribute (scim-wire.md §3).
 * Throws ProvisioningError with the whole URL requested, the status and the beginning of the answer.
 */
export async function testConnection(
  { client }: Pick<Target, 'client'>,
  { schema, signal }: { readonly schema?: SynchronizationSchema; readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (schema) await probe(client, compileSchema(schema), signal);
  else await client.probe('userName', signal);
}

export async function probe(client: TargetClient, rule: CompiledRule, signal: AbortSignal | undefined): Promise<void> {
  await client.probe(rule.objects.get('User')?.matching[0]?.target ?? 'userName', signal);
}

/** A cycle and provision on demand of one job in one process take turns by matching value; a process is its options. */
const turnsByProcess = new WeakMap<EngineOptions, Map<string, WeakRef<MatchTurns>>>();

export function turnsOf(engine: EngineOptions, jobId: string): MatchTurns {
  const turnsByJob = turnsByProcess.get(engine) ?? new Map<string, WeakRef<MatchTurns>>();
  turnsByProcess.set(engine, turnsByJob);
  const known = turnsByJob.get(jobId)?.deref();
  if (known) return known;
  const turns = new MatchTurns();
  turnsByJob.set(jobId, new WeakRef(turns));
  return turns;
}

function report({ job, engine }: CycleRun, { kind, error }: Interruption): void {
  const facts = { jobId: job.id, code: error.code, reason: error.message };
  switch (kind) {
    case 'stopped':
      return engine.logger.info(facts, 'Cycle stopped');
    case 'held':
      return engine.logger.warn(facts, 'Cycle held: the road to the target is down');
    case 'broken':
      return engine.logger.error({ ...facts, err: error.cause ?? error }, 'Cycle broken');
    case 'quarantined':
      return engine.logger.error(facts, 'Cycle ended in quarantine');
  }
}
