/** A collection of the API as a table: its pages one after the other, with the states of asking for them. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { GraphPage } from '../lib/graph.ts';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { Loading } from './loading.tsx';
import { Problem } from './problem.tsx';

type Pages<Row> = Pick<
  UseInfiniteQueryResult<InfiniteData<GraphPage<Row>>>,
  'data' | 'error' | 'isPending' | 'refetch' | 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage'
>;
type CollectionProps<Row> = { readonly query: Pages<Row> } & Omit<
  DataTableProps<Row>,
  'rows' | 'hasMore' | 'onMore' | 'isLoadingMore' | 'total'
>;

export const rowsOf = <Row,>(data: InfiniteData<GraphPage<Row>> | undefined): readonly Row[] =>
  data?.pages.flatMap(({ value }) => value) ?? [];

export function Collection<Row>({ query, ...table }: CollectionProps<Row>) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (data === undefined && isPending) return <Loading />;
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && (
        <DataTable
          {...table}
          rows={rowsOf(data)}
          hasMore={hasNextPage}
          onMore={() => void fetchNextPage()}
          isLoadingMore={isFetchingNextPage}
          total={data.pages[0]?.['@odata.count']}
        />
      )}
    </>
  );
}
