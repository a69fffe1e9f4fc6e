/** `objectConnections`: the link between an object of the directory and its resource in the application (Graph beta). */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { Link } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { auditDetail } from '../../audit/audit-trail.ts';
import { entity } from '../../http/envelope.ts';
import { described, noContent } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';

type ByObject = { Params: ByJob['Params'] & { objectId: string } };
const path = `${base}/jobs/:jobId/objectConnections`;

export function objectConnectionRoutes(app: FastifyInstance, services: Services): void {
  const { links, cycles } = services;
  const linkOf = async (jobId: string, objectId: string): Promise<Link | undefined> =>
    isUuid(objectId) ? (await links.linksOf(jobId, [objectId.toLowerCase()])).get(objectId.toLowerCase()) : undefined;

  app.get<ByJob>(path, described(read, { summary: 'Refused: connections cannot be listed.' }), async (request) => {
    await findJob(services, request.params);
    throw new ApiError(
      'REQUEST_INVALID',
      "Connections cannot be listed. Ask for one: …/objectConnections('{objectId}').",
    );
  });

  const get = described(read, { summary: 'Show what an object is connected to.' });
  app.get<ByObject>(`${path}/:objectId`, get, async (request) => {
    const job = await findJob(services, request.params);
    const link = await linkOf(job.id, request.params.objectId);
    if (!link) throw objectNotFound(request.params.objectId);
    return entity(
      request,
      `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/objectConnections`,
      {
        objectId: link.sourceId,
        sourceAnchor: link.sourceId,
        targetAnchor: link.targetId,
        displayName: link.displayName,
        objectTypeName: link.type,
      },
    );
  });

  const remove = described(write, { summary: 'Forget what an object is connected to.', answer: noContent });
  app.delete<ByObject>(`${path}/:objectId`, remove, async (request, reply) => {
    const job = await findJob(services, request.params);
    if (job.schedule.state === 'Active')
      throw new ApiError('JOB_ACTIVE', `The job '${job.id}' is active. Pause it, then remove the connection.`);
    const link = await linkOf(job.id, request.params.objectId);
    if (link) {
      auditDetail('Connection', `${link.sourceId} → ${link.targetId}`);
      await cycles.commitPage(job.id, undefined, {
        links: { put: [], drop: [link.sourceId] },
        references: { written: [], removed: [] },
        escrows: { put: [], clear: [] },
        log: [],
      });
    }
    return reply.status(204).send();
  });
}
