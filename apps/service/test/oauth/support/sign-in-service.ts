/**
 * A service whose sign-in page asks nothing: it signs in whom the test says, at once. Everything else is the real thing,
 * on a port of its own beside the real sign-in.
 */
import { newId, systemClock, type Clock } from '@drawbridge/base';
import { routesOf } from '../../../src/http/routes.ts';
import { createServer } from '../../../src/http/server.ts';
import { authorizationRoutes } from '../../../src/oauth/authorization-routes.ts';
import { directoryRoles, type DirectoryRole } from '../../../src/oauth/directory-roles.ts';
import { discoveryRoutes } from '../../../src/oauth/discovery.ts';
import type { Interaction } from '../../../src/oauth/sign-in-contract.ts';
import { tokenRoutes } from '../../../src/oauth/token-endpoint.ts';
import { startService, type TestService } from '../../support/service.ts';

export type SignInService = AsyncDisposable & {
  readonly url: string;
  readonly tenantId: string;
  readonly service: TestService;
  /** What the sign-in page was asked, newest last. */
  readonly seen: Interaction[];
  /** Who signs in next; undefined: the person declines. */
  signInAs(accountId: string | undefined): void;
  user(role?: DirectoryRole): Promise<{ id: string; userPrincipalName: string }>;
  application(given: Record<string, unknown>): Promise<{ id: string; appId: string; principalId: string }>;
  close(): Promise<void>;
};

export async function startSignInService({ clock = systemClock }: { clock?: Clock } = {}): Promise<SignInService> {
  const service = await startService({ clock });
  const { services } = service;
  const { authorizationServer, directory, tenantId } = services;
  const seen: Interaction[] = [];
  let next: string | undefined;
  const app = await createServer(services, {
    ...routesOf(services),
    open(open) {
      discoveryRoutes(open, services);
      authorizationRoutes(open, services);
      tokenRoutes(open, services);
      open.get('/signin/:uid', async (request, reply) => {
        seen.push(await authorizationServer.interaction(request, reply));
        if (next === undefined) return authorizationServer.abort(request, reply, 'The person declined.');
        const signedIn = { accountId: next, authenticationMethods: ['pwd'], signedInAt: clock.now() };
        return authorizationServer.finishSignIn(request, reply, signedIn);
      });
    },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await app.close();
    await service.close();
  };
  return {
    url,
    tenantId,
    service,
    seen,
    signInAs: (accountId) => {
      next = accountId;
    },
    async user(role) {
      const name = `user-${newId()}`;
      const userPrincipalName = `${name}@corp.example`;
      const { id } = await directory.createUser({
        accountEnabled: true,
        displayName: 'Ada Lovelace',
        givenName: 'Ada',
        surname: 'Lovelace',
        mail: userPrincipalName,
        mailNickname: name,
        userPrincipalName,
      });
      if (role) await services.roles.assign(id, directoryRoles[role]);
      return { id, userPrincipalName };
    },
    async application(given) {
      const appId = newId();
      const displayName = `Application ${appId}`;
      const application = await directory.createApplication({ displayName, appId, ...given });
      const principal = await directory.createServicePrincipal({
        appId,
        displayName,
        servicePrincipalType: 'Application',
        accountEnabled: true,
        appRoleAssignmentRequired: false,
      });
      return { id: application.id, appId, principalId: principal.id };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
