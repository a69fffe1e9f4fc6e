/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAuditSearch } from '../../features/logs/api/audit-search.ts';
import { readProvisioningSearch } from '../../features/logs/api/provisioning-search.ts';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
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
  validateSearch: (search: Search): { readonly pane?: 'add' | undefined } =>
    searchOf({ pane: oneOf(search['pane'], ['add']) }),
  component: lazyRouteComponent(() => import('../../features/applications/components/owners-page.tsx'), 'OwnersPage'),
});
type Search = Record<string, unknown>;
type AssignmentsSearch = {
  readonly q?: string | undefined;
  readonly type?: 'User' | 'Group' | 'ServicePrincipal' | undefined;
  readonly pane?: 'add' | 'bulk' | undefined;
};
const assignmentsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'users-and-groups',
  validateSearch: (search: Search): AssignmentsSearch =>
    searchOf({
      q: textOf(search['q']),
      type: oneOf(search['type'], ['User', 'Group', 'ServicePrincipal']),
      pane: oneOf(search['pane'], ['add', 'bulk']),
    }),
  component: lazyRouteComponent(
    () => import('../../features/assignments/components/assignments-page.tsx'),
    'AssignmentsPage',
  ),
});
/** Whose pane is open; `new`: a new one's. */
type RolesSearch = { readonly role?: string | undefined };
const rolesRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'roles',
  validateSearch: (search: Search): RolesSearch => searchOf({ role: textOf(search['role']) }),
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
