/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { applicationRoute } from './application-route.ts';

type Search = Record<string, unknown>;
type Texts<Names extends string> = { [name in Names]?: string | undefined };

/** As the service reads it. */
const longestExpression = 10_000;

/** `attribute`: the target attribute whose pane is open; `expression`: what the expression builder made for it. */
const mappingSearch = (
  search: Search,
): Texts<'attribute' | 'expression'> & {
  scope?: 'open' | undefined;
  add?: 'open' | undefined;
  advanced?: 'shown' | undefined;
} =>
  searchOf({
    scope: oneOf(search['scope'], ['open']),
    attribute: textOf(search['attribute']),
    add: oneOf(search['add'], ['open']),
    expression: textOf(search['expression'], longestExpression),
    advanced: oneOf(search['advanced'], ['shown']),
  });
/** `mapping` and `attribute`: for which the expression is. */
const builderSearch = (search: Search): Texts<'mapping' | 'attribute' | 'expression'> =>
  searchOf({
    mapping: textOf(search['mapping']),
    attribute: textOf(search['attribute']),
    expression: textOf(search['expression'], longestExpression),
  });
/** `name`: the attribute whose pane is open; `q`: what is searched for. */
const attributesSearch = (search: Search): Texts<'q' | 'name'> & { add?: 'open' | undefined } =>
  searchOf({ q: textOf(search['q']), name: textOf(search['name']), add: oneOf(search['add'], ['open']) });
/** `show`: a version compared with the current one; `from`, `to`: two versions. */
const versionsSearch = (search: Search): Texts<'show' | 'from' | 'to'> =>
  searchOf({ show: textOf(search['show']), from: textOf(search['from']), to: textOf(search['to']) });

const mappingsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/mappings',
  component: lazyRouteComponent(() => import('../../features/mappings/components/mappings-page.tsx'), 'MappingsPage'),
});
const mappingRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/mappings/$mappingName',
  validateSearch: mappingSearch,
  component: lazyRouteComponent(() => import('../../features/mappings/components/mapping-page.tsx'), 'MappingPage'),
});
const attributesRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/attributes/$directoryName/$objectName',
  validateSearch: attributesSearch,
  component: lazyRouteComponent(
    () => import('../../features/mappings/components/attributes-page.tsx'),
    'AttributesPage',
  ),
});
const schemaRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/schema',
  component: lazyRouteComponent(() => import('../../features/mappings/components/schema-page.tsx'), 'SchemaPage'),
});
const schemaVersionsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/schema-versions',
  validateSearch: versionsSearch,
  component: lazyRouteComponent(
    () => import('../../features/mappings/components/schema-versions-page.tsx'),
    'SchemaVersionsPage',
  ),
});
const expressionBuilderRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/expression-builder',
  validateSearch: builderSearch,
  component: lazyRouteComponent(
    () => import('../../features/mappings/components/expression-builder-page.tsx'),
    'ExpressionBuilderPage',
  ),
});

export const mappingPages = [
  mappingsRoute,
  mappingRoute,
  attributesRoute,
  schemaRoute,
  schemaVersionsRoute,
  expressionBuilderRoute,
] as const;
