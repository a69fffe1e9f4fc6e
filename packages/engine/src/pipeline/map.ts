/** Step 2: the values that the target should have. Pure; throws MappingError when a mapping fails for this object. */
import { evaluateMappings, MappingInput, type WantedValue } from '../mapping/evaluate.ts';
import { isSoftDeleted } from '../scoping/assignment.ts';
import type { CompiledMapping, CompiledObject } from '../mapping/compiled-rule.ts';
import type { MappedRecord, MatchValue, ScopedRecord } from './record.ts';

const nothing = { wanted: [], matchValues: [] } as const;

export function map(record: ScopedRecord): MappedRecord {
  const { object, rule, scope } = record;
  if (!object || !rule || !scope) return { ...record, ...nothing };
  const mappings = mappingsFor(record, rule);
  if (mappings.length === 0) return { ...record, ...nothing };
  record.trail.stage = { name: 'EntrySynchronizationUpdate', type: 'processing' };
  const wanted = evaluateMappings(mappings, new MappingInput(object, isSoftDeleted(scope), record.trail.startedAt));
  return { ...record, wanted, matchValues: record.link ? [] : matchValuesOf(rule, wanted) };
}

/** A record that leaves scope keeps its values in the target, but for `active`. */
function mappingsFor({ course }: ScopedRecord, rule: CompiledObject): readonly CompiledMapping[] {
  switch (course) {
    case 'keep':
    case 'suspend':
      return rule.mappings;
    case 'letGo':
    case 'softDelete':
      return rule.active;
    case 'remove':
    case 'leave':
      return [];
  }
}

function matchValuesOf(rule: CompiledObject, wanted: readonly WantedValue[]): readonly MatchValue[] {
  const values: MatchValue[] = [];
  for (const mapping of rule.matching) {
    const value = wanted.find((candidate) => candidate.mapping === mapping)?.value;
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (single !== undefined && single !== null && typeof single !== 'object') {
      values.push({ target: mapping.target, value: single });
    }
  }
  return values;
}
