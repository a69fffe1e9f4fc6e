/** Who exists: users, groups, memberships, applications, assignments; and the feed of what changed. */
export type { AppRole } from './app-role.ts';
export { defaultAccessRoleId, rolesForUsers } from './app-role.ts';
export type { AppRoleAssignment, AssignmentChoice, AssignmentQuery, NewAssignment } from './app-role-assignment.ts';
export type { InstantiableTemplate } from './application-template.ts';
export type { Change, ChangeKind, FeedPlace } from './change-log.ts';
export { changeKinds, readPosition, writePosition } from './change-log.ts';
export { checkConditions, readMoment } from './condition.ts';
export type { Condition, Fields, FieldType } from './condition.ts';
export type { DeltaItem, DeltaLink, DeltaPage, DeltaPlace, DeltaQuery, DeltaRelation } from './delta/delta-page.ts';
export type { DeltaReader } from './delta/delta-reader.ts';
export { isCustomExtension } from './custom-extension.ts';
export { Directory } from './directory.ts';
export { conflict, objectNotFound } from './failure.ts';
export type { ApplicationInput, GroupInput, GroupLinks, ServicePrincipalInput, UserInput } from './input.ts';
export type {
  ImportOptions,
  ImportProgress,
  ImportReport,
  ImportSample,
  ImportTally,
  PeopleToImport,
  RejectedRow,
} from './import-people.ts';
export type { ImportChange } from './import-preview.ts';
export { memberKinds } from './membership.ts';
export type { Comparison, RuleNode, RuleProperty, RuleValue } from './membership-rule/tree.ts';
export type { MemberKind, MemberReference, Membership, MembershipOutcome } from './membership.ts';
export type { MemberPage, Memberships, PageRequest } from './memberships.ts';
export { objectKinds, propertiesOf, propertyOf, toGraph } from './object.ts';
export type {
  AnyObject,
  Application,
  Group,
  ObjectKind,
  ObjectOf,
  ServicePrincipal,
  StoredObject,
  User,
} from './object.ts';
export type {
  AddressClaim,
  DirectoryReads,
  DirectoryStore,
  DirectoryWrites,
  Entitlement,
  EntitlementReads,
  FeedReads,
  LinkReads,
  MembershipRule,
  NewObject,
  ObjectPatch,
  ObjectReads,
  Ownership,
  OwnershipOutcome,
  PendingEvaluation,
  RuleProgress,
} from './ports/directory-store.ts';
export type { FilterSupport, Json, Property, PropertyType, PropertyValue, PropertyValues } from './property.ts';
export { checkQuery, fieldTypeOf } from './query.ts';
export type { GroupQuery, ListPlace, ObjectQuery, Page, StoreQuery, UserQuery } from './query.ts';
export type { RelatedReference, Relation } from './relation.ts';
export { createDirectorySource } from './source.ts';
