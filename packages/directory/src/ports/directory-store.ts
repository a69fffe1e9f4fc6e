/**
 * What the directory asks of its memory. Reads stand alone; writes happen inside `write`, one transaction, and every
 * write method leaves its rows in the change feed by itself, in the same statement. All methods take many objects at once.
 */
import type { Reference, ReferenceAttribute, ScopeMode } from '@drawbridge/engine';
import type { AppRoleAssignment, AssignmentChoice, AssignmentQuery, NewAssignment } from '../app-role-assignment.ts';
import type { Change } from '../change-log.ts';
import type { MemberKind, MemberReference, Membership, MembershipOutcome } from '../membership.ts';
import type { RuleNode } from '../membership-rule/tree.ts';
import type { ObjectKind, StoredObject } from '../object.ts';
import type { PropertyValue } from '../property.ts';
import type { Condition } from '../condition.ts';
import type { RelatedReference, Relation } from '../relation.ts';
import type { StoreQuery } from '../query.ts';

export type NewObject = Pick<StoredObject, 'id' | 'values' | 'createdAt'>;

/** `null` clears a value; what is not named stays. */
export type ObjectPatch = { readonly id: string; readonly values: Readonly<Record<string, PropertyValue | null>> };

export type Ownership = { readonly groupId: string; readonly ownerId: string };

/** What became of the owners that were asked for; `missing` holds the group's id when that does not exist. */
export type OwnershipOutcome = {
  readonly added: readonly string[];
  readonly missing: readonly string[];
  readonly existing: readonly string[];
};

/** All addresses that a user or group is to hold. */
export type AddressClaim = { readonly ownerId: string; readonly addresses: readonly string[] };

/** Of a living dynamic group whose rule is being applied. */
export type MembershipRule = { readonly groupId: string; readonly rule: string };

/** A rule that is being put to everybody, and after which id it goes on. Without a rule: the group has none any more. */
export type PendingEvaluation = {
  readonly groupId: string;
  readonly after?: string | undefined;
  readonly rule?: string | undefined;
};

/** Since when a rule is put to everybody, and when that was done. */
export type RuleProgress = { readonly groupId: string; readonly requestedAt: Date; readonly finishedAt?: Date };

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
  countObjects(kind: ObjectKind, where: readonly Condition[], deleted?: 'only'): Promise<number>;
  /** The kind of each id, living or deleted; unknown ids are missing. */
  kindsOf(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly kind: ObjectKind; readonly deleted: boolean }>>;
}

export interface LinkReads {
  /** Living direct members by id. */
  listMembers(
    groupId: string,
    page: { after?: string | undefined; limit: number; kind?: MemberKind | undefined },
  ): Promise<readonly MemberReference[]>;
  /** As listMembers, through nested groups too. The group itself is not among them. */
  listTransitiveMembers(
    groupId: string,
    page: { after?: string | undefined; limit: number; kind?: MemberKind | undefined },
  ): Promise<readonly MemberReference[]>;
  /** Ids of the living groups it is a direct member of, in order. */
  listGroupsOf(memberId: string, page: { after?: string | undefined; limit: number }): Promise<readonly string[]>;
  /** As listGroupsOf, through nested groups too; `among` keeps those with these ids. */
  listTransitiveGroupsOf(
    memberId: string,
    page: {
      after?: string | undefined;
      limit: number;
      securityEnabledOnly?: boolean | undefined;
      among?: readonly string[] | undefined;
    },
  ): Promise<readonly string[]>;
  countMembers(groupId: string, kind?: MemberKind): Promise<number>;
  countTransitiveMembers(groupId: string, kind?: MemberKind): Promise<number>;
  /** Living owners by id. */
  listOwners(groupId: string, page: { after?: string | undefined; limit: number }): Promise<readonly MemberReference[]>;
  /** Ids of the living groups that it owns, in order. */
  listOwnedGroups(ownerId: string, page: { after?: string | undefined; limit: number }): Promise<readonly string[]>;
  existingOwnerships(pairs: readonly Ownership[]): Promise<readonly Ownership[]>;
  getAssignment(id: string): Promise<AppRoleAssignment | undefined>;
  /** Ordered by id of the assignment. */
  listAssignments(query: AssignmentQuery): Promise<readonly AppRoleAssignment[]>;
  countAssignments(choice: AssignmentChoice): Promise<number>;
}

export interface RelationReads {
  /** Living related objects, at most `limit` of each, by id. */
  listRelated(relation: Relation, ids: readonly string[], limit: number): Promise<readonly RelatedReference[]>;
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
  /**
   * Ids of assigned users (directly, or as direct members of an assigned living group) or of assigned groups. `nested`, here
   * and below: people in living groups within an assigned one are assigned as well.
   */
  listAssigned(
    resourceId: string,
    kind: 'User' | 'Group',
    page: { after?: string | undefined; limit: number; nested?: boolean },
  ): Promise<readonly string[]>;
  countAssigned(resourceId: string, kind: 'User' | 'Group', options?: { nested?: boolean }): Promise<number>;
  /** Members of all groups, or of the assigned ones. */
  countMemberships(resourceId: string, mode: ScopeMode): Promise<number>;
  /** Of those ids that are assigned. */
  entitlementsOf(
    resourceId: string,
    ids: readonly string[],
    options?: { nested?: boolean },
  ): Promise<readonly Entitlement[]>;
  /** Ordered by owner, then referenced; owners in the recycle bin are left out. */
  listReferences(page: {
    resourceId: string;
    attribute: ReferenceAttribute;
    mode: ScopeMode;
    ownerId?: string | undefined;
    after?: Reference | undefined;
    limit: number;
    nested?: boolean;
  }): Promise<readonly Reference[]>;
  referencesTo(ids: readonly string[]): Promise<readonly Reference[]>;
  /** Memberships of groups in these groups, directly. */
  nestedGroups(groupIds: readonly string[]): Promise<readonly Reference[]>;
  existingReferences(references: readonly Reference[]): Promise<readonly Reference[]>;
}

/** Dynamic groups. */
export interface RuleReads {
  listMembershipRules(): Promise<readonly MembershipRule[]>;
  nextEvaluation(): Promise<PendingEvaluation | undefined>;
  ruleProgress(groupIds: readonly string[]): Promise<readonly RuleProgress[]>;
}

/**
 * Dynamic groups. `lockRules('shared')` before the rules are read, when people change; `'exclusive'` when a rule changes or
 * is put to everybody. Both last until the transaction ends.
 */
export interface RuleWrites {
  lockRules(mode: 'shared' | 'exclusive'): Promise<void>;
  /** Of these people exactly the wanted are in these groups afterwards; `areNew`: they are in none yet. */
  setRuleMembers(change: {
    groupIds: readonly string[];
    userIds: readonly string[];
    wanted: readonly Membership[];
    areNew: boolean;
  }): Promise<void>;
  /** Of all members after `after`, up to and with `through`, exactly these are in the group afterwards. */
  setRuleMembersInRange(change: {
    groupId: string;
    after?: string | undefined;
    through?: string | undefined;
    memberIds: readonly string[];
  }): Promise<void>;
  /** Puts the rules of these groups to everybody, from the beginning. */
  requestEvaluation(groupIds: readonly string[], at: Date): Promise<void>;
  /** The next `window` people by id, at least those whom the rule lets in, with at least what it reads. Absent `last`: nobody comes after. */
  listRuleCandidates(search: {
    rule: RuleNode;
    reads: ReadonlySet<string>;
    after?: string | undefined;
    window: number;
  }): Promise<{ readonly candidates: readonly StoredObject[]; readonly last?: string }>;
  /** Without `after` it is done. */
  advanceEvaluation(groupId: string, place: { after?: string | undefined; at: Date }): Promise<void>;
}

export interface DirectoryReads extends ObjectReads, LinkReads, FeedReads, EntitlementReads, RelationReads, RuleReads {}

export interface DirectoryWrites extends DirectoryReads, RuleWrites {
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
  addOwners(groupId: string, ownerIds: readonly string[]): Promise<OwnershipOutcome>;
  /** Answers with those that existed. */
  removeOwners(groupId: string, ownerIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Each holds exactly these proxy addresses afterwards. Answers with those who were refused, because another object holds
   * one; they keep what they had. Throws DirectoryError OBJECT_CONFLICT when another writer takes one at this moment.
   */
  claimAddresses(claims: readonly AddressClaim[]): Promise<ReadonlySet<string>>;
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
