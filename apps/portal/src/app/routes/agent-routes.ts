/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { rootRoute } from '../root-route.tsx';

const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agents,
  component: lazyRouteComponent(() => import('../../features/agents/components/agents-page.tsx'), 'AgentsPage'),
});
const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agent,
  component: lazyRouteComponent(() => import('../../features/agents/components/agent-page.tsx'), 'AgentPage'),
});
const agentGroupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agentGroups,
  component: lazyRouteComponent(
    () => import('../../features/agents/components/agent-groups-page.tsx'),
    'AgentGroupsPage',
  ),
});

export const agentRoutes = [agentsRoute, agentRoute, agentGroupsRoute] as const;
