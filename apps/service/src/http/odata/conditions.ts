/** `$filter` and `$search` → conditions that the stores answer. Which properties there are, the collection checks. */
import { ApiError } from '@drawbridge/base';
import type { Condition } from '@drawbridge/directory';
import type { Filter, LambdaBody, Literal } from './filter.ts';
import { conjuncts } from './query.ts';
import { wordsOf, type Search } from './search.ts';

/** Throws REQUEST_INVALID for a value that no property has, QUERY_UNSUPPORTED for what cannot be said in conditions. */
export const toConditions = (filter: Filter | undefined): readonly Condition[] =>
  conjuncts(filter).map((part) => toCondition(part, nameOf));

type Naming = (property: string) => string;

/** As Graph: no index can find the middle of a text, so it would read everybody. */
const containsRefused = (property: string): ApiError =>
  new ApiError(
    'QUERY_UNSUPPORTED',
    `Unsupported or invalid query filter clause specified for property '${property.slice(0, 128)}': contains is not supported on directory objects. Use startsWith(…), or $search="displayName:…" for words of a name.`,
  );

function toCondition(part: Filter, name: Naming): Condition {
  switch (part.kind) {
    case 'and':
      return { op: 'and', conditions: part.operands.map((operand) => toCondition(operand, name)) };
    case 'or':
      return (
        sameProperty(part.operands, name) ?? {
          op: 'or',
          conditions: part.operands.map((operand) => toCondition(operand, name)),
        }
      );
    case 'not':
      return { op: 'not', condition: toCondition(part.operand, name) };
    case 'text':
      if (part.function === 'contains') throw containsRefused(part.property);
      return { property: name(part.property), op: part.function, value: part.value };
    case 'in':
      return oneOf(name(part.property), part.values);
    case 'compare':
      return compared(name(part.property), part.operator, part.value);
    case 'any':
    case 'all':
      return quantified(name(part.property), part.kind, part.inner);
  }
}

function compared(
  property: string,
  operator: Extract<Filter, { kind: 'compare' }>['operator'],
  given: Literal,
): Condition {
  const value = literal(property, given);
  if (operator === 'eq' || operator === 'ne') return { property, op: operator, value };
  if (typeof value === 'string') return { property, op: operator, value };
  throw new ApiError(
    'QUERY_UNSUPPORTED',
    `Unsupported or invalid query filter clause specified for property '${property}': ${String(value)} has no order; use eq or ne.`,
  );
}

/** Custom extension properties lie as text, whatever their type. */
function literal(property: string, value: Literal): string | boolean | null {
  if (property.startsWith('extension_') && value !== null) return String(value);
  if (typeof value !== 'number') return value;
  throw new ApiError(
    'REQUEST_INVALID',
    `Invalid filter clause: property '${property}' is no number; texts stand in single quotes.`,
  );
}

function oneOf(property: string, values: readonly Literal[]): Condition {
  const given = values.map((value) => literal(property, value));
  const texts = given.filter((value) => typeof value === 'string');
  if (texts.length === given.length) return { property, op: 'in', values: texts };
  return { op: 'or', conditions: given.map((value) => ({ property, op: 'eq', value })) };
}

/** `a eq '1' or a eq '2'` is `a in ('1','2')`. */
function sameProperty(operands: readonly Filter[], name: Naming): Condition | undefined {
  const values: string[] = [];
  let property: string | undefined;
  for (const operand of operands) {
    if (operand.kind !== 'compare' || operand.operator !== 'eq' || typeof operand.value !== 'string') return undefined;
    if (property !== undefined && property !== operand.property) return undefined;
    property = operand.property;
    values.push(operand.value);
  }
  return property === undefined ? undefined : { property: name(property), op: 'in', values };
}

/** The elements of every collection here are texts: inside, only the variable itself can be asked for. */
function quantified(property: string, kind: 'any' | 'all', inner: LambdaBody | undefined): Condition {
  if (!inner) return { property, op: 'some' };
  const { variable, condition } = inner;
  const element = toCondition(condition, (name) => {
    if (name === variable) return '';
    throw new ApiError(
      'QUERY_UNSUPPORTED',
      `Unsupported filter on '${property}': its elements are texts, so only '${variable}' can be compared, as in ${property}/any(${variable}:${variable} eq '…').`,
    );
  });
  if (kind === 'any' && 'op' in element && element.op === 'eq' && typeof element.value === 'string') {
    return { property, op: 'any', value: element.value };
  }
  return { property, op: kind === 'any' ? 'some' : 'every', element };
}

/** Properties that are stored under another name than their path. */
function nameOf(path: string): string {
  if (path === 'manager/id') return 'managerId';
  // Internal: not a property of Graph.
  if (path === 'managerId') {
    throw new ApiError(
      'REQUEST_INVALID',
      "Could not find a property named 'managerId' on type 'User'; ask for manager/id.",
    );
  }
  return path.replace(/^(?:onPremisesExtensionAttributes|employeeOrgData)\//, '');
}

/** The words of names and descriptions are looked for; of any other property, its beginning. */
export function searchConditions(search: Search): Condition {
  if (search.kind !== 'clause') return { op: search.kind, conditions: search.operands.map(searchConditions) };
  const { property, text } = search;
  if (property !== 'displayName' && property !== 'description') return { property, op: 'startsWith', value: text };
  return { property, op: 'search', words: wordsOf(text) };
}
