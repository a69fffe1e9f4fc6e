/** CycleStore in memory: all or nothing, because nothing can fail once the lease is checked. */
import { AbortedError } from '@drawbridge/base';
import type { CycleStore, IntentNote, Lease, Link, PageCommit, StagedDecision } from '@drawbridge/engine';
import { referenceKey, type JobRow, type MemoryProvisioningState } from './memory-provisioning-state.ts';

export class MemoryCycleStore implements CycleStore {
  readonly #state: MemoryProvisioningState;
  /** Pages committed so far. */
  commits = 0;
  /** A fault: called before a page is written, and may throw. */
  beforeCommit: (page: PageCommit) => void = () => undefined;

  constructor(state: MemoryProvisioningState) {
    this.#state = state;
  }

  async noteIntents(jobId: string, lease: Lease | undefined, note: IntentNote): Promise<void> {
    this.#rowOf(jobId, lease);
    this.#state.data(jobId).intents.set(note.id, note);
  }

  async commitPage(jobId: string, lease: Lease | undefined, page: PageCommit): Promise<void> {
    this.beforeCommit(page);
    const row = this.#rowOf(jobId, lease);
    const { links, written, escrows, staged, deletions, intents, log } = this.#state.data(jobId);
    const forget = (id: string): void => {
      links.delete(id);
      for (const [key, { ownerId, referencedId }] of written) {
        if (ownerId === id || referencedId === id) written.delete(key);
      }
    };
    for (const id of page.links.drop) forget(id);
    const taken = new Map(page.links.put.map((link) => [targetKey(link), link.sourceId]));
    for (const link of [...links.values()]) {
      const taker = taken.get(targetKey(link));
      // A target that is given to another is not this one's any more.
      const isGiven = taker !== undefined && taker !== link.sourceId;
      if (isGiven && !page.links.put.some(({ sourceId }) => sourceId === link.sourceId)) forget(link.sourceId);
    }
    for (const link of page.links.put) links.set(link.sourceId, link);
    for (const reference of page.references.removed) written.delete(referenceKey(reference));
    for (const reference of page.references.written) written.set(referenceKey(reference), reference);
    for (const { sourceId } of page.escrows.clear) escrows.delete(sourceId);
    for (const escrow of page.escrows.put) {
      const firstFailedAt = escrows.get(escrow.sourceId)?.firstFailedAt ?? escrow.firstFailedAt;
      escrows.set(escrow.sourceId, { ...escrow, firstFailedAt });
    }
    for (const id of page.staged?.clear ?? []) staged.delete(id);
    for (const one of page.staged?.put ?? []) {
      staged.set(one.sourceId, { ...one, since: staged.get(one.sourceId)?.since ?? one.since });
    }
    if (page.deletions) {
      const minute = Math.floor(page.deletions.at.getTime() / 60_000) * 60_000;
      deletions.set(minute, (deletions.get(minute) ?? 0) + page.deletions.count);
    }
    for (const id of page.intents?.settled ?? []) intents.delete(id);
    if (page.intents?.open) intents.set(page.intents.open.id, page.intents.open);
    log.push(...page.log);
    if (page.fencesOff) row.isFenced = row.owner !== undefined;
    if (page.cursor) row.job = { ...row.job, cursor: page.cursor };
    this.commits++;
  }

  #rowOf(jobId: string, lease: Lease | undefined): JobRow {
    const row = this.#state.rows.get(jobId);
    const isHeld = !lease || (row?.owner === lease.owner && row.fence === lease.fence && !row.isFenced);
    if (row && isHeld) return row;
    throw new AbortedError(lease ? `The lease on job ${jobId} was lost.` : `The job ${jobId} was removed.`);
  }

  async decideStaged(jobId: string, { state, sourceIds, at }: StagedDecision): Promise<number> {
    const { staged } = this.#state.data(jobId);
    const named = sourceIds && new Set(sourceIds);
    const decided = [...staged.values()].filter((one) => (named ? named.has(one.sourceId) : one.state === 'pending'));
    for (const one of decided) staged.set(one.sourceId, { ...one, state, decidedAt: at });
    return decided.length;
  }
}

const targetKey = ({ type, targetId }: Link): string => `${type} ${targetId}`;
