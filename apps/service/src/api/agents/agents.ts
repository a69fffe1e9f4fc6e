/** `…/agents`: provisioning agents as they are at this moment, and ours: tokens to enrol one, and revoking it. */
import type { AgentRecord } from '@drawbridge/tunnel/hub';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditTarget } from '../../audit/audit-trail.ts';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import {
  agentsNow,
  agentShape,
  base,
  expands,
  findAgent,
  groupShape,
  manage,
  readByOwners,
  publishingType,
  queryOf,
  toGraphGroup,
  type ById,
} from './graph-agent.ts';

const renamed = z.object({ machineName: z.string().trim().min(1).max(256) });
const enrolmentToken = z.object({ token: z.string(), expirationDateTime: z.iso.datetime(), serviceUrl: z.url() });
const set = `onPremisesPublishingProfiles('${publishingType}')/agents`;

export function agentRoutes(app: FastifyInstance, services: Services): void {
  const { agentRegistry, agentGroups, hub, clock, logger } = services;
  const groupsOf = async ({ id }: AgentRecord) => (await agentGroups.groupsOfAgent(id)).map(toGraphGroup);

  app.get(
    `${base}/agents`,
    described(readByOwners, { summary: 'List agents.', answer: many(agentShape) }),
    async (request) => {
      const withGroups = expands(queryOf(request), 'agentGroups');
      const agents = await agentRegistry.listAgents();
      const shown = agents.map(agentsNow(services));
      const groups = withGroups ? await Promise.all(agents.map(groupsOf)) : [];
      return collection(request, set, {
        value: withGroups ? shown.map((agent, index) => ({ ...agent, agentGroups: groups[index] })) : shown,
      });
    },
  );

  app.get<ById>(
    `${base}/agents/:id`,
    described(readByOwners, { summary: 'Read an agent.', answer: one(agentShape) }),
    async (request) => {
      const agent = await findAgent(services, request.params.id);
      const groups = expands(queryOf(request), 'agentGroups') ? { agentGroups: await groupsOf(agent) } : {};
      return entity(request, set, { ...agentsNow(services)(agent), ...groups });
    },
  );

  app.patch<ById>(
    `${base}/agents/:id`,
    described(manage, { summary: 'Rename an agent.', body: renamed, answer: noContent }),
    async (request, reply) => {
      const agent = await findAgent(services, request.params.id);
      const { machineName } = readBody(renamed, request.body);
      auditTarget({ type: 'Agent', id: agent.id, displayName: machineName }, [
        { name: 'machineName', before: agent.machineName, after: machineName },
      ]);
      await agentRegistry.renameAgent(agent.id, machineName);
      return reply.status(204).send();
    },
  );

  // Ours: Graph cannot remove an agent. Deleting one revokes it and cuts its channel.
  app.delete<ById>(
    `${base}/agents/:id`,
    described(manage, { summary: 'Revoke an agent and cut its connection.', answer: noContent }),
    async (request, reply) => {
      const agent = await findAgent(services, request.params.id);
      await agentRegistry.revokeAgent(agent.id, clock.now());
      hub.groupsChanged();
      hub.disconnect(agent.id, 'AGENT_REVOKED');
      logger.info({ agentId: agent.id, machineName: agent.machineName }, 'agent revoked');
      return reply.status(204).send();
    },
  );

  app.get<ById>(
    `${base}/agents/:id/agentGroups`,
    described(readByOwners, { summary: 'List the groups of an agent.', answer: many(groupShape) }),
    async (request) => {
      queryOf(request);
      return collection(request, 'agentGroups', {
        value: await groupsOf(await findAgent(services, request.params.id)),
      });
    },
  );

  app.post(
    `${base}/enrolmentTokens`,
    described(manage, { summary: 'Make a token that enrols one agent.', answer: one(enrolmentToken, 201) }),
    async (request, reply) => {
      const { token, expiresAt } = await services.enrolment.createToken();
      return reply
        .status(201)
        .send({ token, expirationDateTime: expiresAt.toISOString(), serviceUrl: serviceUrlFor(request) });
    },
  );
}

/** Where an agent comes to, under the name by which this request came. */
function serviceUrlFor(request: FastifyRequest): string {
  const url = new URL(baseUrl(request));
  const tlsPort = request.server.tlsPort();
  if (url.protocol === 'http:' && request.server.publicUrl === undefined && tlsPort !== undefined) {
    url.protocol = 'https:';
    url.port = String(tlsPort);
  }
  return url.origin;
}
