/** The query options that both logs understand: `$filter`, `$orderby` by time, `$top`, `$skiptoken`, `$count`, `$select`. */
import { ApiError, isUuid } from '@drawbridge/base';
import type { LogCondition } from '@drawbridge/storage';
import type { FastifyRequest } from 'fastify';
import { collection, selected } from '../../http/envelope.ts';
import { fromPageToken } from '../../http/odata/page-token.ts';
import { readQuery, type Query } from '../../http/odata/query.ts';
import { toLogCondition, type LogProperties } from './log-filter.ts';

const limits = { defaultTop: 100, maxTop: 1000 };

export type LogPage<Condition> = {
  readonly where: Condition | undefined;
  readonly order: 'newest-first' | 'oldest-first';
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** A log as its list and its export read it. */
export type ReadableLog<Row extends { readonly id: string }, Condition> = {
  list(page: LogPage<Condition>): Promise<readonly Row[]>;
  count(where: Condition | undefined): Promise<number>;
  /** Rows in Graph's shape. */
  show(rows: readonly Row[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
};

/** Condition and order of a list or an export. */
export function readLogQuery<Field extends string, TargetField extends string>(
  query: Query,
  properties: LogProperties<Field, TargetField>,
): Pick<LogPage<LogCondition<Field, TargetField>>, 'where' | 'order'> {
  if (query.search !== undefined || query.expand.length > 0 || query.skip > 0)
    throw new ApiError('QUERY_UNSUPPORTED', `${properties.log} have no $search, $expand and $skip; use $filter.`);
  return {
    where: query.filter && toLogCondition(query.filter, properties),
    order: order(query.orderBy, properties.log),
  };
}

export async function answerLog<Row extends { readonly id: string }, Field extends string, TargetField extends string>(
  request: FastifyRequest,
  set: string,
  log: ReadableLog<Row, LogCondition<Field, TargetField>>,
  properties: LogProperties<Field, TargetField>,
): Promise<object> {
  const query = readQuery(request.query as Record<string, unknown>, limits);
  const { where, order: chosen } = readLogQuery(query, properties);
  const cursor = query.skipToken === undefined ? undefined : logCursor(query.skipToken);
  const rows = await log.list({ where, order: chosen, cursor, limit: query.top + 1 });
  const page = rows.slice(0, query.top);
  const shown = await log.show(page);
  return collection(request, set, {
    value: shown.map((row) => selected(row, query.select)),
    nextAfter: rows.length > query.top ? page.at(-1)?.id : undefined,
    count: query.count && query.skipToken === undefined ? await log.count(where) : undefined,
  });
}

function logCursor(token: string): string {
  const id = fromPageToken(token);
  if (!isUuid(id))
    throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not valid. Start the list again from its first page.');
  return id;
}

function order(orderBy: Query['orderBy'], log: string): LogPage<unknown>['order'] {
  if (!orderBy) return 'newest-first';
  if (orderBy.property !== 'activityDateTime')
    throw new ApiError('QUERY_UNSUPPORTED', `${log} can be ordered by activityDateTime only.`);
  return orderBy.descending ? 'newest-first' : 'oldest-first';
}
