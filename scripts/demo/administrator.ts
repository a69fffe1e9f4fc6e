/** The person who signs in to the admin centre of the demo: made once, with a password that this machine made up. */
import { randomBytes } from 'node:crypto';
import type { GraphClient } from '@drawbridge/testkit/processes';
import type { DemoState } from './state.ts';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

export async function makeAdministrator(graph: GraphClient, state: DemoState): Promise<void> {
  if (state.administrator) return;
  const userPrincipalName = 'admin@corp.example';
  const password = randomBytes(12).toString('base64url');
  const { id } = await graph.call<{ id: string }>('POST', '/v1.0/users', {
    accountEnabled: true,
    userPrincipalName,
    displayName: 'Administrator of the demo',
    mailNickname: 'admin',
    passwordProfile: { password, forceChangePasswordNextSignIn: false },
  });
  await graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
    principalId: id,
    roleDefinitionId: globalAdministrator,
    directoryScopeId: '/',
  });
  state.administrator = { userPrincipalName, password };
}
