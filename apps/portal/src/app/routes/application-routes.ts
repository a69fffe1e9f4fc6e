/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { rootRoute } from '../root-route.tsx';

type Search = Record<string, unknown>;

type ApplicationsSearch = {
  readonly q?: string | undefined;
  readonly type?: 'all' | undefined;
  readonly created?: 'day' | 'week' | 'month' | undefined;
  readonly required?: 'yes' | 'no' | undefined;
  readonly visibility?: 'visible' | 'hidden' | undefined;
  readonly sort?: string | undefined;
};
const sortOf = (value: unknown): string | undefined =>
  oneOf(value, ['displayName', '-displayName', 'createdDateTime', '-createdDateTime']);

const applicationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.applications,
  validateSearch: (search: Search): ApplicationsSearch =>
    searchOf({
      q: textOf(search['q']),
      type: oneOf(search['type'], ['all']),
      created: oneOf(search['created'], ['day', 'week', 'month']),
      required: oneOf(search['required'], ['yes', 'no']),
      visibility: oneOf(search['visibility'], ['visible', 'hidden']),
      sort: sortOf(search['sort']),
    }),
  component: lazyRouteComponent(
    () => import('../../features/applications/components/applications-page.tsx'),
    'ApplicationsPage',
  ),
});
/** `template`: whose pane is open; `own`: "Create your own application". */
type GallerySearch = { readonly q?: string | undefined; readonly template?: string | undefined };
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.gallery,
  validateSearch: (search: Search): GallerySearch =>
    searchOf({ q: textOf(search['q']), template: textOf(search['template']) }),
  component: lazyRouteComponent(() => import('../../features/applications/components/gallery-page.tsx'), 'GalleryPage'),
});

export const applicationRoutes = [applicationsRoute, galleryRoute] as const;
