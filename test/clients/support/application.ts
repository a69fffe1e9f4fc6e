/** Registered applications with a role, as each suite needs one that signs in by its own means. */
import type { Installation } from './installation.ts';

const reportsReader = '4a5d8f65-41da-4de4-8968-e035b65339cf';

export type RegisteredApplication = {
  readonly id: string;
  readonly appId: string;
  readonly servicePrincipalId: string;
};

/** May read the logs. */
export async function registerApplication(
  { graph }: Installation,
  properties: Readonly<Record<string, unknown>>,
): Promise<RegisteredApplication> {
  const { id, appId } = await graph.call<{ id: string; appId: string }>('POST', '/v1.0/applications', properties);
  const principal = await graph.call<{ id: string }>('POST', '/v1.0/servicePrincipals', { appId });
  await graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
    principalId: principal.id,
    roleDefinitionId: reportsReader,
    directoryScopeId: '/',
  });
  return { id, appId, servicePrincipalId: principal.id };
}
