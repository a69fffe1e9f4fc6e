/** `$filter` → the directory's conditions: comparisons joined by `and`, each of a form that an index serves. */
import { ApiError } from '@drawbridge/base';
import type { Condition } from '@drawbridge/directory';
import type { Filter } from './filter.ts';
import { conjuncts } from './query.ts';

/** Throws QUERY_UNSUPPORTED for what cannot be said in conditions; the directory checks properties and operators. */
export const toConditions = (filter: Filter | undefined): readonly Condition[] => conjuncts(filter).map(toCondition);

function toCondition(part: Filter): Condition {
  if (part.kind === 'compare' && part.operator === 'eq' && typeof part.value !== 'number') {
    return { property: flat(part.property), op: 'eq', value: part.value };
  }
  if (part.kind === 'in') return { property: flat(part.property), op: 'in', values: part.values.map(String) };
  if (part.kind === 'text' && part.function === 'startsWith')
    return { property: flat(part.property), op: 'startsWith', value: part.value };
  if (part.kind === 'any') return toMembership(part);
  const onlyIds = sameProperty(part);
  if (onlyIds) return onlyIds;
  throw new ApiError(
    'QUERY_UNSUPPORTED',
    "Unsupported or invalid query filter clause. Supported here: eq, in, startsWith and any(…), joined by 'and'.",
  );
}

/** `a eq '1' or a eq '2'` is `a in ('1','2')`. */
function sameProperty(part: Filter): Condition | undefined {
  if (part.kind !== 'or') return undefined;
  const values: string[] = [];
  let property: string | undefined;
  for (const operand of part.operands) {
    if (operand.kind !== 'compare' || operand.operator !== 'eq' || typeof operand.value !== 'string') return undefined;
    if (property !== undefined && property !== operand.property) return undefined;
    property = operand.property;
    values.push(operand.value);
  }
  return property === undefined ? undefined : { property: flat(property), op: 'in', values };
}

function toMembership({ property, variable, condition }: Extract<Filter, { kind: 'any' }>): Condition {
  if (
    condition.kind === 'compare' &&
    condition.operator === 'eq' &&
    condition.property === variable &&
    typeof condition.value === 'string'
  ) {
    return { property: flat(property), op: 'any', value: condition.value };
  }
  throw new ApiError(
    'QUERY_UNSUPPORTED',
    `Unsupported filter on '${property}'. Supported here: ${property}/any(x:x eq '…').`,
  );
}

/** `onPremisesExtensionAttributes/extensionAttribute1` is stored as `extensionAttribute1`. */
const flat = (property: string): string => property.replace(/^onPremisesExtensionAttributes\//, '');
