/**
 * What was logged since a list was read: one question every two seconds, for records at or after the newest one known. What is
 * there is never read again.
 */
import { queryOptions, type QueryClient, type InfiniteData } from '@tanstack/react-query';
import { liveIntervalMs } from '../../../lib/query-client.ts';
import { logKey, logPath, readLogPage, type LogPage } from './log-pages.ts';
import type { Log, LogRow } from './log.ts';

const pageSize = 500;
/** A record carries the time at which its work began, and is written when the work is over. */
const overlapMs = 30_000;
/** More than this in one interval, or in all: nobody reads it line by line, and the list starts anew. */
const mostPages = 4;
const mostRows = 20_000;

export const logTail = <Item, Row extends LogRow>(
  log: Log<Item, Row>,
  filter: string,
  { client, isOn }: { client: QueryClient; isOn: boolean },
) => {
  const queryKey = ['logs', log.path, 'tail', filter] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<readonly Row[]> => {
      const tail = client.getQueryData<readonly Row[]>(queryKey) ?? [];
      const known = knownRows(client, log.path, filter, tail);
      const since = known.newest === undefined ? undefined : Date.parse(known.newest) - overlapMs;
      const condition = since === undefined ? '' : ` and activityDateTime ge ${new Date(since).toISOString()}`;
      const fresh: Row[] = [];
      let path: string | undefined = logPath(log, filter + condition, pageSize);
      for (let pages = 0; path !== undefined; pages++) {
        if (pages === mostPages || tail.length + fresh.length > mostRows) {
          await client.resetQueries({ queryKey: logKey(log.path, filter), exact: true });
          return [];
        }
        const page: LogPage<Row> = await readLogPage(log, path, signal);
        const unknown = page.rows.filter(({ id }) => !known.ids.has(id));
        fresh.push(...unknown);
        path = unknown.length === page.rows.length ? page.next : undefined;
      }
      return fresh.length === 0 ? tail : [...fresh, ...tail].toSorted((one, other) => (one.id < other.id ? 1 : -1));
    },
    enabled: isOn,
    refetchInterval: liveIntervalMs,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  });
};

/** Ids of rows that the next question will answer with again. */
function knownRows<Row extends LogRow>(client: QueryClient, path: string, filter: string, tail: readonly Row[]) {
  const pages = client.getQueryData<InfiniteData<LogPage<Row>>>(logKey(path, filter))?.pages ?? [];
  const newest = tail[0]?.at ?? pages[0]?.rows[0]?.at;
  const ids = new Set(tail.map(({ id }) => id));
  for (const { rows } of pages) {
    for (const { id } of rows) ids.add(id);
    const last = rows.at(-1);
    if (last && newest !== undefined && Date.parse(last.at) < Date.parse(newest) - overlapMs) break;
  }
  return { newest, ids };
}
