/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { applicationRoute } from './application-route.ts';

type Search = Record<string, unknown>;
type Kind = 'User' | 'Group';

/** `object`: the id of the person or group, `kind`: which of both it is. */
const subjectSearch = (search: Search): { object?: string | undefined; kind?: Kind | undefined } =>
  searchOf({ object: textOf(search['object']), kind: oneOf(search['kind'], ['User', 'Group']) });

const linkStates = ['managed', 'unmanaged'] as const;

/** `q`: what is searched for; `open`: the object whose link is looked at; `link`: the one whose account is chosen, or `new`. */
const linksSearch = (
  search: Search,
): {
  q?: string | undefined;
  open?: string | undefined;
  link?: string | undefined;
  kind?: Kind | undefined;
  state?: (typeof linkStates)[number] | undefined;
} =>
  searchOf({
    q: textOf(search['q']),
    open: textOf(search['open']),
    link: textOf(search['link']),
    kind: oneOf(search['kind'], ['User', 'Group']),
    state: oneOf(search['state'], linkStates),
  });

const onDemandRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/on-demand',
  validateSearch: subjectSearch,
  component: lazyRouteComponent(() => import('../../features/on-demand/components/on-demand-page.tsx'), 'OnDemandPage'),
});
const explainRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/explain',
  validateSearch: subjectSearch,
  component: lazyRouteComponent(() => import('../../features/on-demand/components/explain-page.tsx'), 'ExplainPage'),
});
const linksRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/links',
  validateSearch: linksSearch,
  component: lazyRouteComponent(() => import('../../features/on-demand/components/links-page.tsx'), 'LinksPage'),
});

export const personPages = [onDemandRoute, explainRoute, linksRoute] as const;
