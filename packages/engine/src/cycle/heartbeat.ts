/**
 * While a cycle runs: prolongs the lease, stores the progress, and notices that the job was paused, restarted or taken
 * over; then the cycle is to stop.
 */
import { AbortedError } from '@drawbridge/base';
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { Lease } from '../ports/job-store.ts';
import type { CycleMeter } from './meter.ts';

const beatMs = 1_000;

export type HeldLease = {
  /** Fires when the cycle is to stop. */
  readonly signal: AbortSignal;
  /** Throws AbortedError when the lease is lost, or may be: it was not prolonged until now. */
  readonly assert: () => void;
  /** Resolves when no beat is under way any more. */
  stop(): Promise<void>;
};

type Held = {
  readonly engine: EngineOptions;
  readonly job: Job;
  readonly lease: Lease;
  readonly claimedAt: Date;
  readonly leaseMs: number;
  readonly meter: CycleMeter;
};

export function holdLease({ engine, job, lease, claimedAt, leaseMs, meter }: Held): HeldLease {
  const controller = new AbortController();
  const lost = (): AbortedError => new AbortedError(`The lease on job ${job.id} was lost.`);
  let heldUntil = claimedAt.getTime() + leaseMs;
  let isOver = false;
  let beating: Promise<void> = Promise.resolve();
  let timer = schedule();

  function schedule(): { cancel(): void } {
    return engine.clock.after(beatMs, () => {
      beating = beat().finally(() => {
        if (!isOver) timer = schedule();
      });
    });
  }

  async function beat(): Promise<void> {
    try {
      const until = new Date(engine.clock.now().getTime() + leaseMs);
      if (!(await engine.jobs.renew(lease, until))) {
        controller.abort(lost());
        return;
      }
      heldUntil = until.getTime();
      await engine.jobs.saveStatus(lease, { ...job.status, progress: meter.progress() });
      const current = await engine.jobs.get(job.id);
      if (current?.schedule.state !== 'Active') controller.abort(new AbortedError(`Job ${job.id} was paused.`));
    } catch (thrown) {
      // The lease outlives many beats: one that fails is made up for by the next.
      engine.logger.warn({ err: thrown, jobId: job.id }, 'A heartbeat failed');
    }
  }

  return {
    signal: controller.signal,
    assert: () => {
      if (engine.clock.now().getTime() >= heldUntil) controller.abort(lost());
      controller.signal.throwIfAborted();
    },
    async stop() {
      isOver = true;
      timer.cancel();
      await beating;
    },
  };
}
