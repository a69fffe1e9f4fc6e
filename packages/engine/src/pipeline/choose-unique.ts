/**
 * SelectUniqueValue: of the candidates of a mapping, the first that no resource of the target has yet. Only what is about
 * to be created asks; a value once chosen stays. Records with the same candidate take turns, so that both cannot take it.
 */
import { MappingError } from '@drawbridge/base';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { WantedValue } from '../mapping/evaluate.ts';
import type { CycleContext } from './context.ts';
import type { MatchedRecord } from './record.ts';
import { nameOf } from './scope.ts';

const maxTries = 50;

/** Throws MappingError UNIQUE_VALUE_EXHAUSTED, and what the target's client throws. */
export async function chooseUnique(record: MatchedRecord, ctx: CycleContext): Promise<MatchedRecord> {
  const { rule, targetId, course, wanted } = record;
  if (!rule || targetId !== undefined || (course !== 'keep' && course !== 'suspend')) return record;
  if (!wanted.some(({ candidates }) => candidates)) return record;
  const chosen: WantedValue[] = [];
  for (const value of wanted) {
    chosen.push(value.candidates ? { ...value, value: await firstFree(record, { rule, value }, ctx) } : value);
  }
  return { ...record, wanted: chosen };
}

async function firstFree(
  record: MatchedRecord,
  { rule, value }: { readonly rule: CompiledObject; readonly value: WantedValue },
  ctx: CycleContext,
): Promise<string | undefined> {
  const candidates = value.candidates ?? [];
  const { target } = value.mapping;
  for (const candidate of candidates.slice(0, maxTries)) {
    const found = await ctx.client.find(rule.endpoint, target, candidate, { excludeMembers: true }, ctx.signal);
    if (found.length === 0) return candidate;
  }
  if (candidates.length === 0) return undefined;
  throw new MappingError(
    'UNIQUE_VALUE_EXHAUSTED',
    `All ${Math.min(candidates.length, maxTries)} values that the mapping of ${target} offers for '${nameOf(record)}' are taken in ${ctx.targetName}. Add a rule to its SelectUniqueValue.`,
    { details: { targetAttributeName: target, tried: Math.min(candidates.length, maxTries) } },
  );
}
