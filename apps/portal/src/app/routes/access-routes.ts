/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.roles,
  component: lazyRouteComponent(() => import('../../features/roles/components/roles-page.tsx'), 'RolesPage'),
});
const roleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.role,
  component: lazyRouteComponent(() => import('../../features/roles/components/role-page.tsx'), 'RolePage'),
});
const appRegistrationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.appRegistrations,
  component: lazyRouteComponent(
    () => import('../../features/app-registrations/components/app-registrations-page.tsx'),
    'AppRegistrationsPage',
  ),
});
const appRegistrationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.appRegistration,
  component: lazyRouteComponent(
    () => import('../../features/app-registrations/components/app-registration-page.tsx'),
    'AppRegistrationPage',
  ),
});
const signInSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.signInSettings,
  component: lazyRouteComponent(
    () => import('../../features/sign-in-settings/components/sign-in-settings-page.tsx'),
    'SignInSettingsPage',
  ),
});
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.account,
  component: lazyRouteComponent(() => import('../../features/account/components/account-page.tsx'), 'AccountPage'),
});

export const accessRoutes = [
  rolesRoute,
  roleRoute,
  appRegistrationsRoute,
  appRegistrationRoute,
  signInSettingsRoute,
  accountRoute,
] as const;
