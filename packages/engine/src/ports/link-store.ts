/** What is remembered about pairs of source and target objects. Read side; all writing goes through CycleStore. */
import type { IntentNote } from './cycle-store.ts';
import type { ObjectType, Reference, ReferenceAttribute } from './source.ts';

/**
 * - `managed`   the engine keeps the target in step
 * - `unmanaged` the object left scope and was deprovisioned: left alone until it is in scope again
 */
export type LinkState = 'managed' | 'unmanaged';

/** Source object and target resource known to be one. */
export type Link = {
  readonly sourceId: string;
  readonly type: ObjectType;
  /** The `id` of the SCIM resource. */
  readonly targetId: string;
  readonly displayName: string;
  readonly state: LinkState;
  /** The last `active` the engine knows the target to have; groups have none. */
  readonly targetActive?: boolean;
  /** The object left, and its account is deleted at this moment, should it not return before. */
  readonly deleteAt?: Date;
};

/** Why an account is to be taken away. */
export const leaveEvents = ['unassigned', 'outOfScope', 'disabled', 'softDeleted', 'hardDeleted'] as const;
export type LeaveEvent = (typeof leaveEvents)[number];

/**
 * - `pending`  waits for a person
 * - `approved` is carried out by the next cycle, if the object still asks for it
 * - `rejected` is not carried out until the object's state changes
 */
export const stagedStates = ['pending', 'approved', 'rejected'] as const;
export type StagedState = (typeof stagedStates)[number];

/** A disable or delete that the accidental-deletion threshold holds back; one at most for each object. */
export type StagedDeletion = {
  readonly sourceId: string;
  readonly type: ObjectType;
  readonly targetId: string;
  readonly displayName: string;
  readonly principalName?: string;
  readonly action: 'disable' | 'delete';
  readonly event: LeaveEvent;
  readonly state: StagedState;
  readonly since: Date;
  readonly decidedAt?: Date;
};

/** One failed object operation, kept for retry. */
export type Escrow = {
  readonly sourceId: string;
  readonly type: ObjectType;
  readonly firstFailedAt: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly errorCode: string;
  readonly message: string;
  /** What failed was to take the account away: when the change was made that asked for it. */
  readonly leftAt?: Date;
};

export interface LinkStore {
  /** Links of these source objects; unlinked ones are missing. */
  linksOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  /** The link that holds this target resource, if any. */
  linkOfTarget(jobId: string, type: ObjectType, targetId: string): Promise<Link | undefined>;
  /** Those of people and groups that hold one of these target resources. */
  linksOfTargets(jobId: string, targetIds: readonly string[]): Promise<readonly Link[]>;
  /** Those of the given references that the engine has written to the target. */
  writtenReferences(jobId: string, references: readonly Reference[]): Promise<readonly Reference[]>;
  /** All references written for these owners; for attributes with few values (`manager`). */
  writtenReferencesOf(
    jobId: string,
    attribute: ReferenceAttribute,
    ownerIds: readonly string[],
  ): Promise<readonly Reference[]>;
  /** A page of the links in one state, or in any, ordered by source id, starting after `after`. */
  listLinks(
    jobId: string,
    page: { state?: LinkState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly Link[]>;
  /** A page of all references written, of one attribute, ordered by (ownerId, referencedId), starting after `after`. */
  listWrittenReferences(
    jobId: string,
    page: {
      attribute: ReferenceAttribute;
      /** Only those of this owner. */
      ownerId?: string | undefined;
      after?: Reference | undefined;
      limit: number;
    },
  ): Promise<readonly Reference[]>;
  /** Escrows that are due, oldest first. */
  dueEscrows(jobId: string, now: Date, limit: number): Promise<readonly Escrow[]>;
  escrowsOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Escrow>>;
  /** A page of all escrows, ordered by source id, starting after `after`. */
  listEscrows(jobId: string, page: { after?: string | undefined; limit: number }): Promise<readonly Escrow[]>;
  countEscrows(jobId: string): Promise<number>;
  /** Notes that no page has settled, the oldest first; a bounded number of them. */
  openIntents(jobId: string): Promise<readonly IntentNote[]>;
  /** When the next escrow is due, be it in the past; undefined when there is none. */
  nextEscrowAt(jobId: string): Promise<Date | undefined>;

  /** A page of the links whose account is to be deleted by now, ordered by source id, starting after `after`. */
  dueDeletions(jobId: string, page: { now: Date; after?: string | undefined; limit: number }): Promise<readonly Link[]>;
  /** When the next account is to be deleted after `now`; undefined when none is. */
  nextDeletionAt(jobId: string, now: Date): Promise<Date | undefined>;
  stagedOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, StagedDeletion>>;
  /** A page of staged deletions in one state, or in any, ordered by source id, starting after `after`. */
  listStaged(
    jobId: string,
    page: { state?: StagedState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly StagedDeletion[]>;
  countStaged(jobId: string, state: StagedState): Promise<number>;
  /** Disables and deletes carried out since then, to the minute; rounded up. */
  countDeletions(jobId: string, since: Date): Promise<number>;
  /** How many links are managed. */
  countManaged(jobId: string): Promise<number>;
}
