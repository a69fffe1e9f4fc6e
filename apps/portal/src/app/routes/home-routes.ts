/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { oneOf, searchOf } from '../../lib/search.ts';
import { rootRoute } from '../root-route.tsx';

/** `shown`: the set-up steps, also when all are done. */
type HomeSearch = { readonly steps?: 'shown' | undefined };

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.home,
  validateSearch: (search: Record<string, unknown>): HomeSearch =>
    searchOf({ steps: oneOf(search['steps'], ['shown']) }),
  component: lazyRouteComponent(() => import('../../features/home/components/home-page.tsx'), 'HomePage'),
});

export const homeRoutes = [homeRoute] as const;
