/** A person or group as mappings and scoping filters see them. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';

export type SampleValue = string | number | boolean | readonly string[];

export type SourceObject = {
  readonly id: string;
  readonly objectTypeName: 'User' | 'Group';
  readonly displayName: string;
  readonly userPrincipalName: string | null;
  readonly state: 'active' | 'disabled' | 'softDeleted';
  readonly isAssigned: boolean;
  readonly appRoles: readonly string[];
  readonly properties: readonly { readonly key: string; readonly value: SampleValue }[];
};

export const sourceObjectQuery = (job: JobOf, objectId: string) =>
  queryOptions({
    queryKey: ['synchronization', job.servicePrincipalId, 'source-object', job.jobId, objectId],
    queryFn: ({ signal }) => get<SourceObject>(`${jobPath(job)}/sourceObjects/${encodeURIComponent(objectId)}`, signal),
  });
