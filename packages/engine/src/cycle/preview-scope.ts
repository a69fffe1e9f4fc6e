/**
 * What a cycle over everybody would do, counted, with a bounded sample: for a schema or filter that is not saved yet. The
 * source is read page by page and nothing is kept but the counts; the cost is bounded by a number of objects and by time.
 */
import type { SynchronizationSchema } from '@drawbridge/contract';
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { ModifiedProperty } from '../log/record.ts';
import type { Settlement } from '../pipeline/record.ts';
import { objectTypes, type ObjectType } from '../ports/source.ts';
import type { DecisionKind } from '../vocabulary.ts';
import type { Cycle } from './cycle.ts';
import { openCycle } from './on-demand.ts';
import { Page, type RecordInput } from './page.ts';

export type PreviewRequest = {
  readonly job: Job;
  readonly engine: EngineOptions;
  readonly schema?: SynchronizationSchema | undefined;
  /** Objects looked at. */
  readonly limit: number;
  readonly timeMs: number;
  /** Examples of each kind of change. */
  readonly sampleSize: number;
  readonly signal?: AbortSignal;
};

export type PreviewExample = {
  readonly objectId: string;
  readonly type: ObjectType;
  readonly displayName: string;
  readonly kind: DecisionKind | 'failed';
  readonly isInScope: boolean;
  /** Why nothing would be done, or why it would fail. */
  readonly reason?: string;
  readonly modified: readonly ModifiedProperty[];
};

export type ScopePreview = {
  readonly counts: Readonly<Record<DecisionKind | 'failed', number>>;
  readonly looked: number;
  /** Of those looked at. */
  readonly inScope: number;
  /** False when the limit or the time was reached before everybody was looked at. */
  readonly isComplete: boolean;
  readonly sample: readonly PreviewExample[];
};

/** Small, so that the time is kept. */
const pageSize = 100;
const maxModified = 20;

/** Sends nothing but reads to the target, and remembers nothing. Throws ProvisioningError as provisionOnDemand does. */
export async function previewScope({ schema, ...request }: PreviewRequest): Promise<ScopePreview> {
  const job = schema ? { ...request.job, schema } : request.job;
  const { engine, signal } = request;
  const cycle = await openCycle({ job, engine, preview: true, ...(signal ? { signal } : {}) });
  const tally = new Tally(request.sampleSize);
  const endsAtMs = engine.clock.monotonicMs() + request.timeMs;
  let isComplete = true;
  for await (const inputs of everybody(cycle)) {
    const left = request.limit - tally.looked;
    if (left <= 0 || engine.clock.monotonicMs() >= endsAtMs || signal?.aborted) {
      isComplete = false;
      break;
    }
    for (const settlement of await new Page(cycle).run(inputs.slice(0, left), 'listed')) tally.add(settlement);
    tally.looked += Math.min(inputs.length, left);
    if (inputs.length > left) isComplete = false;
  }
  return { counts: tally.counts, looked: tally.looked, inScope: tally.inScope, isComplete, sample: tally.sample };
}

/** Those who left, whom a walk over the source does not meet; then everybody it meets. */
async function* everybody(cycle: Cycle): AsyncGenerator<readonly RecordInput[]> {
  yield* leavers(cycle);
  for (const type of objectTypes) {
    if (!cycle.rule.objects.has(type)) continue;
    for (let after: string | undefined; ;) {
      const objects = await cycle.source.listObjects({ type, mode: cycle.target.mode, after, limit: pageSize });
      if (objects.length > 0) yield objects.map((object) => ({ type, id: object.id, object }));
      if (objects.length < pageSize) break;
      after = objects.at(-1)!.id;
    }
  }
}

async function* leavers({ engine, job, source, target }: Cycle): AsyncGenerator<readonly RecordInput[]> {
  for (let after: string | undefined; ;) {
    const links = await engine.links.listLinks(job.id, { state: 'managed', after, limit: pageSize });
    const found = await source.getObjects(links.map(({ sourceId }) => sourceId));
    const objects = new Map(found.map((object) => [object.id, object]));
    const left = links.flatMap(({ sourceId, type }): RecordInput[] => {
      const object = objects.get(sourceId);
      const isMet = object && object.state !== 'softDeleted' && (target.mode === 'all' || object.assigned);
      return isMet ? [] : [{ type, id: sourceId, object }];
    });
    if (left.length > 0) yield left;
    if (links.length < pageSize) return;
    after = links.at(-1)!.sourceId;
  }
}

class Tally {
  readonly counts = { create: 0, update: 0, disable: 0, delete: 0, none: 0, failed: 0 };
  readonly sample: PreviewExample[] = [];
  looked = 0;
  inScope = 0;
  readonly #sampleSize: number;

  constructor(sampleSize: number) {
    this.#sampleSize = sampleSize;
  }

  add({ id, type, log, decision, outcome, isEntitled }: Settlement): void {
    if (isEntitled) this.inScope += 1;
    const kind = outcome === 'failed' ? 'failed' : (decision?.kind ?? 'none');
    if (this.counts[kind]++ >= this.#sampleSize) return;
    this.sample.push({
      objectId: id,
      type,
      displayName: log.source.displayName,
      kind,
      isInScope: isEntitled,
      ...(log.error ? { reason: log.error.reason } : {}),
      modified: log.modifiedProperties.slice(0, maxModified),
    });
  }
}
