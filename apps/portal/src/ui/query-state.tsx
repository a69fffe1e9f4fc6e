/** The states of something that is asked of the server: loading, error, and what to draw when it is there. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from './loading.tsx';
import { Problem } from './problem.tsx';

type Asked<Data> = Pick<UseQueryResult<Data>, 'data' | 'error' | 'isPending' | 'refetch'>;

/** What is there stays in view while it is asked again, and also when that fails. */
export function QueryState<Data>({ query, children }: { query: Asked<Data>; children: (data: Data) => ReactNode }) {
  if (query.data === undefined && query.isPending) return <Loading />;
  return (
    <>
      {query.error && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
