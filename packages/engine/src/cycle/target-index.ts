/**
 * Whether unlinked records are matched by one search each, or by reading the whole target by pages once and joining here:
 * whichever asks less of the target. Decided when a page of records has unlinked ones, and again when it has grown old.
 */
import { toProvisioningError } from '@drawbridge/base';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { TargetClient } from '../pipeline/context.ts';
import { MatchIndex } from '../pipeline/match-index.ts';
import type { ObjectType } from '../ports/source.ts';
import type { Cycle } from './cycle.ts';

/** Fewer are searched for without a thought. */
const fewestUnlinked = 20;
/** What a resource in a page costs, measured in searches; a page itself costs one. */
const costOfResource = 0.05;
/** Values held; a target with more is searched. */
const maxValues = 400_000;
const maxKeptCharacters = 32 * 1024 * 1024;
const largestPage = 1_000;
/** Others write to the target as well, so that what was read is not true for ever. */
const maxAgeMs = 10 * 60_000;

type Decided = { readonly index: MatchIndex | undefined; readonly atMs: number };

export class TargetIndexes {
  readonly #decided = new Map<ObjectType, Decided>();

  /**
   * The index to match a page of records by; undefined where they are to be searched for. `unlinked` of the `looked` records
   * have no link, and `isLast` says that there are no more of them. Throws AbortedError.
   */
  async forRecords(
    cycle: Cycle,
    type: ObjectType,
    { unlinked, looked, isLast }: { readonly unlinked: number; readonly looked: number; readonly isLast: boolean },
  ): Promise<MatchIndex | undefined> {
    const rule = cycle.rule.objects.get(type);
    if (unlinked === 0 || !rule) return undefined;
    const { clock } = cycle.engine;
    const before = this.#decided.get(type);
    if (before && clock.monotonicMs() - before.atMs < maxAgeMs) return before.index;
    const all = isLast ? looked : Math.max(looked, await cycle.source.countObjects(type, cycle.target.mode));
    const index = await this.#decide(cycle, rule, (all * unlinked) / looked);
    this.#decided.set(type, { index, atMs: clock.monotonicMs() });
    return index;
  }

  /** What was read already. */
  known(type: ObjectType): MatchIndex | undefined {
    return this.#decided.get(type)?.index;
  }

  async #decide(cycle: Cycle, rule: CompiledObject, unlinked: number): Promise<MatchIndex | undefined> {
    if (unlinked < fewestUnlinked) return undefined;
    const { target, engine, job, signal } = cycle;
    try {
      const { totalResults } = await target.client.list(
        rule.endpoint,
        { startIndex: 1, count: 1, excludeMembers: true },
        cycle.requestSignal,
      );
      if (totalResults * rule.matching.length > maxValues) return undefined;
      const { maxPageSize = largestPage } = totalResults === 0 ? {} : await cycle.capabilities();
      const pageSize = Math.min(largestPage, maxPageSize);
      const cost = Math.ceil(totalResults / pageSize) + totalResults * costOfResource;
      if (cost > unlinked) return undefined;
      const index = await readAll(target.client, rule, { pageSize, totalResults, signal });
      engine.logger.debug(
        { jobId: job.id, type: rule.type, totalResults, unlinked, isRead: index !== undefined },
        'The target was read by pages to match by',
      );
      return index;
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      if (error.code === 'ABORTED') throw thrown;
      // Many targets do not list. Searching says soon enough whether there is more to it.
      engine.logger.debug({ jobId: job.id, code: error.code, reason: error.message }, 'The target cannot be listed');
      return undefined;
    }
  }
}

type Reading = { readonly pageSize: number; readonly totalResults: number; readonly signal: AbortSignal | undefined };

/**
 * Undefined when the target's paging cannot be relied on: the total changes, a resource comes twice or not at all. Goes by
 * cursor where the target gives one (RFC 9865), else by position (RFC 7644 §3.4.2.4).
 */
async function readAll(
  client: TargetClient,
  rule: CompiledObject,
  { pageSize, totalResults, signal }: Reading,
): Promise<MatchIndex | undefined> {
  const index = new MatchIndex(rule.matching, rule.resourceType, maxKeptCharacters);
  const seen = new Set<string>();
  let cursor: string | undefined;
  while (seen.size < totalResults) {
    signal?.throwIfAborted();
    const place = cursor === undefined ? { startIndex: seen.size + 1 } : { cursor };
    const page = await client.list(rule.endpoint, { ...place, count: pageSize, excludeMembers: true }, signal);
    if (page.totalResults !== totalResults || page.resources.length === 0) return undefined;
    for (const resource of page.resources) {
      const id = String(resource['id']);
      if (seen.has(id)) return undefined;
      seen.add(id);
      index.add(resource);
    }
    cursor = page.nextCursor;
  }
  return seen.size === totalResults ? index : undefined;
}
