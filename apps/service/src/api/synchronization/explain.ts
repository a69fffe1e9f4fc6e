/**
 * `explain`: what provisioning would do with one object, step by step, and `preview`: what a cycle over everybody would do,
 * counted. Both also under a schema that is not saved. Neither writes anything, here or in the application.
 */
import { synchronizationSchema } from '@drawbridge/contract';
import { explain, previewScope } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readsOnly } from '../../audit/activity.ts';
import { contextUrl } from '../../http/envelope.ts';
import { described } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import type { Services } from '../../services.ts';
import { toOnDemandEntry } from '../logs/graph-log.ts';
import { base, findJob, read, write, type ByJob } from './job-request.ts';
import { objectSubject } from './object-subject.ts';

const schema = synchronizationSchema.nullish();
const explainBody = objectSubject.extend({ schema });
const previewBody = z.object({
  schema,
  limit: z.number().int().min(1).max(100_000).default(1_000),
  timeoutSeconds: z.number().int().min(1).max(60).default(20),
  sampleSize: z.number().int().min(0).max(100).default(10),
});

export function explainRoutes(app: FastifyInstance, services: Services): void {
  const explaining = described(
    { config: { ...read.config, audit: readsOnly } },
    { summary: 'Tell what provisioning would do with an object, without doing it.', body: explainBody },
  );
  app.post<ByJob>(`${base}/jobs/:jobId/explain`, explaining, async (request) => {
    const job = await findJob(services, request.params);
    const { schema: unsaved, ...subject } = readBody(explainBody, request.body);
    const explanations = await explain({
      job,
      subjects: [subject],
      engine: services.engine,
      schema: unsaved ?? undefined,
    });
    const names = await services.logNames(explanations.map(({ record }) => record));
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.synchronizationExplanation'),
      value: explanations.map(({ record, change }) => ({
        ...toOnDemandEntry(record, names),
        plannedChange: change
          ? {
              kind: change.kind,
              reason: change.reason ?? null,
              targetId: change.targetId ?? null,
              operations: change.operations,
              modifiedProperties: change.modified,
            }
          : null,
      })),
    };
  });

  const previewing = described(
    { config: { ...write.config, audit: readsOnly } },
    { summary: 'Count what a cycle over everybody would do, without doing it.', body: previewBody },
  );
  app.post<ByJob>(`${base}/jobs/:jobId/preview`, previewing, async (request) => {
    const job = await findJob(services, request.params);
    const { schema: unsaved, limit, timeoutSeconds, sampleSize } = readBody(previewBody, request.body);
    const preview = await previewScope({
      job,
      engine: services.engine,
      schema: unsaved ?? undefined,
      limit,
      timeMs: timeoutSeconds * 1_000,
      sampleSize,
    });
    return {
      '@odata.context': contextUrl(request, 'microsoft.graph.synchronizationPreview'),
      counts: preview.counts,
      lookedAt: preview.looked,
      inScope: preview.inScope,
      isComplete: preview.isComplete,
      sample: preview.sample.map(({ type, modified, reason, ...example }) => ({
        ...example,
        objectTypeName: type,
        reason: reason ?? null,
        modifiedProperties: modified,
      })),
    };
  });
}
