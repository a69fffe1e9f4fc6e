/** `/onPremisesPublishingProfiles/provisioning` itself: the whole of the agents at once, and when they may be updated. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { entity } from '../../http/envelope.ts';
import { described, noContent, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import {
  agentsNow,
  base,
  expands,
  open,
  publishingType,
  queryOf,
  read,
  toGraphGroup,
  toGraphResource,
} from './graph-agent.ts';

const time = z.string().regex(/^\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?$/, 'it must be a time of day, as in 02:30:00');
const updater = z.object({
  allowUpdateConfigurationOverride: z.boolean().nullish(),
  deferUpdateDateTime: z.iso.datetime({ offset: true }).nullish(),
  updateWindow: z.object({ updateWindowStartTime: time.nullish(), updateWindowEndTime: time.nullish() }).nullish(),
});
const changed = z.object({
  isEnabled: z.literal(true, { error: 'it is always true here' }).optional(),
  hybridAgentUpdaterConfiguration: updater.nullish(),
});
const shape = z.object({
  id: z.string(),
  isEnabled: z.boolean(),
  isDefaultAccessEnabled: z.boolean(),
  hybridAgentUpdaterConfiguration: updater,
});

const noConfiguration = { allowUpdateConfigurationOverride: false, deferUpdateDateTime: null, updateWindow: null };

export function publishingProfileRoutes(app: FastifyInstance, services: Services): void {
  const { agentRegistry, agentGroups, agentUpdates } = services;

  app.get(
    base,
    described(read, { summary: 'Read the profile, with agents, groups and resources on demand.', answer: one(shape) }),
    async (request) => {
      const query = queryOf(request);
      const configuration = await agentUpdates.read();
      return entity(request, 'onPremisesPublishingProfiles', {
        id: publishingType,
        isEnabled: true,
        isDefaultAccessEnabled: false,
        hybridAgentUpdaterConfiguration: configuration ?? noConfiguration,
        ...(expands(query, 'agents') ? { agents: (await agentRegistry.listAgents()).map(agentsNow(services)) } : {}),
        ...(expands(query, 'agentGroups') ? { agentGroups: (await agentGroups.listGroups()).map(toGraphGroup) } : {}),
        ...(expands(query, 'publishedResources')
          ? { publishedResources: (await agentGroups.listResources()).map(toGraphResource) }
          : {}),
      });
    },
  );

  app.patch(
    base,
    described(open, { summary: 'Say when agents may be updated.', body: changed, answer: noContent }),
    async (request, reply) => {
      const { hybridAgentUpdaterConfiguration: given } = readBody(changed, request.body);
      if (given !== undefined)
        await agentUpdates.write(given === null ? noConfiguration : { ...noConfiguration, ...given });
      return reply.status(204).send();
    },
  );
}
