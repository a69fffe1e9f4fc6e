/** The synchronization job of an application: its schedule, its health and what its cycles do. */
import { queryOptions } from '@tanstack/react-query';
import { get, type GraphPage } from '../../../lib/graph.ts';

export type Tally = {
  readonly created: number;
  readonly updated: number;
  readonly disabled: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly references: number;
  readonly requests: number;
};

type Execution = {
  readonly activityIdentifier: string;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly error: { readonly code: string; readonly message: string } | null;
};

export type Cycle = {
  readonly cycleId: string;
  readonly kind: 'initial' | 'incremental';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly observedAt: string;
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  readonly tally: Tally;
};

export type Quarantine = {
  readonly reason: string;
  readonly currentBegan: string;
  readonly seriesBegan: string;
  readonly seriesCount: number;
  readonly nextAttempt: string;
  readonly error: { readonly code: string; readonly message: string };
};

type JobStatus = {
  readonly code: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  readonly quarantine: Quarantine | null;
  readonly cycle: Cycle | null;
  readonly lastCycleTally: Tally | null;
  readonly lastInitialCycle: { readonly tally: Tally; readonly execution: Execution } | null;
  readonly lastExecution: Execution | null;
  readonly lastSuccessfulExecution: Execution | null;
  readonly steadyStateFirstAchievedTime: string;
  readonly steadyStateLastAchievedTime: string;
  readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[];
};

export type Setting = { readonly name: string; readonly value: string };

export type Job = {
  readonly id: string;
  readonly templateId: string;
  readonly schedule: { readonly interval: string; readonly state: 'Active' | 'Disabled' | 'Paused' };
  readonly status: JobStatus;
  readonly synchronizationJobSettings: readonly Setting[];
};

export const synchronization = (applicationId: string): string => `/servicePrincipals/${applicationId}/synchronization`;

export const jobPath = (applicationId: string, jobId: string): string =>
  `${synchronization(applicationId)}/jobs/${encodeURIComponent(jobId)}`;

/** Everything that is kept of the provisioning of an application. */
export const provisioningKey = (applicationId: string) => ['synchronization', applicationId] as const;

/** `null`: provisioning is not set up. */
export const jobQuery = (applicationId: string) =>
  queryOptions({
    queryKey: [...provisioningKey(applicationId), 'job'],
    queryFn: async ({ signal }): Promise<Job | null> =>
      (await get<GraphPage<Job>>(`${synchronization(applicationId)}/jobs`, signal)).value[0] ?? null,
  });

/** How many objects of a type have a linked account. */
export const linkedCount = ({ status }: Job, type: 'User' | 'Group'): number =>
  status.synchronizedEntryCountByType.find(({ key }) => key.startsWith(`${type} `))?.value ?? 0;
