/** `$filter` and `$orderby` over a list that is small and constant, evaluated here: the gallery. Text is compared without case. */
import { ApiError } from '@drawbridge/base';
import type { Filter, Literal } from '../../http/odata/filter.ts';
import type { Query } from '../../http/odata/query.ts';

type Item = Readonly<Record<string, unknown>>;

const unsupported = (property: string): ApiError =>
  new ApiError(
    'QUERY_UNSUPPORTED',
    `Could not find a property named '${property.slice(0, 128)}' to filter or order by.`,
  );

function valueOf(item: Item, property: string): unknown {
  if (!Object.hasOwn(item, property)) throw unsupported(property);
  return item[property];
}

const folded = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** Throws QUERY_UNSUPPORTED for a property that the items do not have. */
export function matches(filter: Filter, item: Item): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(operand, item));
    case 'or':
      return filter.operands.some((operand) => matches(operand, item));
    case 'not':
      return !matches(filter.operand, item);
    case 'in': {
      const value = folded(valueOf(item, filter.property));
      return filter.values.some((each) => folded(each) === value);
    }
    case 'compare':
      return compares(valueOf(item, filter.property), filter.operator, filter.value);
    case 'text':
      return holdsText(valueOf(item, filter.property), filter.function, filter.value);
    case 'any':
    case 'all': {
      const list = valueOf(item, filter.property);
      if (!Array.isArray(list)) throw unsupported(filter.property);
      const { inner } = filter;
      if (!inner) return list.length > 0;
      const holds = (element: unknown): boolean => matches(inner.condition, { [inner.variable]: element });
      return filter.kind === 'any' ? list.some(holds) : list.every(holds);
    }
  }
}

function compares(
  given: unknown,
  operator: Extract<Filter, { kind: 'compare' }>['operator'],
  wanted: Literal,
): boolean {
  const [left, right] = [folded(given ?? null), folded(wanted)];
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const order = left < right ? -1 : left > right ? 1 : 0;
  return { gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[operator];
}

function holdsText(given: unknown, operator: Extract<Filter, { kind: 'text' }>['function'], wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const [text, part] = [given.toLowerCase(), wanted.toLowerCase()];
  return { contains: text.includes(part), startsWith: text.startsWith(part), endsWith: text.endsWith(part) }[operator];
}

export function ordered<T extends Item>(items: readonly T[], orderBy: Query['orderBy']): readonly T[] {
  if (!orderBy) return items;
  const { property, descending } = orderBy;
  const keyOf = (item: T): string => String(valueOf(item, property) ?? '');
  const sorted = items.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other), 'en'));
  return descending ? sorted.toReversed() : sorted;
}
