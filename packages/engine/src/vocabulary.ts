/**
 * The words of the engine, each defined once. Code, logs, API and portal use them in this sense and no other.
 *
 *   application   the thing people are provisioned into; one service principal
 *   source        where people and groups come from, seen through one application's assignments
 *   target        the SCIM side of an application
 *   record        one source object on its way through the steps: scope ▶ map ▶ match ▶ decide ▶ export ▶ settle
 *   course        what the source alone says should become of a record, before the target was asked
 *   decision      what will be done in the target: create, update, disable, delete, or none with a reason
 *   link          source object and target resource known to be one; `managed` or `unmanaged`
 *   reference     a user's manager, or one member of a group; written when both sides are linked
 *   job           the provisioning of one application: schedule, schema, position and health
 *   cycle         one run of a job: initial (everything) or incremental (what changed)
 *   watermark     the cursor of a job: its position in the source's change feed
 *   page          the records whose outcome is committed in one transaction
 *   escrow        one failed record, kept for retry
 *   quarantine    the state of a job that cannot work until a person acts or the road is back
 *   staged        a deletion held back by the accidental-deletion threshold
 *   redundant     an export that would change nothing, and is not sent
 */
export const decisionKinds = ['create', 'update', 'disable', 'delete', 'none'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** Why nothing is done; a reason is not an error. */
export const skipReasons = [
  'RedundantExport',
  'NotEffectivelyEntitled',
  'FilteredAtSource',
  'DisabledAndNeverCreated',
  'SoftDeletedAndNeverCreated',
  'GoneAndNotManaged',
  'CreateNotEnabled',
  'UpdateNotEnabled',
  'DeleteNotEnabled',
  'NoActiveMapping',
  'OutOfScopeDeletionsSkipped',
  'LeftByPolicy',
  'DeletionDueLater',
  'DeletionRejected',
  'ObjectTypeNotMapped',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/**
 * - `keep`       active and in scope: the target should have it, equal to what is mapped
 * - `suspend`    in scope, but may not sign in
 * - `letGo`      left scope: unassigned, or a filter no longer passes
 * - `softDelete` in the recycle bin of the source, restorable
 * - `remove`     gone from the source for good
 * - `leave`      not ours: nothing is read or written
 */
export const courses = ['keep', 'suspend', 'letGo', 'softDelete', 'remove', 'leave'] as const;
export type Course = (typeof courses)[number];
