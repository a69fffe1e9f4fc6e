/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { rootRoute } from '../root-route.tsx';

type Search = Record<string, unknown>;
type Words = { readonly q?: string | undefined };
/** A search and nothing else. */
const words = (search: Search): Words => searchOf({ q: textOf(search['q']) });

type UsersSearch = Words & {
  readonly enabled?: 'enabled' | 'disabled' | undefined;
  readonly type?: 'Member' | 'Guest' | undefined;
  readonly department?: string | undefined;
  readonly created?: 'day' | 'week' | 'month' | undefined;
  readonly sort?: string | undefined;
};
const sortOf = (value: unknown): string | undefined =>
  oneOf(value, [
    'displayName',
    '-displayName',
    'userPrincipalName',
    '-userPrincipalName',
    'createdDateTime',
    '-createdDateTime',
  ]);

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.users,
  validateSearch: (search: Search): UsersSearch =>
    searchOf({
      q: textOf(search['q']),
      enabled: oneOf(search['enabled'], ['enabled', 'disabled']),
      type: oneOf(search['type'], ['Member', 'Guest']),
      department: textOf(search['department']),
      created: oneOf(search['created'], ['day', 'week', 'month']),
      sort: sortOf(search['sort']),
    }),
  component: lazyRouteComponent(() => import('../../features/users/components/users-page.tsx'), 'UsersPage'),
});
const newUserRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.newUser,
  component: lazyRouteComponent(() => import('../../features/users/components/new-user-page.tsx'), 'NewUserPage'),
});
type UserSearch = {
  readonly tab?: 'properties' | 'groups' | 'applications' | 'reports' | 'roles' | 'authentication' | undefined;
  readonly pane?: string | undefined;
};
const userRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.user,
  validateSearch: (search: Search): UserSearch =>
    searchOf({
      tab: oneOf(search['tab'], ['properties', 'groups', 'applications', 'reports', 'roles', 'authentication']),
      pane: textOf(search['pane']),
    }),
  component: lazyRouteComponent(() => import('../../features/users/components/user-page.tsx'), 'UserPage'),
});
const deletedUsersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.deletedUsers,
  validateSearch: words,
  component: lazyRouteComponent(
    () => import('../../features/users/components/deleted-users-page.tsx'),
    'DeletedUsersPage',
  ),
});
type GroupsSearch = Words & {
  readonly membership?: 'assigned' | 'dynamic' | undefined;
  readonly kind?: 'security' | 'microsoft365' | undefined;
  readonly sort?: string | undefined;
};
const groupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.groups,
  validateSearch: (search: Search): GroupsSearch =>
    searchOf({
      q: textOf(search['q']),
      membership: oneOf(search['membership'], ['assigned', 'dynamic']),
      kind: oneOf(search['kind'], ['security', 'microsoft365']),
      sort: sortOf(search['sort']),
    }),
  component: lazyRouteComponent(() => import('../../features/groups/components/groups-page.tsx'), 'GroupsPage'),
});
const newGroupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.newGroup,
  component: lazyRouteComponent(() => import('../../features/groups/components/new-group-page.tsx'), 'NewGroupPage'),
});
type GroupSearch = {
  readonly tab?: 'overview' | 'members' | 'owners' | 'memberOf' | 'applications' | undefined;
  readonly pane?: string | undefined;
};
const groupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.group,
  validateSearch: (search: Search): GroupSearch =>
    searchOf({
      tab: oneOf(search['tab'], ['overview', 'members', 'owners', 'memberOf', 'applications']),
      pane: textOf(search['pane']),
    }),
  component: lazyRouteComponent(() => import('../../features/groups/components/group-page.tsx'), 'GroupPage'),
});
const deletedGroupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.deletedGroups,
  validateSearch: words,
  component: lazyRouteComponent(
    () => import('../../features/groups/components/deleted-groups-page.tsx'),
    'DeletedGroupsPage',
  ),
});
const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.importPeople,
  component: lazyRouteComponent(() => import('../../features/import/components/import-page.tsx'), 'ImportPage'),
});

export const peopleRoutes = [
  usersRoute,
  newUserRoute,
  userRoute,
  deletedUsersRoute,
  groupsRoute,
  newGroupRoute,
  groupRoute,
  deletedGroupsRoute,
  importRoute,
] as const;
