/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { applicationRoute } from './application-route.ts';

type Search = Record<string, unknown>;
type OverviewSearch = { readonly pane?: 'technical' | 'quarantine' | undefined };
type ConnectivitySearch = { readonly pane?: 'assign' | undefined };
type StagedSearch = {
  readonly state?: 'pending' | 'approved' | 'rejected' | undefined;
  /** The object whose details are open. */
  readonly open?: string | undefined;
};
type FailuresSearch = Pick<StagedSearch, 'open'>;

const provisioningRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning',
  validateSearch: (search: Search): OverviewSearch =>
    searchOf({ pane: oneOf(search['pane'], ['technical', 'quarantine']) }),
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/provisioning-page.tsx'),
    'ProvisioningPage',
  ),
});
const connectivityRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/connectivity',
  validateSearch: (search: Search): ConnectivitySearch => searchOf({ pane: oneOf(search['pane'], ['assign']) }),
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
  validateSearch: (search: Search): StagedSearch =>
    searchOf({ state: oneOf(search['state'], ['pending', 'approved', 'rejected']), open: textOf(search['open']) }),
  component: lazyRouteComponent(
    () => import('../../features/provisioning/components/staged-deletions-page.tsx'),
    'StagedDeletionsPage',
  ),
});
const failuresRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/failures',
  validateSearch: (search: Search): FailuresSearch => searchOf({ open: textOf(search['open']) }),
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
