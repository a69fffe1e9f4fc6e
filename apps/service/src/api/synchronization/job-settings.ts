/** `synchronizationJobSettings` of a job: names and values, checked against the list of those that mean something. */
import { ApiError } from '@drawbridge/base';
import { asksForReevaluation, jobSettingProblem, readJobSettings, type StoredJobSettings } from '@drawbridge/contract';
import { compileSchema, type Job } from '@drawbridge/engine';
import { z } from 'zod';
import type { Services } from '../../services.ts';
import { auditTarget } from '../../audit/audit-trail.ts';

const longestTraceMs = 24 * 60 * 60_000;
const maxValueLength = 10_000;

export const jobSettingsList = z
  .array(z.object({ name: z.string().min(1).max(200), value: z.string().max(maxValueLength) }))
  .max(100);

/** Graph shows these two for every job. */
const alwaysShown: StoredJobSettings = { AzureIngestionAttributeOptimization: 'False', LookaheadQueryEnabled: 'False' };

export const shownJobSettings = ({ settings }: Pick<Job, 'settings'>) =>
  Object.entries({ ...alwaysShown, ...settings }).map(([name, value]) => ({ name, value }));

/**
 * Replaces the settings of a job by this list. Throws REQUEST_INVALID, naming every setting that is wrong, and
 * MAPPING_BROKEN when one names a target attribute that cannot be written.
 */
export async function replaceJobSettings(
  services: Services,
  job: Job,
  given: z.output<typeof jobSettingsList>,
): Promise<void> {
  const problems = given.flatMap(({ name, value }) => {
    const problem = jobSettingProblem(name, value);
    return problem === undefined ? [] : [`'${name}' ${problem}`];
  });
  const traceEnds = given.find(({ name }) => name === 'WireTraceUntil');
  if (traceEnds && Date.parse(traceEnds.value) > services.clock.now().getTime() + longestTraceMs) {
    problems.push("'WireTraceUntil' must not be more than 24 hours ahead");
  }
  const names = given.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`'${twice}' is given twice`);
  if (problems.length > 0) {
    throw new ApiError('REQUEST_INVALID', `The job settings are not valid: ${problems.join('; ')}.`);
  }
  const after = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  compileSchema(job.schema, readJobSettings(after));
  const reevaluates = asksForReevaluation(job.settings ?? {}, after);
  const before = job.settings ?? {};
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  auditTarget(
    { type: 'ServicePrincipal', id: job.servicePrincipalId },
    changed.map((name) => ({ name: `synchronizationJobSettings/${name}`, before: before[name], after: after[name] })),
  );
  await services.jobs.setSettings(job.id, after, { reevaluates });
  await services.jobs.wake(services.clock.now(), [job.id]);
  services.wakeWorker();
}
