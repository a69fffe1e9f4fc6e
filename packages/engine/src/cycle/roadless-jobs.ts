/**
 * Jobs that this process could claim and not work on, because the agent of their application is connected to another one:
 * left to others for a moment, and then taken all the same, so that the job says what is missing if nobody has the road.
 */
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';

const leftToOthersMs = 10_000;

export class RoadlessJobs {
  readonly #engine: EngineOptions;
  readonly #left = new Map<string, { readonly job: Job; readonly untilMs: number }>();

  constructor(engine: EngineOptions) {
    this.#engine = engine;
  }

  /** Ids that are not to be claimed now. A job whose road opened meanwhile is not among them any more. */
  async left(): Promise<readonly string[]> {
    const nowMs = this.#engine.clock.monotonicMs();
    const ids: string[] = [];
    for (const [id, { job, untilMs }] of this.#left) {
      if (nowMs >= untilMs) continue;
      if (await this.#hasRoad(job)) this.#left.delete(id);
      else ids.push(id);
    }
    return ids;
  }

  /** Whether a job that was just claimed is to be left to others. The second time it is not. */
  async leaves(job: Job): Promise<boolean> {
    if (this.#left.delete(job.id) || (await this.#hasRoad(job))) return false;
    this.#left.set(job.id, { job, untilMs: this.#engine.clock.monotonicMs() + leftToOthersMs });
    return true;
  }

  /** What cannot be found out is found out, and reported, by the cycle. */
  async #hasRoad(job: Job): Promise<boolean> {
    return (await this.#engine.hasRoad?.(job).catch(() => true)) ?? true;
  }
}
