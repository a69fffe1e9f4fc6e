/** Which job the mappings of an application are of: it has one, or none before provisioning is set up. */
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';

/** Whose schema is meant. */
export type JobOf = { readonly servicePrincipalId: string; readonly jobId: string };

export const jobPath = ({ servicePrincipalId, jobId }: JobOf): string =>
  `/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${encodeURIComponent(jobId)}`;

type MappedJob = { readonly id: string; readonly templateId: string };

/** `null`: the application has no job yet. */
export const mappedJobQuery = (servicePrincipalId: string) =>
  queryOptions({
    queryKey: ['synchronization', servicePrincipalId, 'mapped-job'],
    queryFn: async ({ signal }): Promise<MappedJob | null> => {
      const page = await get<GraphPage<MappedJob>>(
        `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`,
        signal,
      );
      return page.value[0] ?? null;
    },
  });
