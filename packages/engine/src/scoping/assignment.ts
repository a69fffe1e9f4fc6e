/**
 * Whether a source object is in scope of the application: (everybody, or assigned) and (no filter, or any filter true).
 * From that and the object's state comes IsSoftDeleted, which the default mapping turns into `active`.
 */
import type { ScopeMode, SourceObject } from '../ports/source.ts';
import type { Attributes, ClauseResult, CompiledFilter } from './clause.ts';

export type ScopeVerdict = {
  readonly isInScope: boolean;
  readonly isActive: boolean;
  readonly isAssigned: boolean;
  readonly passesFilter: boolean;
  /** Rejected while reading: neither provisioned nor deprovisioned. */
  readonly isIgnored: boolean;
  readonly clauses: readonly ClauseResult[];
  readonly mode: ScopeMode;
};

export function judgeScope(object: SourceObject, filter: CompiledFilter, mode: ScopeMode): ScopeVerdict {
  const attributes = withId(object);
  const input = filter.inputGroups?.(attributes);
  const { passes, clauses } = filter.groups(attributes);
  return {
    isInScope: (mode === 'all' || object.assigned) && passes,
    isActive: object.state === 'active',
    isAssigned: object.assigned,
    passesFilter: passes,
    isIgnored: input !== undefined && !input.passes,
    clauses: input ? [...input.clauses, ...clauses] : clauses,
    mode,
  };
}

/** True when unassigned, filtered out, soft-deleted or disabled. Computed here; never an attribute of the source. */
export const isSoftDeleted = (verdict: ScopeVerdict): boolean => !verdict.isInScope || !verdict.isActive;

const withId = (object: SourceObject): Attributes => ({
  get: (name) => object.attributes.get(name) ?? (name === 'objectId' ? object.id : undefined),
});
