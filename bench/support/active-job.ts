/** An active job with the default schema, due now: what the benchmarks of the engine and of its tables begin with. */
import { newId, systemClock } from '@drawbridge/base';
import { defaultSchema, type JobStore } from '@drawbridge/engine';

const schedule = { state: 'Active', intervalMs: 2_400_000 } as const;

/** Gives the id of the job. */
export async function createActiveJob(jobs: JobStore, servicePrincipalId: string): Promise<string> {
  const now = systemClock.now();
  const id = `scim.7c1b2f6e0a434b589d6e3f2a5c8e1d04.${newId()}`;
  await jobs.create({
    id,
    servicePrincipalId,
    templateId: 'scim',
    schedule,
    schema: defaultSchema({ jobId: id }),
    schemaVersion: 1,
    status: { countSuccessiveCompleteFailures: 0, escrowsPruned: false },
    createdAt: now.toISOString(),
  });
  await jobs.setSchedule(id, schedule, now);
  return id;
}
