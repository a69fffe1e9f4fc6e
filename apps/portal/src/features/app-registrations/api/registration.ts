/** An app registration, its enterprise application, and what changes them. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, literal, type GraphPage } from '../../../lib/graph.ts';
import { pagesOf } from '../../../lib/pages.ts';
import { searchFor } from '../../users/api/find-principals.ts';

export type Secret = {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
};
export type Certificate = {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly customKeyIdentifier: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
};
type RedirectUris = { readonly redirectUris?: readonly string[] } | null;
export type Registration = {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly notes: string | null;
  readonly createdDateTime: string;
  readonly passwordCredentials: readonly Secret[];
  readonly keyCredentials: readonly Certificate[];
  readonly web: RedirectUris;
  readonly spa: RedirectUris;
  readonly publicClient: RedirectUris;
  readonly isFallbackPublicClient?: boolean | null;
};

export type RegistrationsFilter = {
  readonly q?: string | undefined;
  readonly from?: 'registered' | 'gallery' | undefined;
};

export const registrationsKey = ['registrations', 'list'] as const;

const selected =
  'id,appId,displayName,notes,createdDateTime,passwordCredentials,keyCredentials,web,spa,publicClient,isFallbackPublicClient';

export function registrationsQuery({ q, from }: RegistrationsFilter) {
  const filter = from === undefined ? '' : `&$filter=applicationTemplateId ${from === 'registered' ? 'eq' : 'ne'} null`;
  const search = q === undefined ? '' : `&$search=${encodeURIComponent(searchFor(['displayName'], q))}`;
  const path = `/applications?$count=true&$top=200&$orderby=displayName&$select=${selected}${filter}${search}`;
  return pagesOf<Registration>([...registrationsKey, { q, from }], path);
}

export const registrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', 'one', id],
    queryFn: ({ signal }) => get<Registration>(`/applications/${id}?$select=${selected}`, signal),
  });

/** Its service principal, to which permissions are granted; null: there is none. */
export const principalQuery = (appId: string) =>
  queryOptions({
    queryKey: ['registrations', 'principal', appId],
    queryFn: async ({ signal }) => {
      const path = `/servicePrincipals?$select=id,appId&$filter=appId eq ${literal(appId)}`;
      return (await get<GraphPage<{ id: string }>>(path, signal)).value[0] ?? null;
    },
  });

export const createPrincipal = (appId: string): Promise<{ id: string }> =>
  graph('POST', '/servicePrincipals', { body: { appId } });

/** With its service principal, so that something can be granted to it. */
export async function register(body: Readonly<Record<string, unknown>>): Promise<Registration> {
  const made = await graph<Registration>('POST', '/applications', { body });
  await createPrincipal(made.appId);
  return made;
}

export const updateRegistration = (id: string, body: Readonly<Record<string, unknown>>): Promise<void> =>
  graph('PATCH', `/applications/${id}`, { body });

export const deleteRegistration = (id: string): Promise<void> => graph('DELETE', `/applications/${id}`);
