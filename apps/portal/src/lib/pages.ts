/** A collection of the API, page after page by its own links. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { graph, type GraphPage } from './graph.ts';

/** `key` names what is asked, filters included. */
export const pagesOf = <Item>(
  key: readonly unknown[],
  path: string,
  options: { headers?: Readonly<Record<string, string>>; refetchInterval?: number | false } = {},
) =>
  infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      graph<GraphPage<Item>>('GET', pageParam, { signal, ...(options.headers ? { headers: options.headers } : {}) }),
    initialPageParam: path,
    getNextPageParam: (page) => page['@odata.nextLink'],
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
  });
