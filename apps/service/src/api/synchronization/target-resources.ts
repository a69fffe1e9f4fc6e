/** `targetResources` of a job: accounts and groups of the application that a person may mean, and whose they are. */
import { searchTarget, type TargetResource } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { described, many } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, type ByJob } from './job-request.ts';
import { objectTypeName } from './object-subject.ts';

const mostShown = 20;
const longestText = 1_000;

const parameters = z.strictObject({
  objectTypeName,
  /** Absent: the matching attribute that is tried first. */
  attribute: z.string().min(1).max(longestText).optional(),
  value: z.string().min(1).max(longestText),
});

const shape = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  userName: z.string().nullable(),
  externalId: z.string().nullable(),
  /** `null`: it does not say. */
  active: z.boolean().nullable(),
  /** The object of the directory that holds it; `null`: none. */
  linkedTo: z.object({ id: z.string(), displayName: z.string(), state: z.enum(['managed', 'unmanaged']) }).nullable(),
});

const shown = ({ id, displayName, userName, externalId, active, link }: TargetResource): z.output<typeof shape> => ({
  id,
  displayName: displayName ?? null,
  userName: userName ?? null,
  externalId: externalId ?? null,
  active: active ?? null,
  linkedTo: link ? { id: link.sourceId, displayName: link.displayName, state: link.state } : null,
});

export function targetResourceRoutes(app: FastifyInstance, services: Services): void {
  const options = described(read, {
    summary: 'Search the application for accounts that an object may be linked to.',
    answer: many(shape),
  });
  app.get<ByJob>(`${base}/jobs/:jobId/targetResources`, options, async (request) => {
    const job = await findJob(services, request.params);
    const { objectTypeName: type, attribute, value } = readBody(parameters, request.query);
    const found = await searchTarget({ job, engine: services.engine, type, attribute, value, limit: mostShown });
    return {
      '@odata.context': contextUrl(
        request,
        `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/targetResources`,
      ),
      attribute: found.attribute,
      searchableAttributes: found.attributes,
      value: found.resources.map(shown),
    };
  });
}
