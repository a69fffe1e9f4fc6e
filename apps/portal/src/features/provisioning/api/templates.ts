/** What jobs of an application can be made from. */
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';
import { provisioningKey, synchronization } from './job.ts';

export type JobTemplate = {
  readonly id: string;
  readonly description: string;
  readonly default: boolean;
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
};

export const templatesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: [...provisioningKey(applicationId), 'templates'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<JobTemplate>>(`${synchronization(applicationId)}/templates`, signal)).value,
    staleTime: Infinity,
  });

/** Whether the application is reached through agents only. */
export const needsAgent = (templates: readonly JobTemplate[]): boolean =>
  templates.some(({ metadata }) =>
    metadata.some(({ key, value }) => key === 'IsSynchronizationAgentAssignmentRequired' && value === 'true'),
  );
