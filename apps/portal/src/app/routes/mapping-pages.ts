/** Routes under one application: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { applicationRoute } from './application-route.ts';

const mappingsRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/mappings',
  component: lazyRouteComponent(() => import('../../features/mappings/components/mappings-page.tsx'), 'MappingsPage'),
});
const mappingRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/mappings/$mappingName',
  component: lazyRouteComponent(() => import('../../features/mappings/components/mapping-page.tsx'), 'MappingPage'),
});
const attributesRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/attributes/$directoryName/$objectName',
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
  component: lazyRouteComponent(
    () => import('../../features/mappings/components/schema-versions-page.tsx'),
    'SchemaVersionsPage',
  ),
});
const expressionBuilderRoute = createRoute({
  getParentRoute: () => applicationRoute,
  path: 'provisioning/expression-builder',
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
