/** Job → graph.synchronizationJob. */
import { scimGroupObject, scimUserObject, type Execution, type Job, type JobStatus } from '@drawbridge/engine';
import { z } from 'zod';
import { shownJobSettings } from './job-settings.ts';

const never = '0001-01-01T00:00:00Z';

const open = z.looseObject({}).nullable();
export const jobShape = z.object({
  id: z.string(),
  templateId: z.string(),
  schedule: z.object({
    expiration: z.null(),
    interval: z.string(),
    state: z.enum(['Active', 'Disabled', 'Paused']),
  }),
  status: z.looseObject({
    code: z.enum(['NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine']),
    quarantine: open,
    lastExecution: open,
    progress: z.array(z.looseObject({})),
    synchronizedEntryCountByType: z.array(z.object({ key: z.string(), value: z.int() })),
  }),
  synchronizationJobSettings: z.array(z.object({ name: z.string(), value: z.string() })),
});

/** ISO 8601 duration of whole seconds: 2,400,000 → `PT40M`. */
export function toDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const text = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`);
  return `PT${text.length > 0 ? text.join('') : '0S'}`;
}

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds; undefined when it is none. */
export function fromDuration(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000);
}

export type JobFacts = {
  readonly hasCredentials: boolean;
  readonly linked: Readonly<Record<'User' | 'Group', number>>;
};

export function toGraphJob(job: Job, facts: JobFacts): Record<string, unknown> {
  return {
    id: job.id,
    templateId: job.templateId,
    schedule: { expiration: null, interval: toDuration(job.schedule.intervalMs), state: job.schedule.state },
    status: toGraphStatus(job, facts),
    synchronizationJobSettings: shownJobSettings(job),
  };
}

function statusCode(job: Job, { hasCredentials }: JobFacts): string {
  const hasRun = job.status.steadyStateFirstAchievedTime ?? job.status.lastExecution;
  if (job.schedule.state === 'Paused') return 'Paused';
  if (job.status.quarantine) return 'Quarantine';
  if (!hasCredentials) return 'NotConfigured';
  if (!hasRun) return 'NotRun';
  return job.schedule.state === 'Active' ? 'Active' : 'Paused';
}

function toGraphStatus(job: Job, facts: JobFacts): Record<string, unknown> {
  const { status } = job;
  return {
    code: statusCode(job, facts),
    countSuccessiveCompleteFailures: status.countSuccessiveCompleteFailures,
    escrowsPruned: status.escrowsPruned,
    steadyStateFirstAchievedTime: status.steadyStateFirstAchievedTime ?? never,
    steadyStateLastAchievedTime: status.steadyStateLastAchievedTime ?? never,
    troubleshootingUrl: null,
    quarantine: toGraphQuarantine(status),
    progress: toGraphProgress(status),
    synchronizedEntryCountByType: [
      { key: `User to ${scimUserObject}`, value: facts.linked.User },
      { key: `Group to ${scimGroupObject}`, value: facts.linked.Group },
    ],
    lastExecution: toGraphExecution(status.lastExecution),
    lastSuccessfulExecution: toGraphExecution(status.lastSuccessfulExecution),
    lastSuccessfulExecutionWithExports: toGraphExecution(status.lastSuccessfulExecutionWithExports),
    // Ours: what the running and the last finished cycle did, by outcome (docs/reference/extensions.md).
    cycle: status.progress ?? null,
    lastCycleTally: status.lastTally ?? null,
    lastInitialCycle: status.lastInitialCycle ?? null,
  };
}

function toGraphQuarantine({ quarantine }: JobStatus): object | null {
  if (!quarantine) return null;
  return { ...quarantine, error: { ...quarantine.error, tenantActionable: true } };
}

function toGraphProgress({ progress }: JobStatus): readonly object[] {
  if (!progress) return [];
  return [
    {
      units: `${progress.kind}: ${progress.phase}`,
      completedUnits: progress.done,
      totalUnits: Math.max(progress.total, progress.done),
      progressObservationDateTime: progress.observedAt,
    },
  ];
}

const toGraphExecution = (execution: Execution | undefined): object | null =>
  execution ? { ...execution, error: execution.error ? { ...execution.error, tenantActionable: true } : null } : null;
