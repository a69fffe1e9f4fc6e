/**
 * Somebody leaves: why, and what is to become of the account. The defaults are Microsoft Entra's (engine.md §6, rows 8–22);
 * a job's settings may say otherwise for each event and type of object.
 */
import type { JobSettings, LeaveAction } from '@drawbridge/contract';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { LeaveEvent, Link } from '../ports/link-store.ts';
import type { ObjectType } from '../ports/source.ts';
import type { ScopeVerdict } from '../scoping/assignment.ts';
import type { Course, SkipReason } from '../vocabulary.ts';

export type Leaving = {
  readonly event: LeaveEvent;
  readonly way: 'none' | 'disable' | 'delete';
  /** Why nothing is done, where the way is `none`. */
  readonly reason: SkipReason;
  /** When the account is deleted, should nobody return before. */
  readonly deleteAt?: Date;
};

export type LeavingFacts = {
  readonly type: ObjectType;
  readonly rule: CompiledObject;
  readonly course: Course;
  readonly scope: ScopeVerdict | undefined;
  readonly link: Link | undefined;
};

export type LeavingContext = {
  readonly settings: JobSettings;
  readonly skipOutOfScopeDeletions: boolean;
  readonly now: Date;
};

const dayMs = 24 * 60 * 60_000;

/** Undefined for a record that stays, or was never ours. */
export function leavingOf(facts: LeavingFacts, context: LeavingContext): Leaving | undefined {
  const event = eventOf(facts);
  if (!event) return undefined;
  const action = actionFor(facts.type, event, context.settings);
  switch (action.kind) {
    case 'default':
      return byDefault(event, facts, context);
    case 'none':
      return { event, way: 'none', reason: 'LeftByPolicy' };
    case 'disable':
    case 'delete':
      return { event, way: action.kind, reason: 'LeftByPolicy' };
    case 'deleteAfter':
      return later(event, action.days, facts, context);
  }
}

function eventOf({ course, scope }: LeavingFacts): LeaveEvent | undefined {
  switch (course) {
    case 'suspend':
      return 'disabled';
    case 'letGo':
      return scope?.mode === 'assigned' && !scope.isAssigned ? 'unassigned' : 'outOfScope';
    case 'softDelete':
      return 'softDeleted';
    case 'remove':
      return 'hardDeleted';
    case 'keep':
    case 'leave':
      return undefined;
  }
}

const settingNames = {
  User: {
    unassigned: 'UserUnassignedAction',
    outOfScope: 'UserOutOfScopeAction',
    disabled: 'UserDisabledAction',
    softDeleted: 'UserSoftDeletedAction',
    hardDeleted: 'UserHardDeletedAction',
  },
  Group: {
    unassigned: 'GroupUnassignedAction',
    outOfScope: 'GroupOutOfScopeAction',
    // A group has no accountEnabled.
    disabled: undefined,
    softDeleted: 'GroupSoftDeletedAction',
    hardDeleted: 'GroupHardDeletedAction',
  },
} as const;

function actionFor(type: ObjectType, event: LeaveEvent, settings: JobSettings): LeaveAction {
  const name = settingNames[type][event];
  return name === undefined ? { kind: 'default' } : settings[name];
}

/** Groups have no `active`, and some targets know no disabled accounts: those are deleted. */
function byDefault(event: LeaveEvent, { type, rule }: LeavingFacts, context: LeavingContext): Leaving {
  if (event === 'hardDeleted') return { event, way: 'delete', reason: 'LeftByPolicy' };
  if ((event === 'unassigned' || event === 'outOfScope') && context.skipOutOfScopeDeletions) {
    return { event, way: 'none', reason: 'OutOfScopeDeletionsSkipped' };
  }
  return { event, way: canDisable(type, rule) ? 'disable' : 'delete', reason: 'LeftByPolicy' };
}

const canDisable = (type: ObjectType, rule: CompiledObject): boolean => type === 'User' && rule.hasSoftDelete;

/** The days count from the first departure: leaving in another way meanwhile may bring the moment nearer, never further. */
function later(event: LeaveEvent, days: number, { type, rule, link }: LeavingFacts, { now }: LeavingContext): Leaving {
  const byPolicy = now.getTime() + days * dayMs;
  const dueMs = Math.min(byPolicy, link?.deleteAt?.getTime() ?? byPolicy);
  if (dueMs <= now.getTime()) return { event, way: 'delete', reason: 'LeftByPolicy' };
  const deleteAt = new Date(dueMs);
  return { event, way: canDisable(type, rule) ? 'disable' : 'none', reason: 'DeletionDueLater', deleteAt };
}
