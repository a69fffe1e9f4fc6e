/** Agents, agent groups and published resources (Graph beta: onPremisesPublishingProfiles), and ours: enrolment tokens. */
import { objectNotFound } from '@drawbridge/directory';
import { ApiError, isUuid } from '@drawbridge/base';
import type { AgentGroup, PublishedResource } from '@drawbridge/storage';
import type { AgentRecord } from '@drawbridge/tunnel/hub';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { readQuery } from '../http/odata/query.ts';
import { referencedId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';

const publishingType = 'provisioning';
const base = `/onPremisesPublishingProfiles/${publishingType}`;
const open = { config: { permissions: ['OnPremisesPublishingProfiles.ReadWrite.All'] as const } };
const limits = { defaultTop: 999, maxTop: 999 };

type ById = { Params: { id: string } };
type ByPair = { Params: { id: string; otherId: string } };

export function agentRoutes(app: FastifyInstance, services: Services): void {
  agents(app, services);
  agentGroups(app, services);
  publishedResources(app, services);
  app.post(`${base}/enrolmentTokens`, open, async (_request, reply) => {
    const { token, expiresAt } = await services.enrolment.createToken();
    return reply.status(201).send({ token, expirationDateTime: expiresAt.toISOString() });
  });
}

function agents(app: FastifyInstance, services: Services): void {
  const { agentRegistry, agentGroups, hub, clock, logger } = services;
  app.get(`${base}/agents`, open, async (request) => {
    readQuery(request.query as Record<string, unknown>, limits);
    const found = await agentRegistry.listAgents();
    return collection(request, `onPremisesPublishingProfiles('${publishingType}')/agents`, {
      value: found.map(agentsNow(services)),
    });
  });

  app.get<ById>(`${base}/agents/:id`, open, async (request) => {
    const agent = await findAgent(agentRegistry, request.params.id);
    const expands = readQuery(request.query as Record<string, unknown>, limits).expand.some(
      ({ relation }) => relation === 'agentGroups',
    );
    const groups = expands ? { agentGroups: (await agentGroups.groupsOfAgent(agent.id)).map(toGraphGroup) } : {};
    return entity(request, `onPremisesPublishingProfiles('${publishingType}')/agents`, {
      ...agentsNow(services)(agent),
      ...groups,
    });
  });

  // Ours: Graph cannot remove an agent. Deleting one revokes it and cuts its channel.
  app.delete<ById>(`${base}/agents/:id`, open, async (request, reply) => {
    const agent = await findAgent(agentRegistry, request.params.id);
    await agentRegistry.revokeAgent(agent.id, clock.now());
    hub.groupsChanged();
    hub.disconnect(agent.id, 'AGENT_REVOKED');
    logger.info({ agentId: agent.id, machineName: agent.machineName }, 'agent revoked');
    return reply.status(204).send();
  });

  app.get<ById>(`${base}/agents/:id/agentGroups`, open, async (request) => {
    const agent = await findAgent(agentRegistry, request.params.id);
    return collection(request, 'agentGroups', { value: (await agentGroups.groupsOfAgent(agent.id)).map(toGraphGroup) });
  });
}

function agentGroups(app: FastifyInstance, services: Services): void {
  const { agentGroups: groups, agentRegistry, hub, clock } = services;
  const named = z.object({ displayName: z.string().min(1).max(256) });

  /** Puts an agent into a group, usable at once: the hub forgets what it knew and the jobs that waited are woken. */
  const join = async (groupId: string, agentId: string): Promise<void> => {
    await findGroup(groups, groupId);
    await findAgent(agentRegistry, agentId);
    await groups.addAgent(groupId, agentId);
    hub.groupsChanged();
    await services.wakeJobsOfAgent(agentId);
  };

  app.get(`${base}/agentGroups`, open, async (request) => {
    readQuery(request.query as Record<string, unknown>, limits);
    return collection(request, 'agentGroups', { value: (await groups.listGroups()).map(toGraphGroup) });
  });

  app.post(`${base}/agentGroups`, open, async (request, reply) => {
    const group = await groups.createGroup(readBody(named, request.body).displayName, clock.now());
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/beta${base}/agentGroups/${group.id}`)
      .send(entity(request, 'agentGroups', toGraphGroup(group)));
  });

  app.get<ById>(`${base}/agentGroups/:id`, open, async (request) => {
    const group = await findGroup(groups, request.params.id);
    const { expand } = readQuery(request.query as Record<string, unknown>, limits);
    return entity(request, 'agentGroups', {
      ...toGraphGroup(group),
      ...(expand.some(({ relation }) => relation === 'agents')
        ? { agents: (await members(services, group.id)).map(agentsNow(services)) }
        : {}),
      ...(expand.some(({ relation }) => relation === 'publishedResources')
        ? { publishedResources: (await groups.resourcesOfGroup(group.id)).map(toGraphResource) }
        : {}),
    });
  });

  app.patch<ById>(`${base}/agentGroups/:id`, open, async (request, reply) => {
    const group = await findGroup(groups, request.params.id);
    await groups.renameGroup(group.id, readBody(named, request.body).displayName);
    return reply.status(204).send();
  });

  app.delete<ById>(`${base}/agentGroups/:id`, open, async (request, reply) => {
    await groups.deleteGroup((await findGroup(groups, request.params.id)).id);
    hub.groupsChanged();
    return reply.status(204).send();
  });

  app.get<ById>(`${base}/agentGroups/:id/agents`, open, async (request) => {
    const group = await findGroup(groups, request.params.id);
    return collection(request, 'agents', {
      value: (await members(services, group.id)).map(agentsNow(services)),
    });
  });

  app.post<ById>(`${base}/agentGroups/:id/agents/$ref`, open, async (request, reply) => {
    await join(request.params.id, referencedId(readBody(referenceBody, request.body)));
    return reply.status(204).send();
  });

  app.post<ById>(`${base}/agents/:id/agentGroups/$ref`, open, async (request, reply) => {
    await join(referencedId(readBody(referenceBody, request.body)), request.params.id);
    return reply.status(204).send();
  });

  const leave = async (groupId: string, agentId: string): Promise<void> => {
    if (!isUuid(groupId) || !isUuid(agentId) || !(await groups.removeAgent(groupId, agentId)))
      throw objectNotFound(agentId);
    hub.groupsChanged();
  };
  app.delete<ByPair>(`${base}/agents/:id/agentGroups/:otherId/$ref`, open, async (request, reply) => {
    await leave(request.params.otherId, request.params.id);
    return reply.status(204).send();
  });
  app.delete<ByPair>(`${base}/agentGroups/:id/agents/:otherId/$ref`, open, async (request, reply) => {
    await leave(request.params.id, request.params.otherId);
    return reply.status(204).send();
  });
}

function publishedResources(app: FastifyInstance, services: Services): void {
  const { agentGroups: store, clock, hub } = services;
  const created = z.object({ displayName: z.string().min(1).max(256), resourceName: z.string().min(1).max(256) });
  const changed = z.object({ displayName: z.string().min(1).max(256).optional() });
  const find = async (id: string): Promise<PublishedResource> => {
    const resource = isUuid(id) ? await store.getResource(id) : undefined;
    if (!resource) throw objectNotFound(id);
    return resource;
  };

  app.get(`${base}/publishedResources`, open, async (request) => {
    const { filter } = readQuery(request.query as Record<string, unknown>, limits);
    let resources = await store.listResources();
    if (filter) {
      if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.property !== 'resourceName') {
        throw new ApiError('QUERY_UNSUPPORTED', "publishedResources can be filtered by resourceName eq '…' only.");
      }
      resources = resources.filter((resource) => resource.resourceName === filter.value);
    }
    return collection(request, 'publishedResources', { value: resources.map(toGraphResource) });
  });

  app.post(`${base}/publishedResources`, open, async (request, reply) => {
    const { displayName, resourceName } = readBody(created, request.body);
    // The resource of an application is found by its service principal's id, which is kept in lower case.
    const name = isUuid(resourceName) ? resourceName.toLowerCase() : resourceName;
    const resource = await store.createResource(displayName, name, clock.now());
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/beta${base}/publishedResources/${resource.id}`)
      .send(entity(request, 'publishedResources', toGraphResource(resource)));
  });

  app.get<ById>(`${base}/publishedResources/:id`, open, async (request) => {
    const resource = await find(request.params.id);
    const { expand } = readQuery(request.query as Record<string, unknown>, limits);
    const groups = expand.some(({ relation }) => relation === 'agentGroups')
      ? { agentGroups: (await store.groupsOfResource(resource.id)).map(toGraphGroup) }
      : {};
    return entity(request, 'publishedResources', { ...toGraphResource(resource), ...groups });
  });

  app.patch<ById>(`${base}/publishedResources/:id`, open, async (request, reply) => {
    await store.updateResource((await find(request.params.id)).id, readBody(changed, request.body));
    return reply.status(204).send();
  });

  app.delete<ById>(`${base}/publishedResources/:id`, open, async (request, reply) => {
    await store.deleteResource((await find(request.params.id)).id);
    return reply.status(204).send();
  });

  app.post<ById>(`${base}/publishedResources/:id/agentGroups/$ref`, open, async (request, reply) => {
    const resource = await find(request.params.id);
    const group = await findGroup(store, referencedId(readBody(referenceBody, request.body)));
    await store.addResourceGroup(resource.id, group.id);
    hub.groupsChanged();
    await services.wakeJobsOfApplication(resource.resourceName);
    return reply.status(204).send();
  });

  app.delete<ByPair>(`${base}/publishedResources/:id/agentGroups/:otherId/$ref`, open, async (request, reply) => {
    const { id, otherId } = request.params;
    if (!isUuid(id) || !isUuid(otherId) || !(await store.removeResourceGroup(id, otherId)))
      throw objectNotFound(otherId);
    hub.groupsChanged();
    return reply.status(204).send();
  });
}

async function members({ agentGroups, agentRegistry }: Services, groupId: string): Promise<readonly AgentRecord[]> {
  const inGroup = new Set(await agentGroups.agentIdsOfGroup(groupId));
  return (await agentRegistry.listAgents()).filter((agent) => inGroup.has(agent.id));
}

async function findAgent(registry: Services['agentRegistry'], id: string): Promise<AgentRecord> {
  const agent = isUuid(id) ? await registry.findAgent(id) : undefined;
  if (!agent || agent.revokedAt) throw objectNotFound(id);
  return agent;
}

async function findGroup(groups: Services['agentGroups'], id: string): Promise<AgentGroup> {
  const group = isUuid(id) ? await groups.getGroup(id) : undefined;
  if (!group) throw objectNotFound(id);
  return group;
}

/** How agents look at this moment. */
function agentsNow({ hub, clock }: Services) {
  const statuses = new Map(hub.agentStatus().map((status) => [status.agentId, status]));
  const now = clock.now();
  return (agent: AgentRecord) => toGraphAgent(agent, statuses.get(agent.id), now);
}

function toGraphAgent(
  agent: AgentRecord,
  status: ReturnType<Services['hub']['agentStatus']>[number] | undefined,
  now: Date,
) {
  return {
    id: agent.id,
    machineName: agent.machineName,
    externalIp: status?.externalIp ?? agent.externalIp,
    status: status ? 'active' : 'inactive',
    supportedPublishingTypes: [publishingType],
    // Ours, beside Graph's properties (docs/reference/extensions.md).
    agentVersion: status?.version ?? agent.version,
    operatingSystem: agent.os,
    enrolledDateTime: agent.enrolledAt.toISOString(),
    lastContactDateTime: (status ? now : agent.lastContactAt)?.toISOString() ?? null,
    connectedSinceDateTime: status?.since.toISOString() ?? null,
    requestsInFlight: status?.inFlight ?? 0,
  };
}

const toGraphGroup = (group: AgentGroup) => ({ ...group, publishingType });
const toGraphResource = (resource: PublishedResource) => ({ ...resource, publishingType });
