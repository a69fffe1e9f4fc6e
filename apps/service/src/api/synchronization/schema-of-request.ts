/** The schema that a URL names: that of a job, or the one its template begins with. The same routes serve both. */
import { defaultSchema, type Job } from '@drawbridge/engine';
import type { SynchronizationSchema } from '@drawbridge/contract';
import type { Services } from '../../services.ts';
import { base, findJob } from './job-request.ts';
import { findTemplate } from './templates.ts';

type SchemaParams = { id: string; jobId?: string; templateId?: string };
export type BySchema = { Params: SchemaParams };

export const schemaPaths = [`${base}/jobs/:jobId/schema`, `${base}/templates/:templateId/schema`] as const;

/** Throws OBJECT_NOT_FOUND. */
export async function findSchema(
  services: Services,
  { id, jobId, templateId = '' }: SchemaParams,
): Promise<{ schema: SynchronizationSchema; job: Job | undefined; set: string }> {
  if (jobId !== undefined) {
    const job = await findJob(services, { id, jobId });
    const set = `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/schema`;
    return { schema: job.schema, job, set };
  }
  const servicePrincipal = await findTemplate(services, { id, templateId });
  const set = `servicePrincipals('${servicePrincipal.id}')/synchronization/templates('${templateId}')/schema`;
  return { schema: defaultSchema({ jobId: templateId }), job: undefined, set };
}
