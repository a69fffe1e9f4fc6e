/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { rootRoute } from '../root-route.tsx';

type Search = Record<string, unknown>;

type RolesSearch = {
  readonly q?: string | undefined;
  readonly kind?: 'builtIn' | 'custom' | undefined;
  readonly pane?: 'new' | undefined;
};
const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.roles,
  validateSearch: (search: Search): RolesSearch =>
    searchOf({
      q: textOf(search['q']),
      kind: oneOf(search['kind'], ['builtIn', 'custom']),
      pane: oneOf(search['pane'], ['new']),
    }),
  component: lazyRouteComponent(() => import('../../features/roles/components/roles-page.tsx'), 'RolesPage'),
});
type RoleSearch = {
  readonly tab?: 'assignments' | 'permissions' | undefined;
  readonly pane?: 'edit' | 'add' | undefined;
};
const roleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.role,
  validateSearch: (search: Search): RoleSearch =>
    searchOf({
      tab: oneOf(search['tab'], ['assignments', 'permissions']),
      pane: oneOf(search['pane'], ['edit', 'add']),
    }),
  component: lazyRouteComponent(() => import('../../features/roles/components/role-page.tsx'), 'RolePage'),
});
type RegistrationsSearch = {
  readonly q?: string | undefined;
  readonly from?: 'registered' | 'gallery' | undefined;
  readonly pane?: 'new' | undefined;
};
const appRegistrationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.appRegistrations,
  validateSearch: (search: Search): RegistrationsSearch =>
    searchOf({
      q: textOf(search['q']),
      from: oneOf(search['from'], ['registered', 'gallery']),
      pane: oneOf(search['pane'], ['new']),
    }),
  component: lazyRouteComponent(
    () => import('../../features/app-registrations/components/app-registrations-page.tsx'),
    'AppRegistrationsPage',
  ),
});
type RegistrationSearch = {
  readonly tab?: 'overview' | 'credentials' | 'authentication' | 'permissions' | 'owners' | undefined;
  readonly pane?: string | undefined;
};
const appRegistrationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.appRegistration,
  validateSearch: (search: Search): RegistrationSearch =>
    searchOf({
      tab: oneOf(search['tab'], ['overview', 'credentials', 'authentication', 'permissions', 'owners']),
      pane: textOf(search['pane']),
    }),
  component: lazyRouteComponent(
    () => import('../../features/app-registrations/components/app-registration-page.tsx'),
    'AppRegistrationPage',
  ),
});
type SignInSearch = {
  readonly tab?: 'domains' | 'providers' | undefined;
  readonly pane?: string | undefined;
};
const signInSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.signInSettings,
  validateSearch: (search: Search): SignInSearch =>
    searchOf({ tab: oneOf(search['tab'], ['domains', 'providers']), pane: textOf(search['pane']) }),
  component: lazyRouteComponent(
    () => import('../../features/sign-in-settings/components/sign-in-settings-page.tsx'),
    'SignInSettingsPage',
  ),
});
type AccountSearch = { readonly pane?: 'password' | 'passkey' | undefined };
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.account,
  validateSearch: (search: Search): AccountSearch => searchOf({ pane: oneOf(search['pane'], ['password', 'passkey']) }),
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
