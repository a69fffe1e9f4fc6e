/** Step 1: in scope or not, and why; from that the record's course. Looks at the source only. */
import type { ProvisioningStep } from '../log/record.ts';
import { judgeScope, type ScopeVerdict } from '../scoping/assignment.ts';
import type { Course } from '../vocabulary.ts';
import type { CycleContext } from './context.ts';
import { leavingOf } from './leaving.ts';
import type { ScopedRecord, SourcedRecord } from './record.ts';

export function scope(record: SourcedRecord, ctx: CycleContext): ScopedRecord {
  const rule = ctx.rule.objects.get(record.type);
  const { object, trail } = record;
  trail.add({
    name: importName(record),
    type: 'import',
    description: object
      ? `Received ${record.type} '${nameOf(record)}' from the directory`
      : `${record.type} '${nameOf(record)}' no longer exists in the directory`,
    details: { objectId: record.id },
  });
  const verdict = object && rule ? judgeScope(object, rule.filter, ctx.mode) : undefined;
  const course = courseOf(record, verdict, { isMapped: rule !== undefined, ctx });
  if (verdict) trail.add(scopingStep(record, verdict));
  const { type, link } = record;
  const { settings, skipOutOfScopeDeletions } = ctx;
  const leaving =
    rule &&
    leavingOf(
      { type, rule, course, scope: verdict, link },
      { settings, skipOutOfScopeDeletions, now: trail.startedAt },
    );
  return { ...record, rule, scope: verdict, course, leaving };
}

export const nameOf = (record: SourcedRecord): string => record.principalName ?? record.displayName;

function importName({ object, cause, link }: SourcedRecord): string {
  if (!object) return 'EntryImportDelete';
  if (cause !== 'changed') return 'EntryImport';
  return link ? 'EntryImportUpdate' : 'EntryImportAdd';
}

/** Rows of the decision table, as far as the source alone decides (engine.md §6). */
function courseOf(
  { object, link }: SourcedRecord,
  verdict: ScopeVerdict | undefined,
  { isMapped, ctx }: { readonly isMapped: boolean; readonly ctx: CycleContext },
): Course {
  if (!isMapped) return 'leave';
  // Whose deletion is due one day is not let out of sight.
  const isManaged = link?.state === 'managed' || link?.deleteAt !== undefined;
  if (!object || !verdict) return isManaged || (link && ctx.settings.HardDeleteUnmanaged) ? 'remove' : 'leave';
  if (verdict.isIgnored) return 'leave';
  if (object.state === 'softDeleted') return isManaged ? 'softDelete' : 'leave';
  if (!verdict.isInScope) return isManaged ? 'letGo' : 'leave';
  return object.state === 'disabled' ? 'suspend' : 'keep';
}

function scopingStep(record: SourcedRecord, verdict: ScopeVerdict): ProvisioningStepInput {
  const details: Record<string, string> = { 'Active in the source system': say(verdict.isActive) };
  if (verdict.mode === 'all') details['Scope sync all'] = 'True';
  else details['Assigned to the application'] = say(verdict.isAssigned);
  if (record.type === 'User') details['User has the required role'] = say(verdict.mode === 'all' || verdict.isAssigned);
  details['Scoping filter evaluation passed'] = say(verdict.passesFilter);
  if (verdict.clauses.length > 0) {
    const results = Object.fromEntries(verdict.clauses.map(({ title, result }) => [title, result]));
    details['ScopeEvaluationResult'] = JSON.stringify(results);
  }
  return {
    name: 'EntrySynchronizationScoping',
    type: 'scoping',
    status: verdict.isInScope && !verdict.isIgnored ? 'success' : 'skipped',
    description: describe(record, verdict),
    details,
  };
}

type ProvisioningStepInput = Omit<ProvisioningStep, 'timestamp'>;

const say = (value: boolean): string => (value ? 'True' : 'False');

function describe({ type }: SourcedRecord, verdict: ScopeVerdict): string {
  if (verdict.isIgnored) return `${type} is left out by an input filter`;
  if (verdict.isInScope) return `${type} is in scope`;
  return verdict.passesFilter
    ? `${type} is not assigned to the application`
    : `${type} does not pass the scoping filters`;
}
