/** The rows of a log as they are drawn: what came since, then the pages. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { logPages } from './log-pages.ts';
import { logTail } from './log-tail.ts';
import type { Log, LogRow } from './log.ts';

export function useLog<Item, Row extends LogRow>(log: Log<Item, Row>, filter: string, { isLive }: { isLive: boolean }) {
  const client = useQueryClient();
  const pages = useInfiniteQuery({ ...logPages(log, filter), placeholderData: keepPreviousData });
  const isThere = pages.isSuccess && !pages.isPlaceholderData;
  const tail = useQuery(logTail(log, filter, { client, isOn: isLive && isThere }));
  const fresh = isThere ? tail.data : undefined;
  const rows = useMemo(() => {
    const read = pages.data?.pages.flatMap((page) => page.rows) ?? [];
    if (fresh === undefined || fresh.length === 0) return read;
    const newer = new Set(fresh.map(({ id }) => id));
    return [...fresh, ...read.filter(({ id }) => !newer.has(id))];
  }, [pages.data, fresh]);
  return { rows, pages, problem: pages.error ?? (isLive ? tail.error : null) };
}
