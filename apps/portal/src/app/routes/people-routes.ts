/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.users,
  component: lazyRouteComponent(() => import('../../features/users/components/users-page.tsx'), 'UsersPage'),
});
const newUserRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.newUser,
  component: lazyRouteComponent(() => import('../../features/users/components/new-user-page.tsx'), 'NewUserPage'),
});
const userRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.user,
  component: lazyRouteComponent(() => import('../../features/users/components/user-page.tsx'), 'UserPage'),
});
const deletedUsersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.deletedUsers,
  component: lazyRouteComponent(
    () => import('../../features/users/components/deleted-users-page.tsx'),
    'DeletedUsersPage',
  ),
});
const groupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.groups,
  component: lazyRouteComponent(() => import('../../features/groups/components/groups-page.tsx'), 'GroupsPage'),
});
const newGroupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.newGroup,
  component: lazyRouteComponent(() => import('../../features/groups/components/new-group-page.tsx'), 'NewGroupPage'),
});
const groupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.group,
  component: lazyRouteComponent(() => import('../../features/groups/components/group-page.tsx'), 'GroupPage'),
});
const deletedGroupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.deletedGroups,
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
