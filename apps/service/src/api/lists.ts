/** A list route over the directory: query options in, a page with its links out. */
import { ApiError } from '@drawbridge/base';
import type { Condition, ObjectKind, ObjectQuery, Page } from '@drawbridge/directory';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collection } from '../http/envelope.ts';
import { toConditions } from '../http/odata/conditions.ts';
import { fromPageToken } from '../http/odata/page-token.ts';
import { readQuery } from '../http/odata/query.ts';
import { storedNames } from './selectable.ts';

/** Directory objects come in pages of 1 to 999, 100 by default. */
export const directoryLimits = { defaultTop: 100, maxTop: 999 };

export type ListOf<Item> = {
  readonly set: string;
  readonly kind: ObjectKind;
  list(query: ObjectQuery): Promise<Page<Item>>;
  count(where: readonly Condition[]): Promise<number>;
  show(item: Item, select: readonly string[] | undefined): object | Promise<object>;
};

export async function answerList<Item>(
  request: FastifyRequest,
  { set, kind, list, count, show }: ListOf<Item>,
): Promise<object> {
  const query = readQuery(request.query as Record<string, unknown>, directoryLimits);
  if (query.skip > 0)
    throw new ApiError(
      'QUERY_UNSUPPORTED',
      "The query option '$skip' is not supported on directory objects; follow @odata.nextLink.",
    );
  if (query.search !== undefined)
    throw new ApiError('QUERY_UNSUPPORTED', "The query option '$search' is not supported; use startsWith in $filter.");
  if (query.expand.length > 0)
    throw new ApiError('QUERY_UNSUPPORTED', "The query option '$expand' is not supported on this collection.");
  const where = toConditions(query.filter);
  const page = await list({
    where,
    limit: query.top,
    select: query.select && storedNames(kind, query.select),
    ...(query.orderBy ? { orderBy: query.orderBy } : {}),
    ...(query.skipToken === undefined ? {} : { after: fromPageToken(query.skipToken) }),
  });
  return collection(request, set, {
    value: await Promise.all(page.items.map((item) => show(item, query.select))),
    nextAfter: page.next,
    count: query.count && query.skipToken === undefined ? await count(where) : undefined,
  });
}

/** `$select` of a single object. Throws QUERY_UNSUPPORTED for a property that its kind does not have. */
export function selectOf(request: FastifyRequest, kind: ObjectKind): readonly string[] | undefined {
  const { select, expand } = readQuery(request.query as Record<string, unknown>, directoryLimits);
  if (expand.length > 0)
    throw new ApiError('QUERY_UNSUPPORTED', "The query option '$expand' is not supported on this object.");
  if (select) storedNames(kind, select);
  return select;
}

/** Answers `…/$count`: a plain number, of all or of what `$filter` selects. */
export async function answerCount(
  request: FastifyRequest,
  reply: FastifyReply,
  count: (where: readonly Condition[]) => Promise<number>,
): Promise<FastifyReply> {
  const { filter } = readQuery(request.query as Record<string, unknown>, directoryLimits);
  return reply.type('text/plain; charset=utf-8').send(String(await count(toConditions(filter))));
}

/** The next page's `after` and size, for collections that are not searched. */
export function pageOf(request: FastifyRequest): {
  after?: string;
  limit: number;
  select: readonly string[] | undefined;
} {
  const { top, skipToken, select } = readQuery(request.query as Record<string, unknown>, directoryLimits);
  return { limit: top, select, ...(skipToken === undefined ? {} : { after: fromPageToken(skipToken) }) };
}
