/**
 * Compares the two sides of a condition. Nothing compares as "" (Microsoft says such conditions fail and tells people to
 * avoid them; here they work). Equality is exact; order is by number if both are numbers, by time if both are dates in
 * the language's own form, and else by character.
 */
import { ArgumentProblem } from './problems.ts';
import { readDate } from './dates/read-date.ts';
import type { Comparison, ComparisonOperator, Expression } from './tree.ts';
import { booleanText, isAbsent, parseInteger, type Evaluate, type ExpressionValue } from './value.ts';

export function buildComparison(comparison: Comparison, compile: (expression: Expression) => Evaluate): Evaluate {
  const left = compile(comparison.left);
  const right = compile(comparison.right);
  const holds = tests[comparison.operator];
  const isNumeric = isBareNumber(comparison.left) || isBareNumber(comparison.right);
  const isEquality = comparison.operator === '=' || comparison.operator === '<>';
  return (scope) => {
    const [a, b] = [single(left(scope)), single(right(scope))];
    if (isEquality) return booleanText(holds(a === b || (isNumeric && areSameNumber(a, b)) ? 0 : 1));
    return booleanText(a !== '' && b !== '' && holds(order(a, b)));
  };
}

const tests: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
};

function isBareNumber(expression: Expression): boolean {
  return expression.kind === 'constant' && !expression.quoted && numberOf(expression.value) !== undefined;
}

function areSameNumber(a: string, b: string): boolean {
  const number = numberOf(a);
  return number !== undefined && number === numberOf(b);
}

function order(a: string, b: string): number {
  const [left, right] = [numberOf(a) ?? timeOf(a), numberOf(b) ?? timeOf(b)];
  if (left !== undefined && right !== undefined && (numberOf(a) === undefined) === (numberOf(b) === undefined)) {
    return left - right;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberOf(text: string): number | undefined {
  if (/^\s*[+-]?\d+\.\d+\s*$/.test(text)) return Number(text);
  return parseInteger(text);
}

const generalDate = /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2} [AP]M$/;

function timeOf(text: string): number | undefined {
  return generalDate.test(text) ? readDate(text)?.utc.toMillis() : undefined;
}

function single(value: ExpressionValue): string {
  if (typeof value === 'string') return value;
  if (isAbsent(value)) return '';
  if (value.length === 1) return value[0] ?? '';
  throw new ArgumentProblem('The comparison', 'left or right', `it has ${value.length} values; take one with Item`);
}
