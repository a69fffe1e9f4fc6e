/** The functions of expressions, as the service knows them. */
import type { FunctionSchema } from '@drawbridge/expressions';
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';
import type { JobOf } from './job.ts';
import { jobPath } from './job.ts';

export type { FunctionSchema };

export const functionsQuery = (job: JobOf) =>
  queryOptions({
    queryKey: ['synchronization', 'functions'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<FunctionSchema>>(`${jobPath(job)}/schema/functions`, signal)).value,
    staleTime: Infinity,
  });
