/** What Home shows: one request, asked again while the page is open. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';

type Waiting = { readonly count: number; readonly sinceDateTime: string };

export const outcomes = ['created', 'updated', 'disabled', 'deleted', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];
export type Hour = { readonly startDateTime: string } & Readonly<Record<Outcome, number>>;

export type Latency = {
  readonly count: number;
  readonly medianInMilliseconds: number;
  readonly percentile95InMilliseconds: number;
};

type SetUpApplication = {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly needsAgent: boolean;
  readonly hasAgent: boolean;
  readonly hasCredentials: boolean;
  readonly hasAssignment: boolean;
  readonly hasProvisioned: boolean;
  readonly isStarted: boolean;
};

export type SetUp = {
  /** Null: the reader may not see agents. */
  readonly agentCount: number | null;
  readonly application: SetUpApplication | null;
};

export type Overview = {
  readonly generatedDateTime: string;
  readonly jobs: readonly {
    readonly servicePrincipalId: string;
    readonly displayName: string;
    readonly quarantine: { readonly reason: string; readonly sinceDateTime: string; readonly message: string } | null;
    readonly stagedDeletions: Waiting | null;
    readonly failures: Waiting | null;
  }[];
  readonly agents:
    | readonly {
        readonly id: string;
        readonly machineName: string;
        readonly status: 'active' | 'inactive';
        readonly lastContactDateTime: string | null;
        readonly certificateExpirationDateTime: string;
      }[]
    | null;
  readonly credentials: readonly {
    readonly applicationId: string;
    readonly displayName: string;
    readonly kind: 'password' | 'certificate';
    readonly credentialDisplayName: string;
    readonly endDateTime: string;
  }[];
  readonly activity: { readonly sinceDateTime: string; readonly hours: readonly Hour[] };
  readonly deprovisioning: {
    readonly lastDay: Latency | null;
    readonly lastWeek: Latency | null;
    readonly waiting: Waiting | null;
  };
  readonly setUp: SetUp;
};

export const mayRead = ['Synchronization.Read.All', 'ProvisioningLog.Read.All'] as const;

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get<Overview>('/synchronization/overview', signal),
  refetchInterval: 15_000,
});
