/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const applicationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.applications,
  component: lazyRouteComponent(
    () => import('../../features/applications/components/applications-page.tsx'),
    'ApplicationsPage',
  ),
});
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.gallery,
  component: lazyRouteComponent(() => import('../../features/applications/components/gallery-page.tsx'), 'GalleryPage'),
});

export const applicationRoutes = [applicationsRoute, galleryRoute] as const;
