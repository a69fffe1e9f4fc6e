/**
 * What the directory asks of its memory. Reads stand alone; writes happen inside `write`, one transaction, and every
 * write method leaves its rows in the change feed by itself, in the same statement. All methods take many objects at once.
 */
import type { Reference, ReferenceAttribute, ScopeMode } from '@drawbridge/engine';
import type { AppRoleAssignment, AssignmentQuery, NewAssignment } from '../app-role-assignment.ts';
import type { Change } from '../change-log.ts';
import type { MemberReference, Membership, MembershipOutcome } from '../membership.ts';
import type { ObjectKind, StoredObject } from '../object.ts';
import type { PropertyValue } from '../property.ts';
import type { Condition, StoreQuery } from '../query.ts';

export type NewObject = Pick<StoredObject, 'id' | 'values' | 'createdAt'>;

/** `null` clears a value; what is not named stays. */
export type ObjectPatch = { readonly id: string; readonly values: Readonly<Record<string, PropertyValue | null>> };

/** An assigned principal: once for each of its roles. `role` is absent for default access and for a role that is gone. */
export type Entitlement = {
  readonly principalId: string;
  readonly role?: { readonly id: string; readonly value: string; readonly displayName: string };
};

export interface ObjectReads {
  /** In any order; unknown ids are missing. Without `deleted`, those in the recycle bin are missing too. */
  getObjects(
    kind: ObjectKind,
    ids: readonly string[],
    options?: { deleted?: 'include' | 'only' },
  ): Promise<readonly StoredObject[]>;
  /** A page; the query has been checked by `checkQuery`. */
  listObjects(kind: ObjectKind, query: StoreQuery): Promise<readonly StoredObject[]>;
  countObjects(kind: ObjectKind, where: readonly Condition[]): Promise<number>;
  /** The kind of each id, living or deleted; unknown ids are missing. */
  kindsOf(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly kind: ObjectKind; readonly deleted: boolean }>>;
}

export interface LinkReads {
  /** Living direct members by id. */
  listMembers(
    groupId: string,
    page: { after?: string | undefined; limit: number },
  ): Promise<readonly MemberReference[]>;
  /** Ids of the living groups it is a direct member of, in order. */
  listGroupsOf(memberId: string, page: { after?: string | undefined; limit: number }): Promise<readonly string[]>;
  countMembers(groupId: string): Promise<number>;
  getAssignment(id: string): Promise<AppRoleAssignment | undefined>;
  /** Ordered by id of the assignment. */
  listAssignments(query: AssignmentQuery): Promise<readonly AppRoleAssignment[]>;
}

export interface FeedReads {
  /** Before every transaction that still runs. */
  feedPosition(): Promise<string>;
  /**
   * Rows after the position, in feed order, none of a transaction that may still commit something earlier. Throws
   * DirectoryError CHANGES_TRIMMED when rows after the position have been trimmed away.
   */
  readChanges(after: string, limit: number): Promise<readonly Change[]>;
}

/** What the engine's source needs for one application, each in one statement. */
export interface EntitlementReads {
  /** Ids of assigned users (directly, or as direct members of an assigned living group) or of assigned groups. */
  listAssigned(
    resourceId: string,
    kind: 'User' | 'Group',
    page: { after?: string | undefined; limit: number },
  ): Promise<readonly string[]>;
  countAssigned(resourceId: string, kind: 'User' | 'Group'): Promise<number>;
  /** Members of all groups, or of the assigned ones. */
  countMemberships(resourceId: string, mode: ScopeMode): Promise<number>;
  /** Of those ids that are assigned. */
  entitlementsOf(resourceId: string, ids: readonly string[]): Promise<readonly Entitlement[]>;
  /** Ordered by owner, then referenced; owners in the recycle bin are left out. */
  listReferences(page: {
    resourceId: string;
    attribute: ReferenceAttribute;
    mode: ScopeMode;
    ownerId?: string | undefined;
    after?: Reference | undefined;
    limit: number;
  }): Promise<readonly Reference[]>;
  referencesTo(ids: readonly string[]): Promise<readonly Reference[]>;
  existingReferences(references: readonly Reference[]): Promise<readonly Reference[]>;
}

export interface DirectoryReads extends ObjectReads, LinkReads, FeedReads, EntitlementReads {}

export interface DirectoryWrites extends DirectoryReads {
  /** Inserts what conflicts with nothing; answers with the ids inserted. */
  insertObjects(kind: ObjectKind, objects: readonly NewObject[]): Promise<ReadonlySet<string>>;
  /**
   * Changes living objects. A patch that changes nothing leaves no trace. Throws DirectoryError OBJECT_CONFLICT when a
   * value that must be unique is taken.
   */
  patchObjects(
    kind: ObjectKind,
    patches: readonly ObjectPatch[],
  ): Promise<{ readonly found: ReadonlySet<string>; readonly changed: ReadonlySet<string> }>;
  /** Moves to the recycle bin; members of a deleted group lose the scope it gave them. Answers with the ids moved. */
  softDelete(kind: ObjectKind, ids: readonly string[], at: Date): Promise<ReadonlySet<string>>;
  /** Out of the recycle bin. Throws DirectoryError OBJECT_CONFLICT when a unique value was taken meanwhile. */
  restore(kind: ObjectKind, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Removes objects of the recycle bin for good, with their memberships, assignments and reports' manager. */
  purge(kind: ObjectKind, ids: readonly string[]): Promise<ReadonlySet<string>>;
  addMembers(memberships: readonly Membership[]): Promise<MembershipOutcome>;
  /** Answers with those that existed. */
  removeMembers(memberships: readonly Membership[]): Promise<readonly Membership[]>;
  /** False when the principal has this role already. */
  assign(assignment: NewAssignment): Promise<boolean>;
  /** False when there is no such assignment. */
  unassign(id: string): Promise<boolean>;
  /** The roles of an application changed: everybody assigned to it is to be looked at again. */
  touchAssigned(resourceId: string): Promise<void>;
  /** Ids in the recycle bin since before `before`, at most `limit`. */
  listExpired(kind: ObjectKind, before: Date, limit: number): Promise<readonly string[]>;
}

export interface DirectoryStore extends DirectoryReads {
  /** One transaction: committed when `work` resolves, undone when it throws. `work` must not use the store itself. */
  write<Result>(work: (writes: DirectoryWrites) => Promise<Result>): Promise<Result>;
  /** Removes feed rows older than `before`, in small transactions; answers with their number. */
  trimChanges(before: Date): Promise<number>;
}
