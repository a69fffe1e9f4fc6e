/** What is remembered about pairs of source and target objects. Read side; all writing goes through CycleStore. */
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
};

export interface LinkStore {
  /** Links of these source objects; unlinked ones are missing. */
  linksOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  /** The link that holds this target resource, if any. */
  linkOfTarget(jobId: string, type: ObjectType, targetId: string): Promise<Link | undefined>;
  /** Those of the given references that the engine has written to the target. */
  writtenReferences(jobId: string, references: readonly Reference[]): Promise<readonly Reference[]>;
  /** All references written for these owners; for attributes with few values (`manager`). */
  writtenReferencesOf(
    jobId: string,
    attribute: ReferenceAttribute,
    ownerIds: readonly string[],
  ): Promise<readonly Reference[]>;
  /** A page of the links in one state, ordered by source id, starting after `after`. */
  listLinks(
    jobId: string,
    page: { state: LinkState; after?: string | undefined; limit: number },
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
  countEscrows(jobId: string): Promise<number>;
  /** When the next escrow is due, be it in the past; undefined when there is none. */
  nextEscrowAt(jobId: string): Promise<Date | undefined>;
}
