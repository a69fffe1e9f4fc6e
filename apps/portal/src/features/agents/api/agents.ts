/** Agents, their groups, and what is done to them. Few, so that each list is one answer. */
import { queryOptions } from '@tanstack/react-query';
import { readBatch } from '../../../lib/batch.ts';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';

export type Agent = {
  readonly id: string;
  readonly machineName: string;
  readonly externalIp: string;
  readonly status: 'active' | 'inactive';
  readonly agentVersion: string;
  readonly operatingSystem: string;
  readonly enrolledDateTime: string;
  readonly lastContactDateTime: string | null;
  readonly connectedSinceDateTime: string | null;
  readonly certificateExpirationDateTime: string;
  readonly requestsInFlight: number;
  readonly isOutOfDate: boolean;
};
type GroupName = { readonly id: string; readonly displayName: string; readonly isDefault: boolean };
export type AgentWithGroups = Agent & { readonly agentGroups: readonly GroupName[] };
/** The one of an application has the id of its service principal as `resourceName`. */
export type PublishedResource = { readonly id: string; readonly displayName: string; readonly resourceName: string };
export type AgentGroup = GroupName & {
  readonly agents: readonly Agent[];
  readonly publishedResources: readonly PublishedResource[];
};

const base = '/onPremisesPublishingProfiles/provisioning';
const key = ['agents'] as const;
/** Agents come and go by themselves. */
const refetchInterval = 5000;

export const mayRead = 'OnPremisesPublishingProfiles.Read.All';
export const mayChangeGroups = 'OnPremisesPublishingProfiles.ReadWrite.All';
export const mayManage = 'ProvisioningAgent.ReadWrite.All';

export const agentsQuery = queryOptions({
  queryKey: [...key, 'list'],
  queryFn: async ({ signal }) =>
    (await get<GraphPage<AgentWithGroups>>(`${base}/agents?$expand=agentGroups`, signal)).value,
  refetchInterval,
});

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, 'one', id],
    queryFn: ({ signal }) => get<AgentWithGroups>(`${base}/agents/${id}?$expand=agentGroups`, signal),
    refetchInterval,
  });

export const agentGroupsQuery = queryOptions({
  queryKey: [...key, 'groups'],
  queryFn: async ({ signal }) =>
    (await get<GraphPage<AgentGroup>>(`${base}/agentGroups?$expand=agents,publishedResources`, signal)).value,
  refetchInterval: 15_000,
});

type Use = {
  readonly resource: PublishedResource;
  /** How many agents beside this one serve it and are connected. */
  readonly otherActive: number;
};

/** What uses an agent: by the groups that it is in. */
export const agentUseQuery = (agentId: string) =>
  queryOptions({
    queryKey: [...key, 'use', agentId],
    queryFn: async ({ signal }): Promise<readonly Use[]> => {
      const groups = (await get<GraphPage<GroupName>>(`${base}/agents/${agentId}/agentGroups`, signal)).value;
      const urls = groups.map(({ id }) => `${base}/agentGroups/${id}?$expand=agents,publishedResources`);
      const read: AgentGroup[] = [];
      for (let from = 0; from < urls.length; from += 20) {
        const answers = await readBatch<AgentGroup>(urls.slice(from, from + 20), signal);
        read.push(...answers.filter((group) => group !== undefined));
      }
      const uses = new Map<string, { resource: PublishedResource; others: Set<string> }>();
      for (const { agents, publishedResources } of read) {
        const others = agents.filter(({ id, status }) => id !== agentId && status === 'active').map(({ id }) => id);
        for (const resource of publishedResources) {
          const known = uses.get(resource.id) ?? { resource, others: new Set<string>() };
          uses.set(resource.id, { resource, others: new Set([...known.others, ...others]) });
        }
      }
      return [...uses.values()].map(({ resource, others }) => ({ resource, otherActive: others.size }));
    },
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: key });

export type EnrolmentToken = {
  readonly token: string;
  readonly expirationDateTime: string;
  /** Where the agent comes to. */
  readonly serviceUrl: string;
};

export const createEnrolmentToken = (): Promise<EnrolmentToken> => graph('POST', `${base}/enrolmentTokens`);

export async function renameAgent(id: string, machineName: string): Promise<void> {
  await graph('PATCH', `${base}/agents/${id}`, { body: { machineName } });
  await refresh();
}

export async function removeAgent(id: string): Promise<void> {
  await graph('DELETE', `${base}/agents/${id}`);
  queryClient.removeQueries({ queryKey: agentQuery(id).queryKey });
  await queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
}

export type GroupForm = { readonly displayName: string; readonly agentIds: readonly string[] };

const agentReference = (id: string) => ({ '@odata.id': `${location.origin}/beta${base}/agents/${id}` });

/** `before` undefined: a new group. */
export async function saveGroup(before: AgentGroup | undefined, { displayName, agentIds }: GroupForm): Promise<void> {
  const body = { displayName: displayName.trim() };
  let id = before?.id;
  if (id === undefined) id = (await graph<GroupName>('POST', `${base}/agentGroups`, { body })).id;
  else if (before?.displayName !== body.displayName) await graph('PATCH', `${base}/agentGroups/${id}`, { body });
  const had = before?.agents.map((agent) => agent.id) ?? [];
  for (const agentId of agentIds.filter((one) => !had.includes(one)))
    await graph('POST', `${base}/agentGroups/${id}/agents/$ref`, { body: agentReference(agentId) });
  for (const agentId of had.filter((one) => !agentIds.includes(one)))
    await graph('DELETE', `${base}/agentGroups/${id}/agents/${agentId}/$ref`);
  await refresh();
}

export async function deleteGroup(id: string): Promise<void> {
  await graph('DELETE', `${base}/agentGroups/${id}`);
  await refresh();
}

export async function stopServing(groupId: string, resourceId: string): Promise<void> {
  await graph('DELETE', `${base}/publishedResources/${resourceId}/agentGroups/${groupId}/$ref`);
  await refresh();
}
