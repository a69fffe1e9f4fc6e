/** A schema takes the place of the one before, which is kept: for whoever replaces, resets or restores one. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { validateSchema, type Job } from '@drawbridge/engine';
import type { FastifyRequest } from 'fastify';
import { initiatorOf } from '../../audit/audit-requests.ts';
import { auditTarget } from '../../audit/audit-trail.ts';
import { DetailedError } from '../../http/detailed-error.ts';
import type { Services } from '../../services.ts';
import { schemaDifference } from './schema-difference.ts';

const mostChanges = 100;
const longestName = 300;

/** Throws MAPPING_BROKEN with everything that is wrong. */
export function mustBeValid(schema: SynchronizationSchema): void {
  const issues = validateSchema(schema);
  if (issues.length === 0) return;
  const sentences = issues.slice(0, 5).map((issue) => issue.message);
  throw new DetailedError('MAPPING_BROKEN', `The schema is not valid. ${sentences.join(' ')}`, issues.slice(0, 100));
}

/** The job starts a cycle over everybody. */
export async function saveSchema(
  services: Services,
  request: FastifyRequest,
  { job, schema, restoredVersion }: { job: Job; schema: SynchronizationSchema; restoredVersion?: number },
): Promise<void> {
  const differences = schemaDifference(job.schema, schema);
  auditTarget({ type: 'ServicePrincipal', id: job.servicePrincipalId }, differences);
  const at = services.clock.now();
  await services.jobs.setSchema(job.id, schema, {
    at,
    by: initiatorOf(request),
    changes: differences.slice(0, mostChanges).map(({ name }) => name.slice(0, longestName)),
    restoredVersion,
  });
  await services.jobs.wake(at, [job.id]);
  services.wakeWorker();
}
