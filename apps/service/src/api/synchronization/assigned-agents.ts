/**
 * `agents` of an application's provisioning (ours): every agent with whether it serves this application, and the choice of
 * those that do, in one request. What it writes are Graph's published resource and agent group; open to owners.
 */
import { isUuid, ApiError } from '@drawbridge/base';
import type { ServicePrincipal } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { auditTarget } from '../../audit/audit-trail.ts';
import { collection } from '../../http/envelope.ts';
import { described, many, noContent } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { agentsNow, agentShape } from '../agents/graph-agent.ts';
import { base, findProvisioned, read, write, type ById } from './job-request.ts';

const choice = z.object({ agentIds: z.array(z.string().refine(isUuid, 'must be the id of an agent')).max(100) });
const shape = agentShape.extend({ isAssigned: z.boolean() });

export function assignedAgentRoutes(app: FastifyInstance, services: Services): void {
  const { agentRegistry, agentGroups: store, hub, clock } = services;

  const assignedTo = async (servicePrincipalId: string): Promise<readonly string[]> => {
    const groupId = await store.groupOfApplication(servicePrincipalId);
    return groupId === undefined ? [] : store.agentIdsOfGroup(groupId);
  };

  const listing = described(read, {
    summary: 'List all agents, with whether they serve this application.',
    answer: many(shape),
  });
  app.get<ById>(`${base}/agents`, listing, async (request) => {
    const { id } = await findProvisioned(services, request.params.id);
    const assigned = new Set(await assignedTo(id));
    const shown = (await agentRegistry.listAgents()).map(agentsNow(services));
    return collection(request, `servicePrincipals('${id}')/synchronization/agents`, {
      value: shown.map((agent) => ({ ...agent, isAssigned: assigned.has(agent.id) })),
    });
  });

  const choosing = described(write, {
    summary: 'Choose the agents that serve this application; none: it is not reached through agents.',
    body: choice,
    answer: noContent,
  });
  app.put<ById>(`${base}/agents`, choosing, async (request, reply) => {
    const servicePrincipal = await findProvisioned(services, request.params.id);
    const wanted = [...new Set(readBody(choice, request.body).agentIds.map((id) => id.toLowerCase()))];
    const agents = await agentRegistry.listAgents();
    const nameOf = (id: string): string => agents.find((agent) => agent.id === id)?.machineName ?? id;
    const unknown = wanted.find((id) => !agents.some((agent) => agent.id === id));
    if (unknown !== undefined) throw new ApiError('REQUEST_INVALID', `There is no agent '${unknown}'.`);
    const before = await assignedTo(servicePrincipal.id);
    auditTarget({ type: 'ServicePrincipal', id: servicePrincipal.id }, [
      { name: 'agents', before: before.map(nameOf).join(', '), after: wanted.map(nameOf).join(', ') },
    ]);
    await serveBy(servicePrincipal, wanted);
    hub.groupsChanged();
    await services.wakeJobsOfApplication(servicePrincipal.id);
    return reply.status(204).send();
  });

  /** A group that serves other applications too is left as it is; this application gets one of its own. */
  async function serveBy({ id, displayName = id }: ServicePrincipal, wanted: readonly string[]): Promise<void> {
    const resource =
      (await store.listResources()).find(({ resourceName }) => resourceName === id) ??
      (await store.createResource(displayName, id, clock.now()));
    const [current, ...further] = await store.groupsOfResource(resource.id);
    const isItsOwn =
      current !== undefined &&
      !current.isDefault &&
      further.length === 0 &&
      (await store.resourcesOfGroup(current.id)).length === 1;
    if (isItsOwn && wanted.length > 0) {
      const members = await store.agentIdsOfGroup(current.id);
      for (const agentId of wanted) if (!members.includes(agentId)) await store.addAgent(current.id, agentId);
      for (const agentId of members) if (!wanted.includes(agentId)) await store.removeAgent(current.id, agentId);
      return;
    }
    if (wanted.length > 0) {
      const group = await store.createGroup(`Agents of ${displayName}`.slice(0, 256), clock.now());
      for (const agentId of wanted) await store.addAgent(group.id, agentId);
      await store.addResourceGroup(resource.id, group.id);
    }
    for (const group of current ? [current, ...further] : []) await store.removeResourceGroup(resource.id, group.id);
    if (isItsOwn) await store.deleteGroup(current.id);
  }
}
