/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAuditSearch } from '../../features/logs/api/audit-search.ts';
import { readProvisioningSearch } from '../../features/logs/api/provisioning-search.ts';
import { applicationRoute } from './application-route.ts';

const overviewRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: '/',
  component: lazyRouteComponent(
    () => import('../../features/applications/components/overview-page.tsx'),
    'OverviewPage',
  ),
});
const propertiesRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'properties',
  component: lazyRouteComponent(
    () => import('../../features/applications/components/properties-page.tsx'),
    'PropertiesPage',
  ),
});
const ownersRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'owners',
  component: lazyRouteComponent(() => import('../../features/applications/components/owners-page.tsx'), 'OwnersPage'),
});
const assignmentsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'users-and-groups',
  component: lazyRouteComponent(
    () => import('../../features/assignments/components/assignments-page.tsx'),
    'AssignmentsPage',
  ),
});
const rolesRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'roles',
  component: lazyRouteComponent(
    () => import('../../features/applications/components/roles-page.tsx'),
    'ApplicationRolesPage',
  ),
});
const applicationProvisioningLogsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning-logs',
  validateSearch: readProvisioningSearch,
  component: lazyRouteComponent(
    () => import('../../features/logs/components/application-provisioning-logs-page.tsx'),
    'ApplicationProvisioningLogsPage',
  ),
});
const applicationAuditLogsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'audit-logs',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(
    () => import('../../features/logs/components/application-audit-logs-page.tsx'),
    'ApplicationAuditLogsPage',
  ),
});

export const applicationPages = [
  overviewRoute,
  propertiesRoute,
  ownersRoute,
  assignmentsRoute,
  rolesRoute,
  applicationProvisioningLogsRoute,
  applicationAuditLogsRoute,
] as const;
