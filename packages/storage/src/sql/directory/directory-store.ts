/** DirectoryStore on SQL: reads on any connection, writes in one transaction that carries its own change rows. */
import type { DirectoryReads, DirectoryStore, DirectoryWrites, ObjectKind, ObjectPatch } from '@drawbridge/directory';
import type { QueryExecutorProvider } from 'kysely';
import { keepingAnAdministrator } from '../identity/administrators.ts';
import {
  countAssigned,
  countMemberships,
  entitlementsOf,
  existingReferences,
  nestedGroups,
  listAssigned,
  listReferences,
  referencesTo,
} from './entitlements.ts';
import { bounded, type BoundedDatabase } from './bounded-read.ts';
import { feedPosition, readChanges, trimBatch } from './feed.ts';
import { requireOwnUris } from './identifier-uris.ts';
import { addOwners, existingOwnerships, listOwnedGroups, listOwners, removeOwners } from './group-owners.ts';
import {
  addMembers,
  assign,
  countMembers,
  getAssignment,
  countAssignments,
  listAssignments,
  listGroupsOf,
  listMembers,
  removeMembers,
  unassign,
} from './links.ts';
import {
  advanceEvaluation,
  listMembershipRules,
  lockRules,
  nextEvaluation,
  requestEvaluation,
  ruleProgress,
  setRuleMembers,
  setRuleMembersInRange,
} from './membership-rules.ts';
import { countTransitiveMembers, listTransitiveGroupsOf, listTransitiveMembers } from './nested-members.ts';
import { claimAddresses } from './proxy-addresses.ts';
import { purge } from './purge.ts';
import { countObjects, getObjects, kindsOf, listExpired, listObjects } from './read-objects.ts';
import { listRelated } from './relations.ts';
import { listRuleCandidates } from './rule-candidates.ts';
import { insertObjects, patchObjects, restore, softDelete } from './write-objects.ts';
import { touchAssigned } from './write-scope.ts';

/** The part of a `Database` that this store uses, whatever other tables it has. */
export type DirectoryDatabase = BoundedDatabase & {
  transaction<T>(work: (tx: QueryExecutorProvider) => Promise<T>): Promise<T>;
};

const trimBatchSize = 5000;

export function createSqlDirectoryStore(database: DirectoryDatabase): DirectoryStore {
  return {
    ...readsOf(database.kysely),
    listObjects: (kind, query) => bounded(database, kind, query.where ?? [], (db) => listObjects(db, kind, query)),
    countObjects: (kind, where, deleted) =>
      bounded(database, kind, where, (db) => countObjects(db, kind, where, deleted)),
    write: (work) => database.transaction((tx) => work(writesOf(tx))),
    async trimChanges(before) {
      let trimmed = 0;
      for (;;) {
        const count = await database.transaction((tx) => trimBatch(tx, before, trimBatchSize));
        trimmed += count;
        if (count < trimBatchSize) return trimmed;
      }
    },
  };
}

const readsOf = (db: QueryExecutorProvider): DirectoryReads => ({
  getObjects: (kind, ids, options) => getObjects(db, kind, ids, options),
  listObjects: (kind, query) => listObjects(db, kind, query),
  listRelated: (relation, ids, limit) => listRelated(db, relation, ids, limit),
  countObjects: (kind, where, deleted) => countObjects(db, kind, where, deleted),
  kindsOf: (ids) => kindsOf(db, ids),
  listMembers: (groupId, page) => listMembers(db, groupId, page),
  listGroupsOf: (memberId, page) => listGroupsOf(db, memberId, page),
  listTransitiveMembers: (groupId, page) => listTransitiveMembers(db, groupId, page),
  listTransitiveGroupsOf: (memberId, page) => listTransitiveGroupsOf(db, memberId, page),
  countMembers: (groupId, kind) => countMembers(db, groupId, kind),
  countTransitiveMembers: (groupId, kind) => countTransitiveMembers(db, groupId, kind),
  listOwners: (groupId, page) => listOwners(db, groupId, page),
  listOwnedGroups: (ownerId, page) => listOwnedGroups(db, ownerId, page),
  existingOwnerships: (pairs) => existingOwnerships(db, pairs),
  getAssignment: (id) => getAssignment(db, id),
  listAssignments: (query) => listAssignments(db, query),
  countAssignments: (choice) => countAssignments(db, choice),
  feedPosition: () => feedPosition(db),
  readChanges: (after, limit) => readChanges(db, after, limit),
  listAssigned: (resourceId, kind, page) => listAssigned(db, resourceId, kind, page),
  countAssigned: (resourceId, kind, options) => countAssigned(db, resourceId, kind, options),
  countMemberships: (resourceId, mode) => countMemberships(db, resourceId, mode),
  entitlementsOf: (resourceId, ids, options) => entitlementsOf(db, resourceId, ids, options),
  listReferences: (page) => listReferences(db, page),
  referencesTo: (ids) => referencesTo(db, ids),
  nestedGroups: (groupIds) => nestedGroups(db, groupIds),
  existingReferences: (references) => existingReferences(db, references),
  listMembershipRules: () => listMembershipRules(db),
  nextEvaluation: () => nextEvaluation(db),
  ruleProgress: (groupIds) => ruleProgress(db, groupIds),
});

const writesOf = (tx: QueryExecutorProvider): DirectoryWrites => ({
  ...readsOf(tx),
  insertObjects: async (kind, objects) => {
    const inserted = await insertObjects(tx, kind, objects);
    await requireOwnUris(tx, kind, objects);
    return inserted;
  },
  patchObjects: (kind, patches) =>
    keepingAnAdministrator(tx, administratorsAtStake(kind, patches), async () => {
      const patched = await patchObjects(tx, kind, patches);
      await requireOwnUris(tx, kind, patches);
      return patched;
    }),
  softDelete: (kind, ids, at) =>
    keepingAnAdministrator(tx, kind === 'User' || kind === 'Group' ? ids : [], () => softDelete(tx, kind, ids, at)),
  restore: async (kind, ids) => {
    const restored = await restore(tx, kind, ids);
    await requireOwnUris(
      tx,
      kind,
      [...restored].map((id) => ({ id })),
    );
    return restored;
  },
  purge: (kind, ids) => purge(tx, kind, ids),
  addMembers: (memberships) => addMembers(tx, memberships),
  removeMembers: (memberships) =>
    keepingAnAdministrator(
      tx,
      memberships.map(({ groupId }) => groupId),
      () => removeMembers(tx, memberships),
    ),
  addOwners: (groupId, ownerIds) => addOwners(tx, groupId, ownerIds),
  removeOwners: (groupId, ownerIds) => removeOwners(tx, groupId, ownerIds),
  claimAddresses: (claims) => claimAddresses(tx, claims),
  lockRules: (mode) => lockRules(tx, mode),
  setRuleMembers: (change) => setRuleMembers(tx, change),
  setRuleMembersInRange: (change) => setRuleMembersInRange(tx, change),
  requestEvaluation: (groupIds, at) => requestEvaluation(tx, groupIds, at),
  listRuleCandidates: (search) => listRuleCandidates(tx, search),
  advanceEvaluation: (groupId, place) => advanceEvaluation(tx, groupId, place),
  assign: (assignment) => assign(tx, assignment),
  unassign: (id) => unassign(tx, id),
  touchAssigned: (resourceId) => touchAssigned(tx, resourceId),
  listExpired: (kind, before, limit) => listExpired(tx, kind, before, limit),
});

/** Those whom a patch may keep from signing in as administrators. */
const administratorsAtStake = (kind: ObjectKind, patches: readonly ObjectPatch[]): readonly string[] =>
  patches
    .filter(
      ({ values }) =>
        (kind === 'User' && 'accountEnabled' in values && values['accountEnabled'] !== true) ||
        (kind === 'Group' && 'isAssignableToRole' in values),
    )
    .map(({ id }) => id);
