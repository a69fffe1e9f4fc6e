/** One application: its menu stands around all pages under this route. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

export const applicationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.application,
  component: lazyRouteComponent(
    () => import('../../features/applications/components/application-frame.tsx'),
    'ApplicationFrame',
  ),
});
