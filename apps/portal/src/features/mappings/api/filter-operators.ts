/** The operators of scoping filters, as the service knows them. */
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';

export type FilterOperator = {
  readonly name: string;
  /** `Unary` takes no value. */
  readonly arity: 'Unary' | 'Binary';
  readonly supportedAttributeTypes: readonly string[];
};

export const filterOperatorsQuery = (job: JobOf) =>
  queryOptions({
    queryKey: ['synchronization', 'filter-operators'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<FilterOperator>>(`${jobPath(job)}/schema/filterOperators`, signal)).value,
    staleTime: Infinity,
  });
