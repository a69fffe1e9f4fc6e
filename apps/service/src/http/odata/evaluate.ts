/** `$filter`, `$orderby` and `$skip` over a catalogue that is fixed and small, such as the gallery; never over what is stored. */
import { ApiError } from '@drawbridge/base';
import type { CompareOperator, Filter, Literal } from './filter.ts';
import type { Query } from './query.ts';

type Entry = Readonly<Record<string, unknown>>;

/** Text is compared without case, as everywhere. Throws REQUEST_INVALID for a property that no entry has. */
export function chosen<Item extends object>(
  catalogue: readonly Item[],
  { filter, orderBy }: Pick<Query, 'filter' | 'orderBy'>,
): readonly Item[] {
  const known = new Set(catalogue.flatMap((item) => Object.keys(item)));
  const valueOf = (item: object, name: string): unknown => {
    if (known.has(name)) return (item as Entry)[name];
    throw new ApiError(
      'REQUEST_INVALID',
      `Could not find a property named '${name.slice(0, 128)}'; there are ${[...known].join(', ')}.`,
    );
  };
  const found = filter ? catalogue.filter((item) => holds(filter, (name) => valueOf(item, name))) : catalogue;
  if (!orderBy) return found;
  const sign = orderBy.descending ? -1 : 1;
  const key = (item: object): string => folded(valueOf(item, orderBy.property)) ?? '';
  return found.toSorted((one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

type ValueOf = (property: string) => unknown;

function holds(filter: Filter, valueOf: ValueOf): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => holds(operand, valueOf));
    case 'or':
      return filter.operands.some((operand) => holds(operand, valueOf));
    case 'not':
      return !holds(filter.operand, valueOf);
    case 'compare':
      return isSo(valueOf(filter.property), filter.operator, filter.value);
    case 'in': {
      const value = valueOf(filter.property);
      return filter.values.some((one) => isSo(value, 'eq', one));
    }
    case 'text': {
      const [text, part] = [folded(valueOf(filter.property)), filter.value.toLowerCase()];
      if (text === undefined) return false;
      if (filter.function === 'contains') return text.includes(part);
      return filter.function === 'startsWith' ? text.startsWith(part) : text.endsWith(part);
    }
    case 'any':
    case 'all': {
      const elements = valueOf(filter.property);
      const { inner } = filter;
      if (!Array.isArray(elements)) throw noCollection(filter.property);
      if (!inner) return elements.length > 0;
      const isElement = (element: unknown): boolean =>
        holds(inner.condition, (name) => {
          if (name === inner.variable) return element;
          throw noCollection(name);
        });
      return filter.kind === 'any' ? elements.some(isElement) : elements.every(isElement);
    }
  }
}

function isSo(value: unknown, operator: CompareOperator, wanted: Literal): boolean {
  const [one, other] = [folded(value) ?? value ?? null, folded(wanted) ?? wanted];
  if (operator === 'eq' || operator === 'ne') return (one === other) === (operator === 'eq');
  if (typeof one !== typeof other || one === null || other === null) return false;
  const [left, right] = [one as string | number, other as string | number];
  switch (operator) {
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
  }
}

const folded = (value: unknown): string | undefined => (typeof value === 'string' ? value.toLowerCase() : undefined);

const noCollection = (property: string): ApiError =>
  new ApiError(
    'QUERY_UNSUPPORTED',
    `Unsupported or invalid query filter clause specified for property '${property.slice(0, 128)}': any(…) and all(…) take a collection of texts.`,
  );
