/** Records of the provisioning log: as rows of a list, which are many and therefore small, and whole. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';
import type { Log } from './log.ts';
import type { ProvisioningAction, ProvisioningStatus } from './provisioning-search.ts';

type System = { readonly id: string; readonly displayName: string };
type Identity = { readonly id: string; readonly displayName: string; readonly identityType: string };

/** graph.provisioningObjectSummary without its steps and properties. */
type Summary = {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: ProvisioningAction;
  readonly durationInMilliseconds: number;
  readonly provisioningStatusInfo: {
    readonly status: ProvisioningStatus;
    readonly errorInformation: ErrorInformation | null;
  };
  readonly servicePrincipal: { readonly id: string; readonly displayName: string };
  readonly sourceSystem: System;
  readonly targetSystem: System;
  readonly sourceIdentity: Identity & { readonly details: { readonly UserPrincipalName?: string } };
  readonly targetIdentity: Identity;
};

export type ErrorInformation = {
  readonly errorCode: string;
  readonly errorCategory: 'failure' | 'nonServiceFailure' | 'success';
  readonly reason: string;
  readonly recommendedAction: string;
  /** Drawbridge's own code. */
  readonly additionalDetails: string | null;
};

export type ProvisioningStep = {
  readonly name: string;
  readonly provisioningStepType: string;
  readonly status: ProvisioningStatus;
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
};

export type ModifiedProperty = {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
};

export type ProvisioningRecord = Summary & {
  readonly initiatedBy: { readonly displayName: string };
  readonly provisioningSteps: readonly ProvisioningStep[];
  readonly modifiedProperties: readonly ModifiedProperty[];
};

/** What a list keeps of a record. */
export type ProvisioningRow = {
  readonly id: string;
  readonly at: string;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  readonly identity: string;
  readonly identityId: string;
  readonly principalName: string;
  readonly targetId: string;
  readonly sourceSystem: string;
  readonly targetSystem: string;
  readonly application: string;
  readonly errorCode: string;
  readonly durationMs: number;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
};

const selected = [
  'id', 'activityDateTime', 'jobId', 'cycleId', 'changeId', 'provisioningAction', 'durationInMilliseconds',
  'provisioningStatusInfo', 'servicePrincipal', 'sourceSystem', 'targetSystem', 'sourceIdentity', 'targetIdentity',
] as const; // prettier-ignore

export const provisioningLog: Log<Summary, ProvisioningRow> = {
  path: '/auditLogs/provisioning',
  fileName: 'provisioning-logs',
  select: selected,
  toRow: (record) => ({
    id: record.id,
    at: record.activityDateTime,
    action: record.provisioningAction,
    status: record.provisioningStatusInfo.status,
    identity: record.sourceIdentity.displayName,
    identityId: record.sourceIdentity.id,
    principalName: record.sourceIdentity.details.UserPrincipalName ?? '',
    targetId: record.targetIdentity.id,
    sourceSystem: record.sourceSystem.displayName,
    targetSystem: record.targetSystem.displayName,
    application: record.servicePrincipal.displayName,
    errorCode: record.provisioningStatusInfo.errorInformation?.errorCode ?? '',
    durationMs: record.durationInMilliseconds,
    jobId: record.jobId,
    cycleId: record.cycleId,
    changeId: record.changeId,
  }),
};

export const provisioningRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['logs', provisioningLog.path, 'record', id],
    queryFn: ({ signal }) => get<ProvisioningRecord>(`${provisioningLog.path}/${encodeURIComponent(id)}`, signal),
    // What was logged does not change.
    staleTime: Infinity,
  });
