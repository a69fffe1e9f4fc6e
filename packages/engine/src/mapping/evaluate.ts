/** The mappings of one object type, evaluated for one record: the values that the target should have. */
import type { EvaluationContext, RoleAssignment } from '@drawbridge/expressions';
import type { ScimValue } from '@drawbridge/scim';
import type { SourceObject, SourceRole, SourceValue } from '../ports/source.ts';
import { coerce } from './coerce.ts';
import type { CompiledMapping } from './compiled-rule.ts';

export type WantedValue = {
  readonly mapping: CompiledMapping;
  /** Undefined when the mapping gives nothing. */
  readonly value: ScimValue | undefined;
  /** The value may be written and must not be logged. */
  readonly isRedacted: boolean;
  /** Of SelectUniqueValue: what to try in order. */
  readonly candidates?: readonly string[];
};

/** One source object as mappings see it: with the computed attribute IsSoftDeleted and its own id. */
export class MappingInput implements EvaluationContext {
  readonly attributes: { get(name: string): SourceValue | undefined };
  readonly now: Date;
  readonly roles: readonly RoleAssignment[];

  constructor(
    object: Pick<SourceObject, 'id' | 'attributes' | 'roles'>,
    isSoftDeleted: boolean,
    now: Date,
    rolePriority: readonly string[] = [],
  ) {
    const { attributes, id } = object;
    this.attributes = {
      get: (name) =>
        name === 'IsSoftDeleted' ? isSoftDeleted : (attributes.get(name) ?? (name === 'objectId' ? id : undefined)),
    };
    this.now = now;
    this.roles = inOrder(object.roles, rolePriority);
  }
}

/** The preferred first, then by value, so that the same person always has the same first role. */
function inOrder(roles: readonly SourceRole[], priority: readonly string[]): readonly RoleAssignment[] {
  if (roles.length === 0) return roles;
  const rankOf = ({ value }: SourceRole): number => {
    const rank = priority.indexOf(value);
    return rank < 0 ? priority.length : rank;
  };
  return [...roles]
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.value < b.value ? -1 : a.value > b.value ? 1 : a.id < b.id ? -1 : 1))
    .map(({ id, value, displayName }) => ({ id, displayName, ...(value === '' ? {} : { value }) }));
}

/** Mappings that leave their attribute out of this run (IgnoreFlowIfNullOrEmpty) are missing from the answer. */
export function evaluateMappings(mappings: readonly CompiledMapping[], input: MappingInput): readonly WantedValue[] {
  const wanted: WantedValue[] = [];
  for (const mapping of mappings) {
    const value = evaluateMapping(mapping, input);
    if (value) wanted.push(value);
  }
  return wanted;
}

function evaluateMapping(mapping: CompiledMapping, input: MappingInput): WantedValue | undefined {
  switch (mapping.kind) {
    case 'direct':
      return {
        mapping,
        value: coerce(input.attributes.get(mapping.sourceName!), mapping.definition),
        isRedacted: mapping.isSensitive,
      };
    case 'constant':
      return { mapping, value: mapping.constant, isRedacted: mapping.isSensitive };
    case 'none':
      return { mapping, value: undefined, isRedacted: mapping.isSensitive };
    case 'unique': {
      const candidates = mapping.expression!.candidates(input);
      const isRedacted = mapping.isSensitive || mapping.expression!.isRedacted;
      return { mapping, value: coerce(candidates[0], mapping.definition), isRedacted, candidates };
    }
    case 'function': {
      const outcome = mapping.expression!.evaluate(input);
      if (outcome.kind === 'ignored') return undefined;
      return {
        mapping,
        value: coerce(outcome.value, mapping.definition),
        isRedacted: mapping.isSensitive || outcome.redacted,
      };
    }
  }
}
