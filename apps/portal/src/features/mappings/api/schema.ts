/** The schema of a job: read, replaced whole, set back to the default. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { queryOptions } from '@tanstack/react-query';
import { get, graph } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { mappings } from '../../../text/mappings.ts';
import { jobPath, type JobOf } from './job.ts';

export const schemaQuery = (job: JobOf) =>
  queryOptions({
    queryKey: ['synchronization', job.servicePrincipalId, 'schema', job.jobId],
    queryFn: async ({ signal }) => {
      const { '@odata.context': _context, ...schema } = await get<SynchronizationSchema & { '@odata.context': string }>(
        `${jobPath(job)}/schema`,
        signal,
      );
      return schema as SynchronizationSchema;
    },
    // What somebody edits is not exchanged under their hands.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** What the job began with, and goes back to. */
export const defaultSchemaQuery = (servicePrincipalId: string, templateId: string) =>
  queryOptions({
    queryKey: ['synchronization', servicePrincipalId, 'default-schema', templateId],
    queryFn: ({ signal }) =>
      get<SynchronizationSchema>(
        `/servicePrincipals/${servicePrincipalId}/synchronization/templates/${encodeURIComponent(templateId)}/schema`,
        signal,
      ),
    staleTime: Infinity,
  });

const forget = (job: JobOf): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['synchronization', job.servicePrincipalId] });

/** Somebody else saved after this one was read. */
class ChangedMeanwhile extends Error {}

/** `basedOn`: the version that was edited. Throws ChangedMeanwhile rather than undo what others saved since. */
export async function saveSchema(
  job: JobOf,
  schema: SynchronizationSchema,
  basedOn: string | null | undefined,
): Promise<void> {
  const { version } = await get<SynchronizationSchema>(`${jobPath(job)}/schema`);
  if (version !== basedOn) throw new ChangedMeanwhile(mappings.save.changedMeanwhile);
  await graph('PUT', `${jobPath(job)}/schema`, { body: schema });
  await forget(job);
}

export async function restoreDefaultSchema(job: JobOf): Promise<void> {
  await graph('DELETE', `${jobPath(job)}/schema`);
  await forget(job);
}

export async function restoreSchemaVersion(job: JobOf, version: number): Promise<void> {
  await graph('POST', `${jobPath(job)}/schemaVersions/${version}/restore`);
  await forget(job);
}
