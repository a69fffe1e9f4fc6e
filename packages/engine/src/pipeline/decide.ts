/**
 * Step 4: what will be done in the target. Pure: it reads nothing and writes nothing, so that a preview is the same
 * code stopped here. Every row of the decision table (engine.md §6) ends in one of these functions.
 */
import { getAtPath } from '@drawbridge/scim';
import { diffResource } from '../diff/resource.ts';
import { shown } from '../diff/shown.ts';
import { newResource } from '../diff/new-resource.ts';
import { evaluateMappings, MappingInput } from '../mapping/evaluate.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { LinkState } from '../ports/link-store.ts';
import type { SkipReason } from '../vocabulary.ts';
import type { CycleContext } from './context.ts';
import type { DecidedRecord, Decision, MatchedRecord } from './record.ts';

type DecisionContext = Pick<CycleContext, 'settings'>;

/** Throws MappingError MAPPING_VALUE_MISSING when a resource to create lacks what the target requires. */
export function decide(record: MatchedRecord, ctx: DecisionContext): DecidedRecord {
  const decision = record.rule ? decideByCourse(record, record.rule, ctx) : nothing('ObjectTypeNotMapped');
  record.trail.intended = decision.kind === 'none' ? 'other' : decision.kind;
  return { ...record, decision };
}

function decideByCourse(record: MatchedRecord, rule: CompiledObject, ctx: DecisionContext): Decision {
  switch (record.course) {
    case 'keep':
      return keep(record, rule);
    case 'suspend':
      return suspend(record, rule, ctx);
    case 'letGo':
    case 'remove':
      return takeAway(record, rule, 'unmanaged');
    case 'softDelete':
      return takeAway(record, rule, 'managed');
    case 'leave':
      return leave(record);
  }
}

function nothing(
  reason: SkipReason,
  link: 'as-is' | 'drop' | LinkState = 'as-is',
  active?: boolean,
): Decision & { kind: 'none' } {
  return { kind: 'none', reason, link, ...(active === undefined ? {} : { active }) };
}

/** Rows 1–5, 18, 19: active and in scope. */
function keep(record: MatchedRecord, rule: CompiledObject): Decision {
  if (record.targetId === undefined) {
    return rule.canAdd ? { kind: 'create', ...newResource(record.wanted, rule) } : nothing('CreateNotEnabled');
  }
  return rule.canUpdate ? update(record, rule, 'managed') : nothing('UpdateNotEnabled', 'managed');
}

/** Rows 6, 7, 8, 12, 14: in scope and may not sign in. */
function suspend(record: MatchedRecord, rule: CompiledObject, { settings }: DecisionContext): Decision {
  if (record.targetId !== undefined) return takeAway(record, rule, 'managed');
  const isToGo = record.leaving?.way === 'delete' || record.leaving?.deleteAt !== undefined;
  if (!settings.CreateInactive || rule.active.length === 0 || isToGo) return nothing('DisabledAndNeverCreated');
  return rule.canAdd ? { kind: 'create', ...newResource(record.wanted, rule) } : nothing('CreateNotEnabled');
}

/** Rows 8–17, 21, 22: the target should not let the person in any more. */
function takeAway(record: MatchedRecord, rule: CompiledObject, linkState: LinkState): Decision {
  const { way, reason } = record.leaving!;
  switch (way) {
    case 'none':
      return nothing(reason, linkState);
    case 'delete':
      return rule.canDelete ? remove(record, rule) : nothing('DeleteNotEnabled', linkState);
    case 'disable':
      if (rule.active.length === 0) return nothing('NoActiveMapping', linkState);
      return rule.canUpdate ? update(record, rule, linkState) : nothing('UpdateNotEnabled', linkState);
  }
}

function update(record: MatchedRecord, rule: CompiledObject, linkState: LinkState): Decision {
  const { existing, wanted } = record;
  if (!existing) return nothing('RedundantExport', linkState);
  const { operations, modified, changed } = diffResource(wanted, existing, rule.resourceType);
  const active = activeAfter(record, rule);
  if (operations.length === 0) return nothing('RedundantExport', linkState, active);
  const isDisabled = active === false && changed.some((mapping) => rule.active.includes(mapping));
  return {
    kind: isDisabled ? 'disable' : 'update',
    targetId: record.targetId!,
    operations,
    modified,
    active,
    linkState,
  };
}

/** What `active` will be in the target: as mapped, else as it is. */
function activeAfter({ existing, wanted }: MatchedRecord, rule: CompiledObject): boolean | undefined {
  const mapping = rule.active.find(({ definition }) => definition.type === 'Boolean');
  if (!mapping) return undefined;
  const value = wanted.find((candidate) => candidate.mapping === mapping)?.value;
  if (typeof value === 'boolean') return value;
  const before = existing && getAtPath(existing, mapping.path, rule.resourceType);
  return typeof before === 'boolean' ? before : undefined;
}

/** Rows 15, 22, and 14 and 21. */
function remove({ targetId, trail }: MatchedRecord, rule: CompiledObject): Decision {
  if (targetId === undefined) return nothing('GoneAndNotManaged', 'drop');
  const values = evaluateMappings(rule.whenDeleted, new MappingInput(nobody, true, trail.startedAt));
  const written = values.flatMap(({ mapping, value }) => (value === undefined ? [] : [{ mapping, value }]));
  return {
    kind: 'delete',
    targetId,
    farewell: written.map(({ mapping, value }) => ({ op: 'replace', path: mapping.target, value })),
    modified: written.map(({ mapping, value }) => ({
      displayName: mapping.target,
      oldValue: null,
      newValue: shown(value, mapping.isSensitive),
    })),
  };
}

/** What is written before a delete are constants, which look at nobody. */
const nobody = { id: '', attributes: new Map<string, never>(), roles: [] };

/** Rows 17, 20: not ours, or not ours any more. A link stays known, so that memberships can still be taken away. */
function leave({ object, scope, rule }: MatchedRecord): Decision {
  if (!rule) return nothing('ObjectTypeNotMapped');
  if (!object) return nothing('GoneAndNotManaged');
  if (scope?.isIgnored) return nothing('FilteredAtSource');
  return nothing(object.state === 'softDeleted' ? 'SoftDeletedAndNeverCreated' : 'NotEffectivelyEntitled');
}
