/** Changing and deleting an application. Its name and roles are its registration's; the rest is the service principal's own. */
import { graph } from '../../../lib/graph.ts';
import { permissionsQuery } from '../../../lib/permissions.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { applicationsKey } from './application-list.ts';
import { applicationQuery, type Application, type AppRole } from './application.ts';

/** "Microsoft Graph": the API of this service itself. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

export type ApplicationChange = Partial<
  Pick<Application, 'displayName' | 'accountEnabled' | 'appRoleAssignmentRequired' | 'homepage' | 'notes' | 'tags'>
>;

const registration = ({ appId }: Pick<Application, 'appId'>): string => `/applications(appId='${appId}')`;

export async function changeApplication(application: Application, change: ApplicationChange): Promise<void> {
  const { displayName, ...own } = change;
  if (displayName !== undefined) await graph('PATCH', registration(application), { body: { displayName } });
  if (Object.keys(own).length > 0) await graph('PATCH', `/servicePrincipals/${application.id}`, { body: own });
  await changed(application.id);
}

/** The whole list. A role goes only when it was disabled before. */
export async function changeRoles(application: Application, appRoles: readonly AppRole[]): Promise<void> {
  await graph('PATCH', registration(application), { body: { appRoles } });
  await changed(application.id);
}

async function changed(id: string): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: applicationsKey });
  await queryClient.invalidateQueries({ queryKey: applicationQuery(id).queryKey, exact: true });
}

export async function deleteApplication({ id }: Application): Promise<void> {
  await graph('DELETE', `/servicePrincipals/${id}`);
  void queryClient.invalidateQueries({ queryKey: applicationsKey });
  void queryClient.invalidateQueries({ queryKey: permissionsQuery.queryKey });
}
