/** Which attributes the application says it has. Nothing is stored by asking. */
import type { DirectoryDefinition } from '@drawbridge/contract';
import { queryOptions } from '@tanstack/react-query';
import { graph } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';

/** The directory with what is new in it. */
export const discoverQuery = (job: JobOf, directoryId: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['synchronization', job.servicePrincipalId, 'discovered', job.jobId, directoryId],
    queryFn: ({ signal }) =>
      graph<DirectoryDefinition>(
        'POST',
        `${jobPath(job)}/schema/directories/${encodeURIComponent(directoryId)}/discover`,
        { signal },
      ),
    enabled,
    staleTime: Infinity,
    retry: false,
  });
