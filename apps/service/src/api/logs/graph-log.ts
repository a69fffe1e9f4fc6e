/** Provisioning log record → graph.provisioningObjectSummary, and → an entry of provisionOnDemand's answer. */
import {
  scimGroupObject,
  scimUserObject,
  sourceDirectoryId,
  sourceDirectoryName,
  targetDirectoryId,
  targetDirectoryName,
  type ProvisioningLogRecord,
} from '@drawbridge/engine';

import { z } from 'zod';
import { systemName } from '../../audit/activity.ts';

export type LogNames = {
  readonly tenantId: string;
  /** Names of service principals by id; a removed one is missing. */
  readonly servicePrincipals: ReadonlyMap<string, { readonly appId: string; readonly displayName: string }>;
};

const sourceSystem = { id: sourceDirectoryId, displayName: sourceDirectoryName };
const targetSystem = { id: targetDirectoryId, displayName: targetDirectoryName };
const targetTypes = { User: scimUserObject, Group: scimGroupObject } as const;

function facts(record: ProvisioningLogRecord, names: LogNames) {
  const servicePrincipal = names.servicePrincipals.get(record.servicePrincipalId);
  return {
    servicePrincipal: { id: record.servicePrincipalId, displayName: servicePrincipal?.displayName ?? '' },
    targetDetails: {
      ApplicationId: servicePrincipal?.appId ?? '',
      ServicePrincipalId: record.servicePrincipalId,
      ServicePrincipalDisplayName: servicePrincipal?.displayName ?? '',
    },
    sourceDetails: {
      id: record.source.id,
      odatatype: record.objectType,
      DisplayName: record.source.displayName,
      ...(record.source.principalName === undefined ? {} : { UserPrincipalName: record.source.principalName }),
    },
    targetIdentity: {
      id: record.target?.id ?? '',
      displayName: record.target?.displayName ?? '',
      identityType: targetTypes[record.objectType],
    },
  };
}

const open = z.looseObject({});
const system = z.object({ id: z.string(), displayName: z.string(), details: open });
const identity = z.object({ id: z.string(), displayName: z.string(), identityType: z.string(), details: open });

export const provisioningObjectSummary = z.object({
  id: z.uuid(),
  activityDateTime: z.iso.datetime(),
  tenantId: z.string(),
  jobId: z.string(),
  cycleId: z.uuid(),
  changeId: z.uuid(),
  provisioningAction: z.string(),
  durationInMilliseconds: z.int(),
  provisioningStatusInfo: z.object({ status: z.string(), errorInformation: open.nullable() }),
  initiatedBy: open,
  servicePrincipal: z.object({ id: z.uuid(), displayName: z.string() }),
  sourceSystem: system,
  targetSystem: system,
  sourceIdentity: identity,
  targetIdentity: identity,
  modifiedProperties: z.array(open),
  provisioningSteps: z.array(open),
});

export function toProvisioningObjectSummary(record: ProvisioningLogRecord, names: LogNames): Record<string, unknown> {
  const known = facts(record, names);
  return {
    id: record.id,
    activityDateTime: record.activityAt.toISOString(),
    tenantId: names.tenantId,
    jobId: record.jobId,
    cycleId: record.cycleId,
    changeId: record.changeId,
    provisioningAction: record.action,
    durationInMilliseconds: record.durationMs,
    provisioningStatusInfo: { status: record.status, errorInformation: record.error ?? null },
    initiatedBy: { id: '', displayName: systemName, initiatorType: 'system' },
    servicePrincipal: known.servicePrincipal,
    sourceSystem: { ...sourceSystem, details: {} },
    targetSystem: { ...targetSystem, details: known.targetDetails },
    sourceIdentity: {
      id: record.source.id,
      displayName: record.source.displayName,
      identityType: record.objectType,
      details: known.sourceDetails,
    },
    targetIdentity: { ...known.targetIdentity, details: {} },
    modifiedProperties: record.modifiedProperties,
    provisioningSteps: record.steps.map(({ type, timestamp: _timestamp, ...step }) => ({
      ...step,
      provisioningStepType: type,
    })),
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** One element of the JSON array inside `value` of provisionOnDemand's answer. */
export function toOnDemandEntry(record: ProvisioningLogRecord, names: LogNames): Record<string, unknown> {
  const known = facts(record, names);
  const ended = new Date(record.activityAt.getTime() + record.durationMs);
  return {
    action: capital(record.action),
    changeId: record.changeId,
    cycleId: record.cycleId,
    jobId: record.jobId,
    startTime: record.activityAt.toISOString(),
    endTime: ended.toISOString(),
    reportableIdentifier: record.source.principalName ?? record.source.displayName,
    statusInfo: {
      status: capital(record.status),
      errorCode: record.error?.errorCode ?? '',
      reason: record.error?.reason ?? '',
      additionalDetails: record.error?.additionalDetails ?? '',
      errorCategory: record.error ? capital(record.error.errorCategory) : 'None',
      recommendedAction: record.error?.recommendedAction ?? '',
    },
    sourceSystem: { id: sourceSystem.id, name: sourceSystem.displayName, details: {} },
    sourceIdentity: {
      id: record.source.id,
      type: record.objectType,
      displayName: record.source.displayName,
      details: known.sourceDetails,
    },
    targetSystem: { id: targetSystem.id, name: targetSystem.displayName, details: known.targetDetails },
    targetIdentity: {
      id: known.targetIdentity.id,
      type: known.targetIdentity.identityType,
      displayName: known.targetIdentity.displayName,
      details: {},
    },
    modifiedProperties: record.modifiedProperties,
    provisioningSteps: record.steps.map(({ type, status, ...step }) => ({
      ...step,
      type: capital(type),
      status: capital(status),
    })),
  };
}
