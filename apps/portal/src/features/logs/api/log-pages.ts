/** A log page by page, newest first. Pages are read once: what was logged does not change, and new records come by the tail. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { graph, type GraphPage } from '../../../lib/graph.ts';
import type { Log, LogRow } from './log.ts';

/** The first page is drawn at once; the ones behind it are read while somebody scrolls, with fewer requests. */
const firstPageSize = 100;
const furtherPageSize = 500;

export type LogPage<Row> = { readonly rows: readonly Row[]; readonly next: string | undefined };

export const logKey = (path: string, filter: string): readonly string[] => ['logs', path, filter];

export const logPath = (log: Pick<Log<unknown, LogRow>, 'path' | 'select'>, filter: string, top: number): string => {
  const query = new URLSearchParams({ $top: String(top), $filter: filter });
  if (log.select) query.set('$select', log.select.join(','));
  return `${log.path}?${query}`;
};

export async function readLogPage<Item, Row extends LogRow>(
  log: Log<Item, Row>,
  path: string,
  signal: AbortSignal,
): Promise<LogPage<Row>> {
  const page = await graph<GraphPage<Item>>('GET', path, { signal });
  return { rows: page.value.map(log.toRow), next: page['@odata.nextLink'] };
}

export const logPages = <Item, Row extends LogRow>(log: Log<Item, Row>, filter: string) =>
  infiniteQueryOptions({
    queryKey: logKey(log.path, filter),
    queryFn: ({ pageParam, signal }) => readLogPage(log, pageParam, signal),
    initialPageParam: logPath(log, filter, firstPageSize),
    getNextPageParam: ({ next }) => next && withPageSize(next),
    staleTime: Infinity,
    gcTime: 60_000,
    // Comparing a hundred thousand rows with themselves after each page would take longer than reading the page.
    structuralSharing: false,
  });

/** A page token holds for any size of page. */
function withPageSize(link: string): string {
  const url = new URL(link);
  url.searchParams.set('$top', String(furtherPageSize));
  return url.href;
}
