/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { applicationRoute } from './application-route.ts';

const onDemandRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/on-demand',
  component: lazyRouteComponent(() => import('../../features/on-demand/components/on-demand-page.tsx'), 'OnDemandPage'),
});
const explainRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/explain',
  component: lazyRouteComponent(() => import('../../features/on-demand/components/explain-page.tsx'), 'ExplainPage'),
});
const linksRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/links',
  component: lazyRouteComponent(() => import('../../features/on-demand/components/links-page.tsx'), 'LinksPage'),
});

export const personPages = [onDemandRoute, explainRoute, linksRoute] as const;
