/** All routes of the service, by the file that holds them. */
import type { FastifyInstance } from 'fastify';
import { agentRoutes } from '../api/agents/routes.ts';
import { azureResourceManagerRoutes } from '../api/azure-resource-manager.ts';
import { applicationRoutes } from '../api/applications/routes.ts';
import { deltaRoutes } from '../api/delta/delta-routes.ts';
import { deletedItemRoutes } from '../api/deleted-items.ts';
import { domainRoutes } from '../api/domains.ts';
import { directoryObjectRoutes } from '../api/directory-objects.ts';
import { groupMemberRoutes } from '../api/group-members.ts';
import { groupOwnerRoutes } from '../api/group-owners.ts';
import { evaluateRuleRoutes } from '../api/evaluate-rule.ts';
import { groupRoutes } from '../api/groups.ts';
import { importRoutes } from '../api/import.ts';
import { authenticationMethodRoutes } from '../api/authentication-methods.ts';
import { identityProviderRoutes } from '../api/identity-providers.ts';
import { meRoutes } from '../api/me.ts';
import { myPermissionRoutes } from '../api/my-permissions.ts';
import { guardRoleAssignableGroups } from '../api/role-assignable-groups.ts';
import { roleManagementRoutes } from '../api/role-management.ts';
import { memberOfRoutes } from '../api/member-of.ts';
import { metadataEndpointRoutes } from '../api/metadata-endpoints.ts';
import { notImplementedRoutes } from '../api/not-implemented.ts';
import { organizationRoutes } from '../api/organization.ts';
import { directoryAuditRoutes } from '../api/logs/directory-audits.ts';
import { provisioningLogRoutes } from '../api/logs/provisioning-logs.ts';
import { synchronizationRoutes } from '../api/synchronization/routes.ts';
import { ownership } from '../api/ownership.ts';
import { userRoutes } from '../api/users.ts';
import { auditRequests } from '../audit/audit-requests.ts';
import { agentChannelRoutes } from '../agents/mount.ts';
import { discoveryRoutes } from '../oauth/discovery.ts';
import { authorizationRoutes } from '../oauth/authorization-routes.ts';
import { signingKeyRoutes } from '../oauth/signing-key-routes.ts';
import { tokenRoutes } from '../oauth/token-endpoint.ts';
import { signInPageRoutes } from '../signin/routes/routes.ts';
import type { Services } from '../services.ts';
import { batchRoute } from './batch.ts';
import type { Routes } from './server.ts';

export const routesOf = (services: Services): Routes => ({
  ownership: ownership(services),
  api(app: FastifyInstance) {
    auditRequests(app, services);
    guardRoleAssignableGroups(app, services);
    for (const add of [
      organizationRoutes,
      domainRoutes,
      userRoutes,
      groupRoutes,
      evaluateRuleRoutes,
      groupMemberRoutes,
      groupOwnerRoutes,
      memberOfRoutes,
      directoryObjectRoutes,
      deltaRoutes,
      deletedItemRoutes,
      applicationRoutes,
      synchronizationRoutes,
      provisioningLogRoutes,
      directoryAuditRoutes,
      agentRoutes,
      importRoutes,
      meRoutes,
      myPermissionRoutes,
      authenticationMethodRoutes,
      identityProviderRoutes,
      roleManagementRoutes,
      signingKeyRoutes,
      batchRoute,
      notImplementedRoutes,
    ]) {
      add(app, services);
    }
  },
  open(app: FastifyInstance) {
    metadataEndpointRoutes(app);
    azureResourceManagerRoutes(app, services);
    discoveryRoutes(app, services);
    authorizationRoutes(app, services);
    tokenRoutes(app, services);
    signInPageRoutes(app, services);
    agentChannelRoutes(app, services);
    app.get('/healthz', async () => ({ status: 'ok' }));
  },
});
