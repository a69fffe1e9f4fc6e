/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.home,
  component: lazyRouteComponent(() => import('../../features/home/components/home-page.tsx'), 'HomePage'),
});

export const homeRoutes = [homeRoute] as const;
