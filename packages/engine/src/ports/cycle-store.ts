/** The one place where a cycle's results are written: a page is a transaction, or it did not happen. */
import type { CycleCursor } from '../cycle/cursor.ts';
import type { ProvisioningLogRecord } from '../log/record.ts';
import type { Escrow, Link, StagedDeletion } from './link-store.ts';
import type { Lease } from './job-store.ts';
import type { ObjectType, Reference } from './source.ts';

/**
 * A resource that may have been created: noted before the request is sent, so that an account whose answer was lost, or
 * whose process died, is found again although its person left meanwhile.
 */
export type CreateIntent = {
  readonly sourceId: string;
  readonly type: ObjectType;
  readonly displayName: string;
  /** What it was to be matched by, the first tried first. */
  readonly matchValues: readonly { readonly target: string; readonly value: string | number | boolean }[];
  readonly notedAt: string;
  /** The target's id of the resource it was linked to, which was found gone; the link may still say so. Absent: none. */
  readonly replaces?: string;
};

/** What is about to be written to the target, noted and settled together. */
export type IntentNote = {
  readonly id: string;
  readonly intents: readonly CreateIntent[];
  /** To be added or taken away: until it is known what became of them, the target may have them or not. Absent: none. */
  readonly references?: readonly Reference[];
};

/**
 * Everything that one page of records leaves behind. Within a page, links are dropped before links are put, references
 * are removed before references are written, and escrows are cleared before escrows are put.
 */
export type PageCommit = {
  /** Where the cycle goes on after a crash; absent leaves it where it is. */
  readonly cursor?: CycleCursor;
  readonly links: {
    readonly put: readonly Link[];
    /** Source ids whose link is dropped, with all references written for them or pointing at them. */
    readonly drop: readonly string[];
  };
  readonly references: { readonly written: readonly Reference[]; readonly removed: readonly Reference[] };
  readonly escrows: {
    readonly put: readonly Escrow[];
    readonly clear: readonly { readonly type: ObjectType; readonly sourceId: string }[];
  };
  /** Deletions held back, and source ids of those that wait no more. Absent: none. */
  readonly staged?: { readonly put: readonly StagedDeletion[]; readonly clear: readonly string[] };
  /** Disables and deletes that the page carried out, for the threshold's window. Absent: none. */
  readonly deletions?: { readonly at: Date; readonly count: number };
  /** Notes that are over, and a new one of what is still open. Absent: none. */
  readonly intents?: { readonly settled: readonly string[]; readonly open?: IntentNote };
  /** A worker that holds the job can write no more, from this moment on: it knows what was before. Absent: it may. */
  readonly fencesOff?: true;
  readonly log: readonly ProvisioningLogRecord[];
};

export interface CycleStore {
  /**
   * Writes a note before anything of it is sent. Throws AbortedError when the lease was lost or the job removed. A page
   * settles it; LinkStore lists those that no page has settled.
   */
  noteIntents(jobId: string, lease: Lease | undefined, note: IntentNote): Promise<void>;

  /**
   * Writes the page in one transaction with multi-row statements. With a lease, throws AbortedError and writes nothing
   * when the lease was lost. Without one (provision on demand) the cursor must be absent.
   */
  commitPage(jobId: string, lease: Lease | undefined, page: PageCommit): Promise<void>;

  /**
   * A person's word on staged deletions: on the named ones, or on all that are pending. Named ones may be decided anew as
   * long as they are there. Gives how many were decided.
   */
  decideStaged(jobId: string, decision: StagedDecision): Promise<number>;
}

export type StagedDecision = {
  readonly state: 'approved' | 'rejected';
  /** Absent: all that are pending. */
  readonly sourceIds?: readonly string[];
  readonly at: Date;
};
