/** What a scoping filter still lacks. */
import type { FilterClause, FilterGroup, ScopeFilter } from '@drawbridge/contract';
import { scoping } from '../../../text/scoping.ts';

export type ClauseProblem = { readonly attribute?: string; readonly value?: string };

const unary = new Set(['ISNULL', 'ISNOTNULL', 'ISTRUE', 'ISFALSE']);
const integers = new Set(['GREATERTHAN', 'GREATERTHANOREQUALS', 'LESSTHAN', 'LESSTHANOREQUALS']);
/** As the engine compares names of operators. */
const keyOf = (name: string): string => name.toUpperCase().replaceAll(/[\s_]+/g, '');

export const takesNoValue = (operatorName: string): boolean => unary.has(keyOf(operatorName));

export function problemOfClause(clause: FilterClause): ClauseProblem | undefined {
  const value = clause.targetOperand?.values?.[0] ?? '';
  const attribute = clause.sourceOperandName.trim() === '' ? { attribute: scoping.attributeMissing } : {};
  if (takesNoValue(clause.operatorName)) return 'attribute' in attribute ? attribute : undefined;
  if (value === '') return { ...attribute, value: scoping.valueMissing };
  if (integers.has(keyOf(clause.operatorName)) && !/^[+-]?\d{1,30}$/.test(value.trim()))
    return { ...attribute, value: scoping.valueNotWhole };
  return 'attribute' in attribute ? attribute : undefined;
}

const isCompleteGroup = ({ name, clauses }: FilterGroup): boolean =>
  (name ?? '').trim() !== '' &&
  (clauses ?? []).length > 0 &&
  (clauses ?? []).every((clause) => problemOfClause(clause) === undefined);

/** Whether it may be saved. */
export const isCompleteScope = ({ groups, inputFilterGroups }: ScopeFilter): boolean =>
  [...(groups ?? []), ...(inputFilterGroups ?? [])].every(isCompleteGroup);

export const hasFilters = ({ groups, inputFilterGroups }: ScopeFilter): boolean =>
  (groups ?? []).length + (inputFilterGroups ?? []).length > 0;
