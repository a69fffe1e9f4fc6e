/** A scoping filter tried on sample values: in or out, and what each clause says. */
import type { ScopeFilter } from '@drawbridge/contract';
import { compileFilter, type Attributes, type ClauseResult } from './clause.ts';

export type ScopeTrial = {
  readonly inScope: boolean;
  readonly clauses: readonly { readonly group: string; readonly clause: string; readonly result: boolean }[];
};

/** Throws MappingError MAPPING_BROKEN, naming the filter and clause. */
export function evaluateScope(filter: ScopeFilter, attributes: Attributes): ScopeTrial {
  const compiled = compileFilter(filter);
  const input = compiled.inputGroups?.(attributes);
  const { passes, clauses } = compiled.groups(attributes);
  return {
    inScope: passes && (input?.passes ?? true),
    clauses: [...(input?.clauses ?? []), ...clauses].map(toTrial),
  };
}

const toTrial = ({ group, title, result }: ClauseResult) => ({ group, clause: title.slice(group.length + 1), result });
