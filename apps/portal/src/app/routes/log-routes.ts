/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAuditSearch } from '../../features/logs/api/audit-search.ts';
import { readProvisioningSearch } from '../../features/logs/api/provisioning-search.ts';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const provisioningLogsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.provisioningLogs,
  validateSearch: readProvisioningSearch,
  component: lazyRouteComponent(
    () => import('../../features/logs/components/provisioning-logs-page.tsx'),
    'ProvisioningLogsPage',
  ),
});
const auditLogsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.auditLogs,
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../../features/logs/components/audit-logs-page.tsx'), 'AuditLogsPage'),
});

export const logRoutes = [provisioningLogsRoute, auditLogsRoute] as const;
