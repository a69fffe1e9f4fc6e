/** Accounts of the application to choose from; and saying which of them belongs to an object. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, graph } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, type JobOf } from '../../mappings/api/job.ts';
import type { Link } from './links.ts';

export type TargetResource = {
  readonly id: string;
  readonly displayName: string | null;
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly active: boolean | null;
  readonly linkedTo: { readonly id: string; readonly displayName: string } | null;
};

export type TargetSearch = {
  readonly kind: Link['objectTypeName'];
  /** Undefined: the matching attribute that is tried first. */
  readonly attribute: string | undefined;
  readonly value: string;
};

type Found = {
  readonly attribute: string;
  readonly searchableAttributes: readonly string[];
  readonly value: readonly TargetResource[];
};

export const targetResourcesQuery = (job: JobOf, { kind, attribute, value }: TargetSearch) =>
  queryOptions({
    queryKey: ['synchronization', job.servicePrincipalId, 'target-resources', job.jobId, kind, attribute, value],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ objectTypeName: kind, ...(attribute && { attribute }), value });
      return get<Found>(`${jobPath(job)}/targetResources?${query}`, signal);
    },
    placeholderData: keepPreviousData,
  });

/** The account is written to at once, where the job is active. */
export async function linkAccount(job: JobOf, objectId: string, targetId: string): Promise<Link> {
  const link = await graph<Link>('PUT', `${jobPath(job)}/links/${objectId}`, { body: { targetId } });
  void queryClient.invalidateQueries({ queryKey: ['synchronization', job.servicePrincipalId] });
  void queryClient.invalidateQueries({ queryKey: ['logs'] });
  return link;
}
