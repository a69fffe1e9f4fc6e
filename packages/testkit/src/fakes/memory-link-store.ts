/** LinkStore in memory. */
import type {
  Escrow,
  IntentNote,
  Link,
  LinkState,
  LinkStore,
  ObjectType,
  Reference,
  ReferenceAttribute,
  StagedDeletion,
  StagedState,
} from '@drawbridge/engine';
import { referenceKey, type MemoryProvisioningState } from './memory-provisioning-state.ts';

export class MemoryLinkStore implements LinkStore {
  readonly #state: MemoryProvisioningState;

  constructor(state: MemoryProvisioningState) {
    this.#state = state;
  }

  async linksOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    return pick(this.#state.data(jobId).links, sourceIds);
  }

  async linkOfTarget(jobId: string, type: ObjectType, targetId: string): Promise<Link | undefined> {
    return [...this.#state.data(jobId).links.values()].find((link) => link.type === type && link.targetId === targetId);
  }

  async linksOfTargets(jobId: string, targetIds: readonly string[]): Promise<readonly Link[]> {
    const asked = new Set(targetIds);
    return [...this.#state.data(jobId).links.values()].filter(({ targetId }) => asked.has(targetId));
  }

  async writtenReferences(jobId: string, references: readonly Reference[]): Promise<readonly Reference[]> {
    const { written } = this.#state.data(jobId);
    return references.filter((reference) => written.has(referenceKey(reference)));
  }

  async writtenReferencesOf(
    jobId: string,
    attribute: ReferenceAttribute,
    ownerIds: readonly string[],
  ): Promise<readonly Reference[]> {
    const owners = new Set(ownerIds);
    return [...this.#state.data(jobId).written.values()].filter(
      (reference) => reference.attribute === attribute && owners.has(reference.ownerId),
    );
  }

  async listLinks(
    jobId: string,
    { state, ...page }: { state?: LinkState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly Link[]> {
    const links = [...this.#state.data(jobId).links.values()];
    return pageById(state ? links.filter((link) => link.state === state) : links, page);
  }

  async listWrittenReferences(
    jobId: string,
    page: {
      attribute: ReferenceAttribute;
      ownerId?: string | undefined;
      after?: Reference | undefined;
      limit: number;
    },
  ): Promise<readonly Reference[]> {
    return pageOfReferences([...this.#state.data(jobId).written.values()], page);
  }

  async dueEscrows(jobId: string, now: Date, limit: number): Promise<readonly Escrow[]> {
    return this.#escrowsByTime(jobId)
      .filter((escrow) => escrow.nextAttemptAt <= now)
      .slice(0, limit);
  }

  async escrowsOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Escrow>> {
    return pick(this.#state.data(jobId).escrows, sourceIds);
  }

  async listEscrows(jobId: string, page: { after?: string | undefined; limit: number }): Promise<readonly Escrow[]> {
    return pageById([...this.#state.data(jobId).escrows.values()], page);
  }

  async dueDeletions(
    jobId: string,
    { now, ...page }: { now: Date; after?: string | undefined; limit: number },
  ): Promise<readonly Link[]> {
    const links = [...this.#state.data(jobId).links.values()];
    return pageById(
      links.filter(({ deleteAt }) => deleteAt !== undefined && deleteAt <= now),
      page,
    );
  }

  async nextDeletionAt(jobId: string, now: Date): Promise<Date | undefined> {
    const times = [...this.#state.data(jobId).links.values()].flatMap(({ deleteAt }) => deleteAt ?? []);
    return times.filter((at) => at > now).sort((a, b) => a.getTime() - b.getTime())[0];
  }

  async stagedOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, StagedDeletion>> {
    return pick(this.#state.data(jobId).staged, sourceIds);
  }

  async listStaged(
    jobId: string,
    { state, ...page }: { state?: StagedState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly StagedDeletion[]> {
    const staged = [...this.#state.data(jobId).staged.values()];
    return pageById(state ? staged.filter((one) => one.state === state) : staged, page);
  }

  async countStaged(jobId: string, state: StagedState): Promise<number> {
    return [...this.#state.data(jobId).staged.values()].filter((one) => one.state === state).length;
  }

  async countDeletions(jobId: string, since: Date): Promise<number> {
    const from = since.getTime() - 60_000;
    return [...this.#state.data(jobId).deletions].reduce((sum, [at, count]) => (at > from ? sum + count : sum), 0);
  }

  async countManaged(jobId: string): Promise<number> {
    return [...this.#state.data(jobId).links.values()].filter(({ state }) => state === 'managed').length;
  }

  async countEscrows(jobId: string): Promise<number> {
    return this.#state.data(jobId).escrows.size;
  }

  async openIntents(jobId: string): Promise<readonly IntentNote[]> {
    return [...this.#state.data(jobId).intents.values()];
  }

  async nextEscrowAt(jobId: string): Promise<Date | undefined> {
    return this.#escrowsByTime(jobId)[0]?.nextAttemptAt;
  }

  #escrowsByTime(jobId: string): Escrow[] {
    const escrows = [...this.#state.data(jobId).escrows.values()];
    return escrows.sort((a, b) => a.nextAttemptAt.getTime() - b.nextAttemptAt.getTime());
  }
}

function pageById<T extends { readonly sourceId: string }>(
  all: readonly T[],
  { after, limit }: { after?: string | undefined; limit: number },
): readonly T[] {
  return all
    .filter(({ sourceId }) => after === undefined || sourceId > after)
    .sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
    .slice(0, limit);
}

function pick<T>(all: ReadonlyMap<string, T>, keys: readonly string[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const key of keys) {
    const value = all.get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}

/** References of one attribute in the order of (ownerId, referencedId), as both stores and sources page them. */
export function pageOfReferences(
  references: readonly Reference[],
  {
    attribute,
    ownerId,
    after,
    limit,
  }: { attribute: ReferenceAttribute; ownerId?: string | undefined; after?: Reference | undefined; limit: number },
): readonly Reference[] {
  const order = (reference: Reference): string => `${reference.ownerId} ${reference.referencedId}`;
  return references
    .filter(
      (reference) => reference.attribute === attribute && (ownerId === undefined || reference.ownerId === ownerId),
    )
    .filter((reference) => after === undefined || order(reference) > order(after))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .slice(0, limit);
}
