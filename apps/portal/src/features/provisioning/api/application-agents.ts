/** The agents that serve an application, and those that could. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { provisioningKey, synchronization } from './job.ts';

export type ApplicationAgent = {
  readonly id: string;
  readonly machineName: string;
  readonly externalIp: string;
  readonly status: 'active' | 'inactive';
  readonly agentVersion: string;
  readonly operatingSystem: string;
  readonly lastContactDateTime: string | null;
  readonly connectedSinceDateTime: string | null;
  readonly isAssigned: boolean;
};

export const applicationAgentsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: [...provisioningKey(applicationId), 'agents'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<ApplicationAgent>>(`${synchronization(applicationId)}/agents`, signal)).value,
  });

/** These, and no others. */
export async function assignAgents(applicationId: string, agentIds: readonly string[]): Promise<void> {
  await graph('PUT', `${synchronization(applicationId)}/agents`, { body: { agentIds } });
  await queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });
}
