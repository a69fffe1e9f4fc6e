/**
 * A scoping filter, compiled once a cycle: groups are joined by OR, the clauses of a group by AND. Every clause tells
 * its own result, because the log and provision on demand show it.
 */
import { MappingError } from '@drawbridge/base';
import type { FilterClause, FilterGroup, ScopeFilter } from '@drawbridge/contract';
import type { SourceValue } from '../ports/source.ts';
import { findOperator, type Test } from './operators.ts';

export type Attributes = { get(name: string): SourceValue | undefined };

/** `title` is written as the log shows it: `{filter title}.{attribute} {OPERATOR} '{value}'`. */
export type ClauseResult = { readonly group: string; readonly title: string; readonly result: boolean };
export type FilterResult = { readonly passes: boolean; readonly clauses: readonly ClauseResult[] };

export type CompiledFilter = {
  /** Deprovisioned when this stops passing. */
  readonly groups: (attributes: Attributes) => FilterResult;
  /** Ignored when this does not pass; undefined when there is none. */
  readonly inputGroups: ((attributes: Attributes) => FilterResult) | undefined;
};

type CompiledClause = { readonly attribute: string; readonly title: string; readonly test: Test };
type CompiledGroup = { readonly name: string; readonly clauses: readonly CompiledClause[] };

const everythingPasses: FilterResult = { passes: true, clauses: [] };

/** Throws MappingError MAPPING_BROKEN, naming the filter and clause. */
export function compileFilter(filter: ScopeFilter | null | undefined): CompiledFilter {
  const groups = compileGroups(filter?.groups ?? []);
  const inputGroups = compileGroups(filter?.inputFilterGroups ?? []);
  return {
    groups: (attributes) => evaluate(groups, attributes),
    inputGroups: inputGroups.length === 0 ? undefined : (attributes) => evaluate(inputGroups, attributes),
  };
}

/** A filter without clauses filters nothing. */
const compileGroups = (groups: readonly FilterGroup[]): readonly CompiledGroup[] =>
  groups.filter((group) => (group.clauses ?? []).length > 0).map(compileGroup);

function compileGroup(group: FilterGroup, index: number): CompiledGroup {
  const name = group.name ?? `Filter ${index + 1}`;
  return { name, clauses: (group.clauses ?? []).map((clause) => compileClause(name, clause)) };
}

function compileClause(
  group: string,
  { sourceOperandName, operatorName, targetOperand }: FilterClause,
): CompiledClause {
  const operator = findOperator(operatorName);
  if (!operator) {
    throw new MappingError('MAPPING_BROKEN', `Scoping filter "${group}": there is no operator "${operatorName}".`);
  }
  const operand = targetOperand?.values?.[0];
  if (operator.arity === 'Binary' && operand === undefined) {
    throw new MappingError(
      'MAPPING_BROKEN',
      `Scoping filter "${group}": ${operator.name} on ${sourceOperandName} needs a value.`,
    );
  }
  const shown = operator.arity === 'Binary' ? ` '${operand}'` : '';
  return {
    attribute: sourceOperandName,
    title: `${group}.${sourceOperandName} ${operator.name}${shown}`,
    test: operator.compile(operand ?? ''),
  };
}

function evaluate(groups: readonly CompiledGroup[], attributes: Attributes): FilterResult {
  if (groups.length === 0) return everythingPasses;
  const clauses: ClauseResult[] = [];
  let passes = false;
  for (const group of groups) {
    let all = true;
    for (const clause of group.clauses) {
      const result = clause.test(attributes.get(clause.attribute));
      clauses.push({ group: group.name, title: clause.title, result });
      all &&= result;
    }
    passes ||= all;
  }
  return { passes, clauses };
}
