/** `…/agentGroups`: which agents serve together. A group that changes is used at once, and wakes the jobs that waited for it. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { referencedId, referenceBody } from '../../http/reference.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import {
  agentsNow,
  agentsOfGroup,
  agentShape,
  base,
  expands,
  findAgent,
  findGroup,
  groupShape,
  mayTouchResource,
  open,
  read,
  readByOwners,
  queryOf,
  toGraphGroup,
  toGraphResource,
  type ById,
  type ByPair,
} from './graph-agent.ts';

const named = z.object({ displayName: z.string().min(1).max(256) });

export function agentGroupRoutes(app: FastifyInstance, services: Services): void {
  const { agentGroups: groups, agentRegistry, hub, clock } = services;

  app.get(
    `${base}/agentGroups`,
    described(readByOwners, { summary: 'List agent groups.', answer: many(groupShape) }),
    async (request) => {
      const query = queryOf(request);
      const [withAgents, withResources] = [expands(query, 'agents'), expands(query, 'publishedResources')];
      const shown = (await groups.listGroups()).map(toGraphGroup);
      if (!withAgents && !withResources) return collection(request, 'agentGroups', { value: shown });
      const mayTouch = await mayTouchResource(services, request);
      const contents = await groups.contents();
      const agents = withAgents ? (await agentRegistry.listAgents()).map(agentsNow(services)) : [];
      return collection(request, 'agentGroups', {
        value: shown.map((group) => {
          const { agentIds = [], resources = [] } = contents.get(group.id) ?? {};
          return {
            ...group,
            ...(withAgents ? { agents: agents.filter(({ id }) => agentIds.includes(id)) } : {}),
            ...(withResources ? { publishedResources: resources.filter(mayTouch).map(toGraphResource) } : {}),
          };
        }),
      });
    },
  );

  app.post(
    `${base}/agentGroups`,
    described(open, { summary: 'Make an agent group.', body: named, answer: one(groupShape, 201) }),
    async (request, reply) => {
      const group = await groups.createGroup(readBody(named, request.body).displayName, clock.now());
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/beta${base}/agentGroups/${group.id}`)
        .send(entity(request, 'agentGroups', toGraphGroup(group)));
    },
  );

  app.get<ById>(
    `${base}/agentGroups/:id`,
    described(read, { summary: 'Read an agent group.', answer: one(groupShape) }),
    async (request) => {
      const group = await findGroup(services, request.params.id);
      const query = queryOf(request);
      return entity(request, 'agentGroups', {
        ...toGraphGroup(group),
        ...(expands(query, 'agents')
          ? { agents: (await agentsOfGroup(services, group.id)).map(agentsNow(services)) }
          : {}),
        ...(expands(query, 'publishedResources')
          ? { publishedResources: (await groups.resourcesOfGroup(group.id)).map(toGraphResource) }
          : {}),
      });
    },
  );

  app.patch<ById>(
    `${base}/agentGroups/:id`,
    described(open, { summary: 'Rename an agent group.', body: named, answer: noContent }),
    async (request, reply) => {
      const group = await findGroup(services, request.params.id);
      await groups.renameGroup(group.id, readBody(named, request.body).displayName);
      return reply.status(204).send();
    },
  );

  app.delete<ById>(
    `${base}/agentGroups/:id`,
    described(open, { summary: 'Delete an agent group. Its agents stay.', answer: noContent }),
    async (request, reply) => {
      await groups.deleteGroup((await findGroup(services, request.params.id)).id);
      hub.groupsChanged();
      return reply.status(204).send();
    },
  );

  app.get<ById>(
    `${base}/agentGroups/:id/agents`,
    described(readByOwners, { summary: 'List the agents of a group.', answer: many(agentShape) }),
    async (request) => {
      queryOf(request);
      const group = await findGroup(services, request.params.id);
      return collection(request, 'agents', {
        value: (await agentsOfGroup(services, group.id)).map(agentsNow(services)),
      });
    },
  );

  app.get<ById>(
    `${base}/agentGroups/:id/publishedResources`,
    described(read, { summary: 'List what a group serves.' }),
    async (request) => {
      queryOf(request);
      const group = await findGroup(services, request.params.id);
      return collection(request, 'publishedResources', {
        value: (await groups.resourcesOfGroup(group.id)).map(toGraphResource),
      });
    },
  );

  membership(app, services);
}

/** The same four references from both ends. */
function membership(app: FastifyInstance, services: Services): void {
  const { agentGroups: groups, hub } = services;
  const join = async (groupId: string, agentId: string): Promise<void> => {
    await findGroup(services, groupId);
    await findAgent(services, agentId);
    await groups.addAgent(groupId, agentId);
    hub.groupsChanged();
    await services.wakeJobsOfAgent(agentId);
  };
  const leave = async (groupId: string, agentId: string): Promise<void> => {
    if (!isUuid(groupId) || !isUuid(agentId) || !(await groups.removeAgent(groupId, agentId)))
      throw objectNotFound(agentId);
    hub.groupsChanged();
  };
  const joining = described(open, { summary: 'Put an agent into a group.', body: referenceBody, answer: noContent });
  const leaving = described(open, { summary: 'Take an agent out of a group.', answer: noContent });

  app.post<ById>(`${base}/agentGroups/:id/agents/$ref`, joining, async (request, reply) => {
    await join(request.params.id, referencedId(readBody(referenceBody, request.body)));
    return reply.status(204).send();
  });
  app.post<ById>(`${base}/agents/:id/agentGroups/$ref`, joining, async (request, reply) => {
    await join(referencedId(readBody(referenceBody, request.body)), request.params.id);
    return reply.status(204).send();
  });
  app.delete<ByPair>(`${base}/agents/:id/agentGroups/:otherId/$ref`, leaving, async (request, reply) => {
    await leave(request.params.otherId, request.params.id);
    return reply.status(204).send();
  });
  app.delete<ByPair>(`${base}/agentGroups/:id/agents/:otherId/$ref`, leaving, async (request, reply) => {
    await leave(request.params.id, request.params.otherId);
    return reply.status(204).send();
  });
}
