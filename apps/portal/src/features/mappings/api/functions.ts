/** The functions of expressions, as the service knows them. */
import type { FunctionSchema } from '@drawbridge/expressions';
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';

export const functionsQuery = (job: JobOf) =>
  queryOptions({
    queryKey: ['synchronization', 'functions'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<FunctionSchema>>(`${jobPath(job)}/schema/functions`, signal)).value,
    staleTime: Infinity,
  });
