/** The schemas that a job had. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';
import { pagesOf } from '../../../lib/pages.ts';
import { jobPath, type JobOf } from './job.ts';

type Identity = { readonly id: string; readonly displayName: string; readonly userPrincipalName?: string };

export type SchemaVersion = {
  readonly id: string;
  readonly version: string;
  readonly isCurrent: boolean;
  readonly savedDateTime: string | null;
  readonly savedBy: { readonly user?: Identity; readonly application?: Identity } | null;
  readonly changes: readonly string[];
  readonly restoredFromVersion: string | null;
};

export type WholeSchemaVersion = SchemaVersion & { readonly schema: SynchronizationSchema };

const keyOf = ({ servicePrincipalId, jobId }: JobOf) => ['synchronization', servicePrincipalId, 'versions', jobId];

export const schemaVersionsQuery = (job: JobOf) => pagesOf<SchemaVersion>(keyOf(job), `${jobPath(job)}/schemaVersions`);

/** What a version holds does not change; whether it is the current one is asked of the list. */
export const schemaVersionQuery = (job: JobOf, id: string) =>
  queryOptions({
    queryKey: [...keyOf(job), id],
    queryFn: ({ signal }) =>
      get<WholeSchemaVersion>(`${jobPath(job)}/schemaVersions/${encodeURIComponent(id)}`, signal),
    staleTime: 300_000,
  });
