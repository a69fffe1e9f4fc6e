/** `drawbridge client create`: an API client with a secret and a role. */
import { ConfigError } from '@drawbridge/base';
import { directoryRoles, isDirectoryRole } from '../oauth/directory-roles.ts';
import { withApi } from './api-session.ts';

export async function createClient(
  flags: Readonly<Record<string, unknown>> & { name: string; role: string },
): Promise<void> {
  const { name, role } = flags;
  if (!isDirectoryRole(role)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `There is no role '${role}'. Choose one of: ${Object.keys(directoryRoles).join(', ')}.`,
    );
  }
  const made = await withApi(flags, async (api) => {
    const application = await api.call<{ id: string; appId: string }>('POST', '/v1.0/applications', {
      displayName: name,
    });
    const principal = await api.call<{ id: string }>('POST', '/v1.0/servicePrincipals', { appId: application.appId });
    await api.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
      principalId: principal.id,
      roleDefinitionId: directoryRoles[role],
      directoryScopeId: '/',
    });
    const password = await api.call<{ secretText: string }>(
      'POST',
      `/v1.0/applications/${application.id}/addPassword`,
      {
        passwordCredential: { displayName: name },
      },
    );
    return { tenantId: api.tenantId, clientId: application.appId, clientSecret: password.secretText };
  });
  console.log(JSON.stringify(made));
}
