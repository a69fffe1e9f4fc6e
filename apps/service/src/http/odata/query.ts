/** OData query options of one request, checked: `$select`, `$filter`, `$top`, `$skip`, `$skiptoken`, `$count`, `$orderby`, `$search`, `$expand`. */
import { ApiError } from '@drawbridge/base';
import { parseExpand, type Expansion } from './expand.ts';
import { parseFilter, type Filter } from './filter.ts';
import { parseSearch, type Search } from './search.ts';

export type Query = {
  readonly select?: readonly string[] | undefined;
  readonly filter?: Filter | undefined;
  readonly top: number;
  readonly skip: number;
  readonly skipToken?: string | undefined;
  readonly count: boolean;
  readonly orderBy?: { readonly property: string; readonly descending: boolean } | undefined;
  readonly search?: Search | undefined;
  readonly expand: readonly Expansion[];
};

export type QueryLimits = { readonly defaultTop: number; readonly maxTop: number };

const options = [
  'select',
  'filter',
  'top',
  'skip',
  'skiptoken',
  'count',
  'orderby',
  'search',
  'expand',
  'format',
  'deltatoken',
];

/** Option names are case-insensitive, and the `$` is optional. Unknown options are refused by name. */
export function readQuery(parameters: Readonly<Record<string, unknown>>, limits: QueryLimits): Query {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    const option = name.toLowerCase().replace(/^\$/, '');
    if (!options.includes(option))
      throw new ApiError('QUERY_UNSUPPORTED', `The query option '${name}' is not supported.`);
    if (typeof value !== 'string' || given.has(option))
      throw new ApiError('REQUEST_INVALID', `The query option '${name}' may be given once.`);
    given.set(option, value);
  }
  const filter = given.get('filter');
  const search = given.get('search');
  const expand = given.get('expand') ?? '';
  return {
    select: list(given.get('select')),
    filter: filter === undefined ? undefined : parseFilter(filter),
    top: wholeNumber(given.get('top'), '$top', limits.defaultTop, 1, limits.maxTop),
    skip: wholeNumber(given.get('skip'), '$skip', 0, 0, 1_000_000),
    skipToken: given.get('skiptoken'),
    count: given.get('count')?.toLowerCase() === 'true',
    orderBy: orderBy(given.get('orderby')),
    search: search === undefined ? undefined : parseSearch(search),
    expand: expand.trim() === '' ? [] : parseExpand(expand),
  };
}

const list = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text.trim() === '' ? undefined : text.split(',').map((name) => name.trim());

function wholeNumber(text: string | undefined, name: string, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ApiError(
      'REQUEST_INVALID',
      `Invalid value '${text}' for ${name}: it must be a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}

function orderBy(text: string | undefined): Query['orderBy'] {
  if (text === undefined) return undefined;
  const [property, direction = 'asc', ...rest] = text.trim().split(/\s+/);
  if (!property || rest.length > 0 || !['asc', 'desc'].includes(direction.toLowerCase())) {
    throw new ApiError('REQUEST_INVALID', `Invalid $orderby '${text}': give one property, then asc or desc.`);
  }
  return { property, descending: direction.toLowerCase() === 'desc' };
}

/** The parts of a filter that must all hold. */
export function conjuncts(filter: Filter | undefined): readonly Filter[] {
  if (!filter) return [];
  if (filter.kind === 'and') return filter.operands.flatMap(conjuncts);
  return [filter];
}
