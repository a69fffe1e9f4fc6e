/** Step 2: the values that the target should have. Pure; throws MappingError when a mapping fails for this object. */
import { evaluateMappings, MappingInput, type WantedValue } from '../mapping/evaluate.ts';
import { isSoftDeleted } from '../scoping/assignment.ts';
import type { CompiledMapping, CompiledObject } from '../mapping/compiled-rule.ts';
import type { SourceObject } from '../ports/source.ts';
import type { MappedRecord, MatchValue, ScopedRecord } from './record.ts';

const nothing = { wanted: [], matchValues: [] } as const;

export function map(record: ScopedRecord): MappedRecord {
  const { rule, scope } = record;
  if (!rule) return { ...record, ...nothing };
  const mappings = mappingsFor(record, rule);
  if (mappings.length === 0) return { ...record, ...nothing };
  record.trail.stage = { name: 'EntrySynchronizationUpdate', type: 'processing' };
  const isGone = !scope || isSoftDeleted(scope);
  const wanted = evaluateMappings(
    mappings,
    new MappingInput(record.object ?? goneObject(record), isGone, record.trail.startedAt, rule.rolePriority),
  );
  return { ...record, wanted, matchValues: record.link ? [] : matchValuesOf(rule, wanted) };
}

/** A record that leaves scope keeps its values in the target, but for `active` and what the settings want written then. */
function mappingsFor({ course, leaving }: ScopedRecord, rule: CompiledObject): readonly CompiledMapping[] {
  switch (course) {
    case 'keep':
      return rule.mappings;
    case 'suspend':
      return leaving?.way === 'disable' ? overlaid(rule.mappings, rule.whenDisabled) : rule.mappings;
    case 'letGo':
    case 'softDelete':
    case 'remove':
      return leaving?.way === 'disable' ? overlaid(rule.active, rule.whenDisabled) : [];
    case 'leave':
      return [];
  }
}

function overlaid(below: readonly CompiledMapping[], above: readonly CompiledMapping[]): readonly CompiledMapping[] {
  if (above.length === 0) return below;
  const targets = new Set(above.map(({ target }) => target));
  return [...below.filter(({ target }) => !targets.has(target)), ...above];
}

/** Somebody who is not there any more has no attributes, but is soft-deleted all the same. */
const goneObject = ({ id, type, displayName }: ScopedRecord): SourceObject => ({
  id,
  type,
  displayName,
  state: 'softDeleted',
  assigned: false,
  roles: [],
  attributes: new Map(),
});

/** The matching attributes that have a value, the first tried first. */
export function matchValuesOf(rule: CompiledObject, wanted: readonly WantedValue[]): readonly MatchValue[] {
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
