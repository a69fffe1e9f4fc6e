/** `sourceObjects` of a job: one object of the directory as mappings and scoping filters see it, to try them on. */
import { isUuid } from '@drawbridge/base';
import { readJobSettings } from '@drawbridge/contract';
import { objectNotFound } from '@drawbridge/directory';
import { sourceOptionsOf } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { described, one } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, type ByJob } from './job-request.ts';

type ByObject = { Params: ByJob['Params'] & { objectId: string } };

const answer = z.object({
  id: z.string(),
  objectTypeName: z.string(),
  displayName: z.string(),
  userPrincipalName: z.string().nullable(),
  state: z.enum(['active', 'disabled', 'softDeleted']),
  isAssigned: z.boolean(),
  appRoles: z.array(z.string()),
  /** As `testInputObject` takes them; empty attributes are missing. */
  properties: z.array(
    z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]) }),
  ),
});

export function sourceObjectRoutes(app: FastifyInstance, services: Services): void {
  const reading = described(read, {
    summary: 'Read an object as mappings and scoping filters see it.',
    answer: one(answer),
  });
  app.get<ByObject>(`${base}/jobs/:jobId/sourceObjects/:objectId`, reading, async (request) => {
    const { objectId, ...params } = request.params;
    const job = await findJob(services, params);
    const id = objectId.toLowerCase();
    const source = services.engine.sourceFor(job.servicePrincipalId, sourceOptionsOf(readJobSettings(job.settings)));
    const [found] = isUuid(id) ? await source.getObjects([id]) : [];
    if (!found) throw objectNotFound(objectId);
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.synchronizationSourceObject'),
      id: found.id,
      objectTypeName: found.type,
      displayName: found.displayName,
      userPrincipalName: found.principalName ?? null,
      state: found.state,
      isAssigned: found.assigned,
      appRoles: found.roles.map(({ displayName }) => displayName),
      properties: [...found.attributes].map(([key, value]) => ({ key, value })),
    };
  });
}
