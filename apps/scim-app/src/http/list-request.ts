/** The parameters of a query (RFC 7644 §3.4.2), from a query string or from the body of a search: one shape for both. */
import { ApiError, ScimError } from '@drawbridge/base';
import {
  parseFilter,
  readAttributePath,
  readSearchRequest,
  type AttributePath,
  type Filter,
  type Projection,
  type ScimObject,
  type SearchRequest,
} from '@drawbridge/scim';

export const defaultCount = 100;
/** The most resources in one answer; also said in ServiceProviderConfig. */
export const maxCount = 1_000;

export type QueryString = Readonly<Record<string, string | string[] | undefined>>;

export type ListRequest = {
  readonly projection: Projection;
  readonly filter?: Filter;
  readonly sort?: { readonly path: AttributePath; readonly isDescending: boolean };
  readonly startIndex: number;
  readonly count: number;
};

/** @throws ScimError SCIM_INVALID_VALUE, SCIM_INVALID_FILTER, SCIM_INVALID_PATH, SCIM_TOO_MANY. */
export function readListRequest(query: QueryString): ListRequest {
  return toListRequest({
    ...readProjection(query),
    ...defined('filter', single(query, 'filter')),
    ...defined('sortBy', single(query, 'sortBy')),
    ...defined('sortOrder', sortOrderOf(query)),
    ...defined('startIndex', wholeNumber(query, 'startIndex')),
    ...defined('count', wholeNumber(query, 'count')),
  });
}

/** The body of POST /.search (RFC 7644 §3.4.3). */
export const readSearchBody = (body: ScimObject): ListRequest => toListRequest(readSearchRequest(body));

/** `attributes` and `excludedAttributes` (RFC 7644 §3.9), which every request that answers with a resource may carry. */
export function readProjection(query: QueryString): Projection {
  return {
    ...defined('attributes', names(single(query, 'attributes'))),
    ...defined('excludedAttributes', names(single(query, 'excludedAttributes'))),
  };
}

function toListRequest({
  filter,
  sortBy,
  sortOrder,
  startIndex = 1,
  count = defaultCount,
  ...projection
}: SearchRequest): ListRequest {
  return {
    projection,
    ...(filter === undefined || filter === '' ? {} : { filter: parseFilter(filter) }),
    ...(sortBy === undefined || sortBy === ''
      ? {}
      : { sort: { path: sortPath(sortBy), isDescending: sortOrder === 'descending' } }),
    startIndex: Math.min(Math.max(startIndex, 1), Number.MAX_SAFE_INTEGER),
    count: Math.min(Math.max(count, 0), maxCount),
  };
}

function sortOrderOf(query: QueryString): SearchRequest['sortOrder'] {
  const text = single(query, 'sortOrder');
  if (text === undefined || text === 'ascending' || text === 'descending') return text;
  throw misfit('sortOrder', 'ascending or descending');
}

function sortPath(text: string): AttributePath {
  const path = readAttributePath(text);
  if (path) return path;
  throw new ScimError(
    'SCIM_INVALID_PATH',
    `sortBy must be the name of an attribute, not ${JSON.stringify(text.slice(0, 100))}.`,
  );
}

function single(query: QueryString, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw misfit(name, 'there once only');
  return value;
}

function wholeNumber(query: QueryString, name: string): number | undefined {
  const text = single(query, name);
  if (text === undefined || text === '') return undefined;
  if (!/^\s*[+-]?\d{1,15}\s*$/.test(text)) throw misfit(name, 'a whole number');
  return Number(text);
}

const names = (text: string | undefined): readonly string[] | undefined =>
  text === undefined
    ? undefined
    : text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');

const defined = <N extends string, V>(name: N, value: V | undefined): { readonly [K in N]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: V };

const misfit = (name: string, expected: string): ScimError =>
  new ScimError('SCIM_INVALID_VALUE', `${name} must be ${expected}.`);

/** The discovery endpoints take no filter (RFC 7644 §4: 403). */
export function refuseFilter(query: unknown): void {
  if ((query as QueryString)['filter'] !== undefined) {
    throw new ApiError('ACCESS_DENIED', 'The discovery endpoints take no filter. Leave it out.');
  }
}
