/**
 * Before a page sends its first create it is written down who may be created, in one statement for the page, and who was let
 * go and may be let in again: see resolve-intents.ts for what becomes of a note that its page could not settle. Whom the
 * target is known to have is left out.
 */
import { newId, ProvisioningError } from '@drawbridge/base';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import { evaluateMappings, MappingInput } from '../mapping/evaluate.ts';
import { matchValuesOf } from '../pipeline/map.ts';
import type { MatchIndex } from '../pipeline/match-index.ts';
import type { MatchValue } from '../pipeline/record.ts';
import type { CreateIntent, IntentNote } from '../ports/cycle-store.ts';
import type { Link } from '../ports/link-store.ts';
import type { SourceObject } from '../ports/source.ts';
import { judgeScope } from '../scoping/assignment.ts';
import type { Cycle } from './cycle.ts';
import type { RecordInput } from './page.ts';

type NoteOf = {
  readonly inputs: readonly RecordInput[];
  readonly links: ReadonlyMap<string, Link>;
  readonly index: MatchIndex | undefined;
  /** The resource that was found gone. */
  readonly replaces?: string | undefined;
};

/** Undefined when nobody may be created. Throws AbortedError when the lease was lost: then nothing may be sent. */
export async function noteCreates(
  cycle: Cycle,
  { inputs, links, index, replaces }: NoteOf,
): Promise<IntentNote | undefined> {
  if (cycle.preview) return undefined;
  const notedAt = cycle.engine.clock.now();
  const intents = inputs.flatMap(({ id, object }): CreateIntent[] => {
    if (!object) return [];
    const { type, displayName } = object;
    const intent = { sourceId: id, type, displayName, matchValues: [], notedAt: notedAt.toISOString() };
    const link = links.get(id);
    if (link) return link.state === 'unmanaged' && isToReturn(cycle, object) ? [intent] : [];
    const matchValues = valuesOfCreate(cycle, object, notedAt);
    if (matchValues.length === 0 || matchValues.some((value) => index?.has(value))) return [];
    return [{ ...intent, matchValues, ...(replaces === undefined ? {} : { replaces }) }];
  });
  if (intents.length === 0) return undefined;
  const note = { id: newId(), intents };
  await cycle.engine.cycles.noteIntents(cycle.job.id, cycle.lease, note);
  return note;
}

function isToReturn(cycle: Cycle, object: SourceObject): boolean {
  const rule = cycle.rule.objects.get(object.type);
  return rule?.canUpdate === true && object.state === 'active' && isInScope(cycle, rule, object);
}

/** The matching values of an object that the decision table may create; none of another. */
function valuesOfCreate(cycle: Cycle, object: SourceObject, now: Date): readonly MatchValue[] {
  const rule = cycle.rule.objects.get(object.type);
  if (!rule?.canAdd || !isInScope(cycle, rule, object)) return [];
  if (object.state !== 'active' && !cycle.settings.CreateInactive) return [];
  return valuesOf(rule, object, now);
}

/** Whether the object would be matched by other values than those that were noted: its name has changed since. */
export function isRenamed(rule: CompiledObject, object: SourceObject, { matchValues, notedAt }: CreateIntent): boolean {
  const values = valuesOf(rule, object, new Date(notedAt));
  const isKept = (noted: MatchValue): boolean =>
    values.some(({ target, value }) => target === noted.target && value === noted.value);
  return matchValues.length > 0 && !matchValues.every(isKept);
}

function valuesOf(rule: CompiledObject, object: SourceObject, now: Date): readonly MatchValue[] {
  try {
    return matchValuesOf(rule, evaluateMappings(rule.matching, new MappingInput(object, false, now)));
  } catch (thrown) {
    // The record will fail in the same way, with a log entry.
    if (thrown instanceof ProvisioningError) return [];
    throw thrown;
  }
}

/** Whether the source alone says that the target should have the object. */
export function isInScope(cycle: Cycle, rule: CompiledObject, object: SourceObject): boolean {
  if (object.state === 'softDeleted') return false;
  const verdict = judgeScope(object, rule.filter, cycle.target.mode);
  return verdict.isInScope && !verdict.isIgnored;
}

/** By what people may be found whose creates were noted. */
export const notedValues = (notes: readonly IntentNote[]): Map<string, CreateIntent['matchValues']> => {
  const noted = new Map<string, CreateIntent['matchValues']>();
  for (const { sourceId, matchValues } of notes.flatMap(({ intents }) => intents))
    noted.set(sourceId, [...(noted.get(sourceId) ?? []), ...matchValues]);
  return noted;
};
