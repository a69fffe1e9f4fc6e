/** The gallery, and making an application from it. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { permissionsQuery } from '../../../lib/permissions.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { applicationsKey } from './application-list.ts';

export type GalleryTemplate = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly publisher: string;
  readonly homePageUrl: string | null;
  readonly categories: readonly string[];
  readonly supportedProvisioningTypes: readonly string[];
};

/** Those that "Create your own application" goes by. */
export const ownTemplateIds = {
  custom: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  onPremises: 'a6f0f7c1-3b0e-4a52-9e3d-6c1d2b7f8e90',
} as const;

export const galleryQuery = queryOptions({
  queryKey: ['gallery'],
  queryFn: async ({ signal }) =>
    (await get<GraphPage<GalleryTemplate>>('/applicationTemplates?$top=999', signal)).value,
  staleTime: 3_600_000,
});

/** Answers the id of the service principal. */
export async function addFromGallery(templateId: string, displayName: string): Promise<string> {
  const { servicePrincipal } = await graph<{ servicePrincipal: { id: string } }>(
    'POST',
    `/applicationTemplates/${templateId}/instantiate`,
    { body: { displayName } },
  );
  await applicationsChanged();
  return servicePrincipal.id;
}

/** Answers the id of the app registration. */
export async function registerApplication(displayName: string): Promise<string> {
  const { id, appId } = await graph<{ id: string; appId: string }>('POST', '/applications', { body: { displayName } });
  await graph('POST', '/servicePrincipals', { body: { appId } });
  await applicationsChanged();
  return id;
}

/** Who makes an application owns it, so what one may do changes, too. */
const applicationsChanged = async (): Promise<void> => {
  void queryClient.invalidateQueries({ queryKey: applicationsKey });
  await queryClient.invalidateQueries({ queryKey: permissionsQuery.queryKey });
};
