/**
 * Where people and groups come from. The engine knows a directory only through this port, and always for one
 * application: what is assigned, and which roles, is the source's to say.
 */

export const objectTypes = ['User', 'Group'] as const;
export type ObjectType = (typeof objectTypes)[number];

/** A value of a source attribute, under its synchronization name (`jobTitle`, `telephoneNumber`, `extensionAttribute1`). */
export type SourceValue = string | number | boolean | readonly string[];

/**
 * - `active`      exists, and may sign in
 * - `disabled`    exists with accountEnabled=false
 * - `softDeleted` in the recycle bin, restorable
 * An object that is gone for good is not returned at all.
 */
export type SourceState = 'active' | 'disabled' | 'softDeleted';

export type SourceRole = { readonly id: string; readonly value: string; readonly displayName: string };

export type SourceObject = {
  readonly id: string;
  readonly type: ObjectType;
  /** For people who read logs. */
  readonly displayName: string;
  /** userPrincipalName of a user; the log's reportable identifier. */
  readonly principalName?: string;
  readonly state: SourceState;
  /** Directly, or (users only) as a direct member of an assigned group; as a member of a group in it where `SourceOptions` say so. */
  readonly assigned: boolean;
  readonly roles: readonly SourceRole[];
  /** Single and multi-valued attributes; references are not among them. Absent when null or empty. */
  readonly attributes: ReadonlyMap<string, SourceValue>;
  readonly managerId?: string;
};

/** A place in the change feed; opaque to everybody but the source, and only compared by it. */
export type FeedPosition = string;

export const referenceAttributes = ['manager', 'members'] as const;
export type ReferenceAttribute = (typeof referenceAttributes)[number];

/** `owner.attribute` points at `referenced`: a user's manager, or one member of a group. */
export type Reference = {
  readonly attribute: ReferenceAttribute;
  readonly ownerId: string;
  readonly referencedId: string;
};

/**
 * `object`: something about the object changed (also its assignment, or its disappearance). Where nothing but values of some
 * attributes changed, `attributes` may name them, and an application that reads none of them need not look at the object;
 * with `assignment`, whether it is assigned, and with which roles, may have changed as well. `changedAt`, where it is known: when
 * it changed; of several changes the first by which it may have left. `reference`: one member came or went.
 */
export type SourceChange =
  | {
      readonly kind: 'object';
      readonly type: ObjectType;
      readonly id: string;
      readonly attributes?: readonly string[];
      readonly assignment?: true;
      readonly changedAt?: Date;
    }
  | { readonly kind: 'reference'; readonly reference: Reference };

/** Which objects to walk: those assigned to the application, or the whole directory. */
export type ScopeMode = 'assigned' | 'all';

export type SourceOptions = {
  /** People in groups within an assigned group are assigned as well, with its roles. Default false. */
  readonly assignsNested?: boolean;
};

export interface Source {
  /** The end of the feed that is safe to start from: every change committed later is found by reading from here. */
  position(): Promise<FeedPosition>;

  /**
   * The next changes after a position, oldest first, never skipping one of a transaction that was slow to commit.
   * `position` is where to go on; `more` is false when the feed's safe end is reached. Repeats are allowed.
   */
  readChanges(
    after: FeedPosition,
    limit: number,
  ): Promise<{ changes: readonly SourceChange[]; position: FeedPosition; more: boolean }>;

  /** A page of objects ordered by id, starting after `after`. In mode `assigned` only assigned ones are returned. */
  listObjects(page: {
    type: ObjectType;
    mode: ScopeMode;
    after?: string | undefined;
    limit: number;
  }): Promise<readonly SourceObject[]>;

  /** How many objects `listObjects` would walk in all; for progress and rate, so an estimate will do. */
  countObjects(type: ObjectType, mode: ScopeMode): Promise<number>;

  /** How many references `listReferences` would walk in all; for progress, so an estimate will do. */
  countReferences(attribute: ReferenceAttribute, mode: ScopeMode): Promise<number>;

  /** The objects with these ids as they are now, in any order; those gone for good are missing from the answer. */
  getObjects(ids: readonly string[]): Promise<readonly SourceObject[]>;

  /** A page of all references of one attribute, ordered by (ownerId, referencedId), starting after `after`. */
  listReferences(page: {
    attribute: ReferenceAttribute;
    mode: ScopeMode;
    /** Only those of this owner. */
    ownerId?: string | undefined;
    after?: Reference | undefined;
    limit: number;
  }): Promise<readonly Reference[]>;

  /** All references that point at one of these objects: groups they are direct members of, and people they manage. */
  referencesTo(ids: readonly string[]): Promise<readonly Reference[]>;

  /** Memberships of groups in these groups, directly; few, even where members are many. */
  nestedGroups(groupIds: readonly string[]): Promise<readonly Reference[]>;

  /** Those of the given references that exist at this moment. */
  existingReferences(references: readonly Reference[]): Promise<readonly Reference[]>;
}
