/** Audit record → graph.directoryAudit. */
import { z } from 'zod';
import type { AuditInitiator, AuditRecord } from '@drawbridge/storage';

const text = z.string().nullable();
const modifiedProperty = z.object({ displayName: text, oldValue: text, newValue: text });

export const directoryAudit = z.object({
  id: z.uuid(),
  activityDateTime: z.iso.datetime(),
  activityDisplayName: z.string(),
  category: z.string(),
  operationType: z.string(),
  loggedByService: z.string(),
  correlationId: z.uuid(),
  result: z.enum(['success', 'failure']),
  resultReason: z.string(),
  initiatedBy: z.object({ user: z.looseObject({}).nullable(), app: z.looseObject({}).nullable() }),
  targetResources: z.array(
    z.object({
      id: text,
      displayName: text,
      type: z.string(),
      userPrincipalName: text,
      groupType: text,
      modifiedProperties: z.array(modifiedProperty),
    }),
  ),
  additionalDetails: z.array(z.object({ key: z.string(), value: z.string() })),
});

export function toDirectoryAudit(record: AuditRecord): Record<string, unknown> {
  return {
    id: record.id,
    activityDateTime: record.activityAt.toISOString(),
    activityDisplayName: record.activity,
    category: record.category,
    operationType: record.operationType,
    loggedByService: record.service,
    correlationId: record.correlationId,
    result: record.result,
    resultReason: record.resultReason,
    initiatedBy: toInitiatedBy(record.initiator),
    targetResources: record.targets.map((target) => ({
      id: target.id,
      displayName: target.displayName,
      type: target.type,
      userPrincipalName: target.userPrincipalName,
      groupType: target.type === 'Group' ? 'unknownFutureValue' : null,
      modifiedProperties: target.modifiedProperties,
    })),
    additionalDetails: record.details,
  };
}

function toInitiatedBy(initiator: AuditInitiator): object {
  switch (initiator.type) {
    case 'user': {
      const { type: _type, ...user } = initiator;
      return { user, app: null };
    }
    case 'application': {
      const { id, appId, displayName } = initiator;
      return { user: null, app: { appId, displayName, servicePrincipalId: id, servicePrincipalName: null } };
    }
    case 'system':
      return {
        user: null,
        app: { appId: null, displayName: initiator.displayName, servicePrincipalId: null, servicePrincipalName: null },
      };
  }
}
