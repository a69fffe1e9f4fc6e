/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { applicationRoute } from './application-route.ts';

const provisioningRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning',
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/provisioning-page.tsx'),
    'ProvisioningPage',
  ),
});
const connectivityRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/connectivity',
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/connectivity-page.tsx'),
    'ConnectivityPage',
  ),
});
const settingsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/settings',
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/settings-page.tsx'),
    'SettingsPage',
  ),
});
const stagedDeletionsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/staged-deletions',
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/staged-deletions-page.tsx'),
    'StagedDeletionsPage',
  ),
});
const failuresRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/failures',
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/failures-page.tsx'),
    'FailuresPage',
  ),
});

export const provisioningPages = [
  provisioningRoute,
  connectivityRoute,
  settingsRoute,
  stagedDeletionsRoute,
  failuresRoute,
] as const;
