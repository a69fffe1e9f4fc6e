/**
 * Wanted against existing: the PATCH operations that make the target's resource equal to what is mapped, and what the
 * log says about them. No operations means that nothing need be sent (RedundantExport).
 */
import {
  getAtPath,
  sameValue,
  type PatchOperation,
  type ResourceType,
  type ScimObject,
  type ScimValue,
} from '@drawbridge/scim';
import type { ModifiedProperty } from '../log/record.ts';
import type { CompiledMapping } from '../mapping/compiled-rule.ts';
import type { WantedValue } from '../mapping/evaluate.ts';
import { mergeRoles } from './roles.ts';
import { shown } from './shown.ts';

export type ResourceDiff = {
  readonly operations: readonly PatchOperation[];
  readonly modified: readonly ModifiedProperty[];
  /** The mappings whose attribute changes. */
  readonly changed: readonly CompiledMapping[];
};

export function diffResource(
  wanted: readonly WantedValue[],
  existing: ScimObject,
  resourceType: ResourceType,
): ResourceDiff {
  const operations: PatchOperation[] = [];
  const modified: ModifiedProperty[] = [];
  const changed: CompiledMapping[] = [];
  for (const value of wanted) {
    if (!flowsOnUpdate(value.mapping)) continue;
    const before = getAtPath(existing, value.mapping.path, resourceType);
    const needed = operationsFor(value, before);
    const operation = needed.at(-1);
    if (!operation) continue;
    operations.push(...needed);
    changed.push(value.mapping);
    modified.push({
      displayName: value.mapping.target,
      oldValue: shown(before, value.isRedacted),
      newValue: shown(value.mapping.roles ? value.value : operation.value, value.isRedacted),
    });
  }
  return { operations, modified, changed };
}

/** The target never shows a write-only attribute, so a difference cannot be seen: it is written on create. */
const flowsOnUpdate = ({ kind, flowType, definition, writesUnchanged }: CompiledMapping): boolean =>
  kind !== 'unique' &&
  flowType !== 'ObjectAddOnly' &&
  definition.mutability !== 'ReadOnly' &&
  (definition.mutability !== 'WriteOnly' || writesUnchanged);

function operationsFor(wanted: WantedValue, before: ScimValue | undefined): readonly PatchOperation[] {
  const { mapping, value } = wanted;
  const isMerged =
    mapping.roles === 'merge' && mapping.flowType === 'Always' && (value !== undefined || mapping.flowsNull);
  if (isMerged) return mergeRoles(mapping.target, value, before);
  const operation = operationFor(withDefault(wanted), before);
  return operation ? [operation] : [];
}

function withDefault(wanted: WantedValue): WantedValue {
  const { mapping, value } = wanted;
  const applies = value === undefined && mapping.kind !== 'none' && mapping.defaultApplies.onUpdate;
  return applies ? { ...wanted, value: mapping.defaultValue } : wanted;
}

function operationFor({ mapping, value }: WantedValue, before: ScimValue | undefined): PatchOperation | undefined {
  const path = mapping.target;
  if (before !== undefined && isFixedOnceSet(mapping)) return undefined;
  if (value === undefined) return operationForNothing(mapping, before);
  if (before === undefined) return { op: 'add', path, value };
  if (mapping.flowType === 'MultiValueAddOnly' || mapping.flowType === 'ValueAddOnly') {
    return operationForMissing(mapping, value, before);
  }
  if (!mapping.writesUnchanged && sameValue(before, value, mapping.attribute)) return undefined;
  return { op: 'replace', path, value };
}

const isFixedOnceSet = ({ flowType, definition }: CompiledMapping): boolean =>
  flowType === 'AttributeAddOnly' || definition.mutability === 'Immutable';

/** Nothing flows only where the target attribute is declared to take it; a mapping without source fills what is empty. */
function operationForNothing(mapping: CompiledMapping, before: ScimValue | undefined): PatchOperation | undefined {
  if (before === undefined) {
    const isFilled = mapping.kind === 'none' && mapping.defaultValue !== undefined;
    return isFilled ? { op: 'add', path: mapping.target, value: mapping.defaultValue! } : undefined;
  }
  return mapping.flowsNull && mapping.kind !== 'none' ? { op: 'remove', path: mapping.target } : undefined;
}

function operationForMissing(
  mapping: CompiledMapping,
  value: ScimValue,
  before: ScimValue,
): PatchOperation | undefined {
  const existing = Array.isArray(before) ? before : [before];
  const single = { ...mapping.attribute, multiValued: false };
  const missing = (Array.isArray(value) ? value : [value]).filter(
    (one) => !existing.some((other) => sameValue(other, one, single)),
  );
  return missing.length === 0 ? undefined : { op: 'add', path: mapping.target, value: missing };
}
