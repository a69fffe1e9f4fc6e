/** One enterprise application: its service principal. */
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { get } from '../../../lib/graph.ts';
import { paths } from '../../../lib/paths.ts';

export type AppRole = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly value: string | null;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
};

export type Application = {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly appRoleAssignmentRequired: boolean;
  readonly applicationTemplateId: string | null;
  readonly createdDateTime: string;
  readonly homepage: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly appRoles: readonly AppRole[];
};

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: ['applications', id],
    queryFn: ({ signal }) => get<Application>(`/servicePrincipals/${id}`, signal),
  });

const route = getRouteApi(paths.application);

/** The application whose pages these are; the frame around them has loaded it. */
export function useApplication(): Application {
  const { applicationId } = route.useParams();
  return useSuspenseQuery(applicationQuery(applicationId)).data;
}
