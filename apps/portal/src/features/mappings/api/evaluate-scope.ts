/** A scoping filter tried on one person or group, clause by clause. */
import type { ScopeFilter } from '@drawbridge/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { graph } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';
import type { SourceObject } from './source-object.ts';

export type ScopeTrial = {
  readonly inScope: boolean;
  readonly clauses: readonly { readonly group: string; readonly clause: string; readonly result: boolean }[];
};

export const evaluateScopeQuery = (job: JobOf, scope: ScopeFilter, { objectTypeName, properties, id }: SourceObject) =>
  queryOptions({
    queryKey: ['synchronization', job.servicePrincipalId, 'evaluate-scope', job.jobId, id, scope],
    queryFn: ({ signal }) =>
      graph<ScopeTrial>('POST', `${jobPath(job)}/schema/evaluateScope`, {
        body: { scope: { groups: [], ...scope }, objectTypeName, testInputObject: { properties } },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
