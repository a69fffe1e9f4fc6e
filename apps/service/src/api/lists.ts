/** A list route over the directory: query options in, a page with its links out. */
import { ApiError } from '@drawbridge/base';
import type { Condition, Directory, ObjectKind, ObjectQuery, Page } from '@drawbridge/directory';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collection, entity } from '../http/envelope.ts';
import { searchConditions, toConditions } from '../http/odata/conditions.ts';
import { fromPageToken, scopeOf } from '../http/odata/page-token.ts';
import { preferredPageSize } from '../http/odata/preferences.ts';
import { readQuery, type Query } from '../http/odata/query.ts';
import { expanderOf } from './expansions.ts';
import { storedNames } from './selectable.ts';
import { requireVisible } from './visible-properties.ts';

/** Directory objects come in pages of 1 to 999, 100 by default. */
export const directoryLimits = { defaultTop: 100, maxTop: 999 };

export type ListOf<Item> = {
  readonly set: string;
  readonly kind: ObjectKind;
  /** Where `$expand` looks; absent: there is nothing to expand. */
  readonly directory?: Directory;
  list(query: ObjectQuery): Promise<Page<Item>>;
  count(where: readonly Condition[]): Promise<number>;
  show(item: Item, select: readonly string[] | undefined): object | Promise<object>;
  /** Instead of `show`, where more is read for a whole page. */
  showAll?(items: readonly Item[], select: readonly string[] | undefined): Promise<readonly object[]>;
  /** Only these may be seen and asked for; absent: all. */
  readonly visible?: readonly string[] | undefined;
};

export async function answerList<Item extends { readonly id: string }>(
  request: FastifyRequest,
  { set, kind, directory, list, count, show, showAll, visible }: ListOf<Item>,
): Promise<object> {
  const query = directoryQuery(request);
  const where = conditionsOf(query);
  requireVisible(visible, query, where);
  const select = query.select ?? visible;
  const expand = directory ? expanderOf(directory, kind, query.expand) : noExpansion(query);
  const page = await list({
    where,
    limit: query.top,
    select: select && storedNames(kind, select),
    ...(query.orderBy ? { orderBy: query.orderBy } : {}),
    ...placeOf(request, query),
  });
  const shown = showAll
    ? await showAll(page.items, select)
    : await Promise.all(page.items.map((item) => show(item, select)));
  const related = await expand?.(page.items);
  return collection(request, set, {
    value: shown.map((object, index) => ({ ...object, ...related?.(page.items[index]?.id ?? '') })),
    nextAfter: page.next,
    count: query.count && query.skipToken === undefined ? await count(where) : undefined,
  });
}

/** A single object, with what `$select` and `$expand` ask for; `read` is called when they have been found valid. */
export async function answerOne<Item extends { readonly id: string }>(
  request: FastifyRequest,
  { set, kind, directory, read, show, visible }: Omit<ListOf<Item>, 'list' | 'count'> & { read(): Promise<Item> },
): Promise<object> {
  const query = directoryQuery(request);
  requireVisible(visible, query, []);
  if (query.select) storedNames(kind, query.select);
  const expand = directory ? expanderOf(directory, kind, query.expand) : noExpansion(query);
  const item = await read();
  const related = await expand?.([item]);
  return entity(request, set, { ...(await show(item, query.select ?? visible)), ...related?.(item.id) });
}

function noExpansion({ expand }: Query): undefined {
  if (expand.length > 0) throw new ApiError('QUERY_UNSUPPORTED', "The query option '$expand' is not supported here.");
  return undefined;
}

/** The options of a request for directory objects, which do not know `$skip`; a page no larger than the client prefers. */
function directoryQuery(request: FastifyRequest): Query {
  const preferred = preferredPageSize(request.headers.prefer);
  const { maxTop, defaultTop } = directoryLimits;
  const limits = { maxTop, defaultTop: Math.min(preferred ?? defaultTop, maxTop) };
  const query = readQuery(request.query as Record<string, unknown>, limits);
  if (query.skip > 0) {
    throw new ApiError(
      'QUERY_UNSUPPORTED',
      "The query option '$skip' is not supported on directory objects; follow @odata.nextLink.",
    );
  }
  return query;
}

const conditionsOf = ({ filter, search }: Query): readonly Condition[] => [
  ...toConditions(filter),
  ...(search ? [searchConditions(search)] : []),
];

/** Throws PAGE_TOKEN_INVALID for the token of another list. */
const placeOf = (request: FastifyRequest, { skipToken }: Query): { after?: string } =>
  skipToken === undefined ? {} : { after: fromPageToken(skipToken, scopeOf(request.url)) };

/** `$select` of a single object. Throws for a property that its kind does not have. */
export function selectOf(request: FastifyRequest, kind: ObjectKind): readonly string[] | undefined {
  const query = directoryQuery(request);
  noExpansion(query);
  if (query.select) storedNames(kind, query.select);
  return query.select;
}

/** Answers `…/$count`: a plain number, of all or of what `$filter` and `$search` select. */
export async function answerCount(
  request: FastifyRequest,
  reply: FastifyReply,
  count: (where: readonly Condition[]) => Promise<number>,
  visible?: readonly string[],
): Promise<FastifyReply> {
  const query = directoryQuery(request);
  const where = conditionsOf(query);
  requireVisible(visible, query, where);
  return reply.type('text/plain; charset=utf-8').send(String(await count(where)));
}

/** The next page's `after` and size, for collections that are not searched. */
export function pageOf(request: FastifyRequest): {
  after?: string;
  limit: number;
  select: readonly string[] | undefined;
} {
  const query = directoryQuery(request);
  return { limit: query.top, select: query.select, ...placeOf(request, query) };
}
