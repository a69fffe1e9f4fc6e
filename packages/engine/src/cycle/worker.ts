/**
 * Takes due jobs, holds their leases, runs their cycles and gives them back. Any number of workers in any number of
 * processes share the jobs through their leases. Loop: claim what is due ▶ wait for the next due time or a wake.
 */
import { AbortedError, newId, toProvisioningError } from '@drawbridge/base';
import { defaults, type EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { Lease } from '../ports/job-store.ts';
import { holdLease } from './heartbeat.ts';
import { CycleMeter } from './meter.ts';
import { RoadlessJobs } from './roadless-jobs.ts';
import { runCycle } from './run-cycle.ts';

/** Requests under way get this long to end after a stop. */
const stopPatienceMs = 5_000;

type Claim = { readonly job: Job; readonly lease: Lease };

/** A cycle under way, and the signal that ends its turn. */
type Slice = { readonly meter: CycleMeter; readonly startedMs: number; readonly turn: AbortController };

export class Worker {
  readonly #engine: EngineOptions;
  readonly #owner: string;
  readonly #stop = new AbortController();
  readonly #stopRequests = new AbortController();
  readonly #running = new Map<Promise<void>, Slice>();
  readonly #roadless: RoadlessJobs;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #isWoken = false;

  constructor(options: EngineOptions) {
    this.#engine = options;
    this.#owner = options.owner ?? newId();
    this.#roadless = new RoadlessJobs(options);
  }

  start(): void {
    this.#loop ??= this.#work();
  }

  /** Looks for due jobs at once. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Stops between two records, gives the jobs back, and resolves when that is done. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    const timer = this.#engine.clock.after(stopPatienceMs, () => this.#stopRequests.abort());
    await this.#loop;
    await Promise.all(this.#running.keys());
    timer.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #work(): Promise<void> {
    const { clock, logger } = this.#engine;
    while (!this.#stop.signal.aborted) {
      let sleepMs = this.#engine.pollMs ?? defaults.pollMs;
      try {
        this.#isWoken = false;
        await this.#claimDue();
        const due = await this.#engine.jobs.nextDue(await this.#roadless.left());
        if (this.#isFull) this.#makeRoom(due);
        else if (due) sleepMs = Math.min(sleepMs, Math.max(20, due.getTime() - clock.now().getTime()));
      } catch (thrown) {
        logger.error({ err: thrown }, 'Jobs could not be claimed');
      }
      if (!this.#isWoken && !this.#stop.signal.aborted) await this.#sleep(sleepMs);
    }
  }

  async #claimDue(): Promise<void> {
    const { jobs, clock } = this.#engine;
    while (!this.#isFull && !this.#stop.signal.aborted) {
      const now = clock.now();
      const claim = await jobs.claim(this.#owner, now, this.#leaseMs, await this.#roadless.left());
      if (!claim) return;
      if (await this.#roadless.leaves(claim.job)) {
        await jobs.release(claim.lease, claim.job.status, clock.now());
        continue;
      }
      const slice: Slice = {
        meter: new CycleMeter(clock),
        startedMs: clock.monotonicMs(),
        turn: new AbortController(),
      };
      const running = this.#run(claim, now, slice)
        .catch((thrown: unknown) => {
          this.#engine.logger.error(
            { err: toProvisioningError(thrown), jobId: claim.job.id },
            'A job could not be given back',
          );
        })
        .finally(() => {
          this.#running.delete(running);
          this.wake();
        });
      this.#running.set(running, slice);
    }
  }

  /**
   * Initial cycles may take hours. When somebody waits for a place, the one that has run the longest goes on later: it stops
   * between two records, and queues behind those who wait.
   */
  #makeRoom(due: Date | undefined): void {
    const { clock, sliceMs = defaults.sliceMs } = this.#engine;
    if (!due || due > clock.now()) return;
    const nowMs = clock.monotonicMs();
    const longest = [...this.#running.values()]
      .filter(({ meter, startedMs }) => meter.kind === 'initial' && nowMs - startedMs >= sliceMs)
      .sort((a, b) => a.startedMs - b.startedMs)[0];
    longest?.turn.abort(new AbortedError('Other jobs wait for their turn.'));
  }

  /** A job that ends wakes the loop. */
  get #isFull(): boolean {
    return this.#running.size >= (this.#engine.jobsInFlight ?? defaults.jobsInFlight);
  }

  get #leaseMs(): number {
    return this.#engine.leaseMs ?? defaults.leaseMs;
  }

  async #run({ job, lease }: Claim, claimedAt: Date, { meter, turn }: Slice): Promise<void> {
    const engine = this.#engine;
    const held = holdLease({ engine, job, lease, claimedAt, leaseMs: this.#leaseMs, meter });
    const signal = AbortSignal.any([this.#stop.signal, held.signal, turn.signal]);
    const kind = job.cursor?.kind ?? 'initial';
    // Of several processes, the one that says so works on the job.
    engine.logger[kind === 'initial' ? 'info' : 'debug']({ jobId: job.id, kind }, 'Cycle under way');
    try {
      const requestSignal = this.#stopRequests.signal;
      const { status, dueAt, isGivenUp } = await runCycle({
        job,
        lease,
        engine,
        signal,
        requestSignal,
        assertLease: held.assert,
        meter,
      });
      await held.stop();
      await engine.jobs.release(lease, status, dueAt);
      if (isGivenUp) await engine.jobs.setSchedule(job.id, { ...job.schedule, state: 'Disabled' }, undefined);
      this.#headline(job, meter);
    } finally {
      await held.stop();
    }
  }

  #headline(job: Job, { kind, cycleId, tally }: CycleMeter): void {
    const { skipped, requests, ...work } = tally;
    const isQuiet = Object.values(work).every((count) => count === 0);
    const facts = { jobId: job.id, cycleId, kind, ...tally };
    if (isQuiet && kind === 'incremental') this.#engine.logger.debug(facts, 'Cycle over, nothing changed');
    else this.#engine.logger.info(facts, 'Cycle over');
  }

  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#engine.clock.after(ms, resolve);
    await promise;
    timer.cancel();
    this.#wake = () => undefined;
  }
}
