/**
 * What one page of records will leave behind, gathered while they run and then committed whole. Until then it answers for
 * the stores: a link made a moment ago in this page is already there for the next record.
 */
import { newId, type ProvisioningError } from '@drawbridge/base';
import type { ProvisioningLogRecord } from '../log/record.ts';
import type { CreateIntent, IntentNote, PageCommit } from '../ports/cycle-store.ts';
import type { Escrow, Link, LinkStore, StagedDeletion } from '../ports/link-store.ts';
import type { ObjectType, Reference, ReferenceAttribute } from '../ports/source.ts';
import type { CycleCursor } from './cursor.ts';
import { nextEscrow } from './retry-queue.ts';

type RecordKey = { readonly id: string; readonly type: ObjectType };

export const referenceKey = ({ attribute, ownerId, referencedId }: Reference): string =>
  `${attribute}\n${ownerId}\n${referencedId}`;

const targetKey = (type: ObjectType, targetId: string): string => `${type}\n${targetId}`;

const referencesLeft = 'The cycle ended before the references of this object were written; they are in the next one.';

export class PageBook {
  readonly #jobId: string;
  readonly #links: LinkStore;
  readonly #put = new Map<string, Link>();
  readonly #byTarget = new Map<string, Link>();
  readonly #dropped = new Set<string>();
  readonly #written = new Map<string, Reference>();
  readonly #removed = new Map<string, Reference>();
  readonly #escrows = new Map<string, Escrow>();
  readonly #cleared = new Map<string, RecordKey>();
  readonly #staged = new Map<string, StagedDeletion>();
  readonly #unstaged = new Set<string>();
  #deletions: { at: Date; count: number } | undefined;
  readonly #log: ProvisioningLogRecord[] = [];
  readonly #notes: string[] = [];
  readonly #intents = new Map<string, CreateIntent>();
  readonly #unknown = new Map<string, Reference>();
  #knownEscrows: ReadonlyMap<string, Escrow> = new Map();
  #previous: PageBook | undefined;

  constructor(jobId: string, links: LinkStore, previous?: PageBook) {
    this.#jobId = jobId;
    this.#links = links;
    this.#previous = previous;
  }

  /** The page before is committed: the store knows what it knew. */
  forgetPrevious(): void {
    this.#previous = undefined;
  }

  /** Creates and references that were written down before any was sent; the page settles them, one by one. */
  noteIntents(note: IntentNote | undefined): void {
    if (!note) return;
    this.#notes.push(note.id);
    for (const intent of note.intents) this.#intents.set(intent.sourceId, intent);
    for (const reference of note.references ?? []) this.#unknown.set(referenceKey(reference), reference);
  }

  /** It is known whether the resource was created. */
  settleIntent(sourceId: string): void {
    this.#intents.delete(sourceId);
  }

  /** Nobody knows whether the target has this reference: the next cycle sees to it. */
  doubt(reference: Reference): void {
    this.#unknown.set(referenceKey(reference), reference);
  }

  /** Whether the reference was noted, and nobody knows whether the target has it. */
  isUnknown(reference: Reference): boolean {
    return this.#unknown.has(referenceKey(reference));
  }

  /** An end of the reference is not linked any more: it is not ours to write. */
  settleReference(reference: Reference): void {
    this.#unknown.delete(referenceKey(reference));
  }

  /** The escrows that the records of the page come with. */
  knowEscrows(escrows: ReadonlyMap<string, Escrow>): void {
    this.#knownEscrows = new Map([...this.#knownEscrows, ...escrows]);
  }

  /** Whether the record came with an escrow: whatever failed then, perhaps its references, is to be made good. */
  hasEscrow(sourceId: string): boolean {
    return this.#knownEscrows.has(sourceId);
  }

  /** Since when the record, or a reference of it, has been failing, and was refused by the target last. */
  refusedSince(sourceId: string): Date | undefined {
    const escrow = this.#knownEscrows.get(sourceId);
    return escrow?.errorCode === 'TARGET_REJECTED_VALUE' ? escrow.firstFailedAt : undefined;
  }

  putLink(link: Link): void {
    this.#put.set(link.sourceId, link);
    this.#byTarget.set(targetKey(link.type, link.targetId), link);
  }

  /** Forgets the link and all references of it, in the store and in this page. */
  dropLink(sourceId: string): void {
    const link = this.#put.get(sourceId);
    if (link) this.#byTarget.delete(targetKey(link.type, link.targetId));
    this.#put.delete(sourceId);
    this.#dropped.add(sourceId);
    for (const references of [this.#written, this.#unknown]) {
      for (const [key, { ownerId, referencedId }] of references) {
        if (ownerId === sourceId || referencedId === sourceId) references.delete(key);
      }
    }
  }

  /** Whether a target is still this object's, as far as this page knows: its link may have been dropped a moment ago. */
  isCurrent(sourceId: string, targetId: string): boolean {
    return !this.#dropped.has(sourceId) || this.#put.get(sourceId)?.targetId === targetId;
  }

  /** The link that holds a target resource, in this page or before it. */
  async linkOfTarget(type: ObjectType, targetId: string): Promise<Link | undefined> {
    const here = this.#linkHere(targetKey(type, targetId));
    if (here) return here;
    const stored = await this.#links.linkOfTarget(this.#jobId, type, targetId);
    return stored && !this.#isReplaced(stored.sourceId) ? stored : undefined;
  }

  #linkHere(key: string): Link | undefined {
    const here = this.#byTarget.get(key);
    return here ?? (this.#previous ? this.#previous.#linkHere(key) : undefined);
  }

  /** Whether the store's link of this object is not true any more. */
  #isReplaced(sourceId: string): boolean {
    if (this.#dropped.has(sourceId) || this.#put.has(sourceId)) return true;
    return this.#previous ? this.#previous.#isReplaced(sourceId) : false;
  }

  async linksOf(sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    const stored = sourceIds.filter((id) => !this.#put.has(id) && !this.#dropped.has(id));
    return this.linksNow(sourceIds, stored.length === 0 ? new Map() : await this.#links.linksOf(this.#jobId, stored));
  }

  /** Links as the store has them, and what this page and the one that is being committed made of them. */
  linksNow(sourceIds: readonly string[], stored: ReadonlyMap<string, Link>): ReadonlyMap<string, Link> {
    const links = new Map<string, Link>();
    for (const id of sourceIds) {
      const link = this.#put.get(id) ?? (this.#dropped.has(id) ? undefined : stored.get(id));
      if (!link) continue;
      // A target that was given to somebody else meanwhile is not this one's any more.
      const holder = this.#linkHere(targetKey(link.type, link.targetId));
      if (!holder || holder.sourceId === id) links.set(id, link);
    }
    return links;
  }

  /** Those of the references that the target has, as far as we know. */
  async writtenReferences(references: readonly Reference[]): Promise<ReadonlySet<string>> {
    const stored = references.filter((reference) => !this.#knows(reference));
    const found = stored.length === 0 ? [] : await this.#links.writtenReferences(this.#jobId, stored);
    const keys = new Set(found.map(referenceKey));
    for (const reference of references) {
      const key = referenceKey(reference);
      if (this.#written.has(key)) keys.add(key);
    }
    return keys;
  }

  /** All references of one attribute that the target has for these owners. */
  async writtenReferencesOf(attribute: ReferenceAttribute, ownerIds: readonly string[]): Promise<readonly Reference[]> {
    const stored = await this.#links.writtenReferencesOf(this.#jobId, attribute, ownerIds);
    const owners = new Set(ownerIds);
    const here = [...this.#written.values()].filter(
      (reference) => reference.attribute === attribute && owners.has(reference.ownerId),
    );
    return [...stored.filter((reference) => !this.#knows(reference)), ...here];
  }

  /** Whether the page knows better than the store: written or removed here, or an end of it linked anew. */
  #knows(reference: Reference): boolean {
    const key = referenceKey(reference);
    return (
      this.#written.has(key) ||
      this.#removed.has(key) ||
      this.#dropped.has(reference.ownerId) ||
      this.#dropped.has(reference.referencedId)
    );
  }

  noteWritten(reference: Reference): void {
    this.#written.set(referenceKey(reference), reference);
    this.#removed.delete(referenceKey(reference));
    this.settleReference(reference);
  }

  noteRemoved(reference: Reference): void {
    this.#removed.set(referenceKey(reference), reference);
    this.#written.delete(referenceKey(reference));
    this.settleReference(reference);
  }

  /** When the change was made that takes the account away: as the first attempt knew it, or as this one does. */
  leftAt({ id, changedAt }: { readonly id: string; readonly changedAt?: Date | undefined }): Date | undefined {
    return (this.#escrows.get(id) ?? this.#knownEscrows.get(id))?.leftAt ?? changedAt;
  }

  putEscrow(record: RecordKey & { readonly leftAt?: Date | undefined }, error: ProvisioningError, now: Date): void {
    const previous = this.#escrows.get(record.id) ?? this.#knownEscrows.get(record.id);
    this.#escrows.set(record.id, nextEscrow(record, previous, error, now));
    this.#cleared.delete(record.id);
  }

  /** Due at once, in the next cycle: nothing failed. */
  postpone({ id, type }: RecordKey, now: Date, reason = referencesLeft): void {
    if (this.#escrows.has(id)) return;
    this.#cleared.delete(id);
    this.#escrows.set(id, {
      sourceId: id,
      type,
      firstFailedAt: now,
      attempts: 0,
      nextAttemptAt: now,
      errorCode: 'REFERENCE_UNRESOLVED',
      message: reason,
    });
  }

  clearEscrow({ id, type }: RecordKey): void {
    if (this.#knownEscrows.has(id) && !this.#escrows.has(id)) this.#cleared.set(id, { id, type });
  }

  /** Held back, and waiting for a person. */
  stage(deletion: StagedDeletion): void {
    this.#staged.set(deletion.sourceId, deletion);
    this.#unstaged.delete(deletion.sourceId);
  }

  unstage(sourceId: string): void {
    this.#staged.delete(sourceId);
    this.#unstaged.add(sourceId);
  }

  /** One disable or delete was carried out. */
  countDeletion(at: Date): void {
    this.#deletions = { at, count: (this.#deletions?.count ?? 0) + 1 };
  }

  #intentsAfter(): NonNullable<PageCommit['intents']> {
    const intents = [...this.#intents.values()];
    const references = [...this.#unknown.values()];
    const isOver = intents.length + references.length === 0;
    return { settled: this.#notes, ...(isOver ? {} : { open: { id: newId(), intents, references } }) };
  }

  addLog(record: ProvisioningLogRecord): void {
    this.#log.push(record);
  }

  get log(): readonly ProvisioningLogRecord[] {
    return this.#log;
  }

  get isEmpty(): boolean {
    return (
      this.#log.length === 0 &&
      this.#notes.length === 0 &&
      this.#unknown.size === 0 &&
      [this.#put, this.#dropped, this.#written, this.#removed, this.#escrows, this.#cleared].every(
        (part) => part.size === 0,
      )
    );
  }

  /** Of a page that may not be committed, because the lease was lost: what happened to the target all the same. */
  toTell(): PageCommit {
    return {
      links: { put: [], drop: [] },
      references: { written: [], removed: [] },
      escrows: { put: [], clear: [] },
      ...(this.#deletions ? { deletions: this.#deletions } : {}),
      log: this.#log,
    };
  }

  toCommit(cursor: CycleCursor | undefined): PageCommit {
    return {
      ...(cursor ? { cursor } : {}),
      links: { put: [...this.#put.values()], drop: [...this.#dropped] },
      references: { written: [...this.#written.values()], removed: [...this.#removed.values()] },
      escrows: {
        put: [...this.#escrows.values()],
        clear: [...this.#cleared.values()].map(({ id, type }) => ({ type, sourceId: id })),
      },
      ...(this.#staged.size + this.#unstaged.size === 0
        ? {}
        : { staged: { put: [...this.#staged.values()], clear: [...this.#unstaged] } }),
      ...(this.#deletions ? { deletions: this.#deletions } : {}),
      ...(this.#notes.length + this.#unknown.size > 0 ? { intents: this.#intentsAfter() } : {}),
      log: this.#log,
    };
  }
}
