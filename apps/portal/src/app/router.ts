/** All routes. Each section's stand in routes/. */
import { createRouter } from '@tanstack/react-router';
import { Failed, NotFound, rootRoute } from './root-route.tsx';
import { accessRoutes } from './routes/access-routes.ts';
import { agentRoutes } from './routes/agent-routes.ts';
import { applicationPages } from './routes/application-pages.ts';
import { applicationRoute } from './routes/application-route.ts';
import { applicationRoutes } from './routes/application-routes.ts';
import { homeRoutes } from './routes/home-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { mappingPages } from './routes/mapping-pages.ts';
import { peopleRoutes } from './routes/people-routes.ts';
import { personPages } from './routes/person-pages.ts';
import { provisioningPages } from './routes/provisioning-pages.ts';

const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  ...agentRoutes,
  ...applicationRoutes,
  applicationRoute.addChildren([...applicationPages, ...provisioningPages, ...mappingPages, ...personPages]),
  ...logRoutes,
  ...peopleRoutes,
  ...accessRoutes,
]);

export const router = createRouter({
  routeTree,
  basepath: '/portal',
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  scrollToTopSelectors: ['#content'],
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
