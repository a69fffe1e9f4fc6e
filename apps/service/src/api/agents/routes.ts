/** The routes of agents (Graph beta: onPremisesPublishingProfiles), by noun. */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { agentGroupRoutes } from './agent-groups.ts';
import { agentRoutes as ofAgents } from './agents.ts';
import { publishedResourceRoutes } from './published-resources.ts';
import { publishingProfileRoutes } from './publishing-profile.ts';

export function agentRoutes(app: FastifyInstance, services: Services): void {
  for (const add of [publishingProfileRoutes, ofAgents, agentGroupRoutes, publishedResourceRoutes]) add(app, services);
}
