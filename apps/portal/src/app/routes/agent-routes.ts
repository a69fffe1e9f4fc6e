/** Routes: which page stands at which address, and what its address may say. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { paths } from '../../lib/paths.ts';
import { oneOf, searchOf, textOf } from '../../lib/search.ts';
import { rootRoute } from '../root-route.tsx';

type Search = Record<string, unknown>;
type AgentsSearch = {
  readonly q?: string | undefined;
  readonly pane?: 'download' | undefined;
  readonly sort?: string | undefined;
};
type AgentSearch = { readonly pane?: 'rename' | 'remove' | undefined };
/** `group`: whose pane is open; `new`: of one to be made. */
type AgentGroupsSearch = { readonly group?: string | undefined };

const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agents,
  validateSearch: (search: Search): AgentsSearch =>
    searchOf({
      q: textOf(search['q']),
      pane: oneOf(search['pane'], ['download']),
      sort: oneOf(search['sort'], [
        ...['machineName', '-machineName', 'status', '-status', 'lastContact', '-lastContact'],
      ]),
    }),
  component: lazyRouteComponent(() => import('../../features/agents/components/agents-page.tsx'), 'AgentsPage'),
});
const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agent,
  validateSearch: (search: Search): AgentSearch => searchOf({ pane: oneOf(search['pane'], ['rename', 'remove']) }),
  component: lazyRouteComponent(() => import('../../features/agents/components/agent-page.tsx'), 'AgentPage'),
});
const agentGroupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.agentGroups,
  validateSearch: (search: Search): AgentGroupsSearch => searchOf({ group: textOf(search['group']) }),
  component: lazyRouteComponent(
    () => import('../../features/agents/components/agent-groups-page.tsx'),
    'AgentGroupsPage',
  ),
});

export const agentRoutes = [agentsRoute, agentRoute, agentGroupsRoute] as const;
