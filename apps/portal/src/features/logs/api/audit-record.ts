/** Records of the audit log: graph.directoryAudit. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';
import type { Log } from './log.ts';
import type { ModifiedProperty } from './provisioning-record.ts';

export type AuditTarget = {
  readonly id: string | null;
  readonly displayName: string | null;
  readonly type: string;
  readonly userPrincipalName: string | null;
  readonly modifiedProperties: readonly ModifiedProperty[];
};

type InitiatingUser = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly ipAddress: string;
};
type InitiatingApplication = {
  readonly appId: string | null;
  readonly displayName: string;
  readonly servicePrincipalId: string | null;
};

export type AuditRecord = {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityDisplayName: string;
  readonly category: string;
  readonly operationType: string;
  readonly loggedByService: string;
  readonly correlationId: string;
  readonly result: 'success' | 'failure';
  readonly resultReason: string;
  readonly initiatedBy: { readonly user: InitiatingUser | null; readonly app: InitiatingApplication | null };
  readonly targetResources: readonly AuditTarget[];
  readonly additionalDetails: readonly { readonly key: string; readonly value: string }[];
};

export type AuditRow = {
  readonly id: string;
  readonly at: string;
  readonly service: string;
  readonly category: string;
  readonly activity: string;
  readonly result: AuditRecord['result'];
  readonly reason: string;
  readonly targets: string;
  readonly initiator: string;
  readonly correlationId: string;
};

export const targetName = ({ displayName, userPrincipalName, id, type }: AuditTarget): string =>
  displayName ?? userPrincipalName ?? id ?? type;

export const initiatorName = ({ initiatedBy: { user, app } }: AuditRecord): string =>
  user?.userPrincipalName ?? app?.displayName ?? '';

export const auditLog: Log<AuditRecord, AuditRow> = {
  path: '/auditLogs/directoryAudits',
  fileName: 'audit-logs',
  toRow: (record) => ({
    id: record.id,
    at: record.activityDateTime,
    service: record.loggedByService,
    category: record.category,
    activity: record.activityDisplayName,
    result: record.result,
    reason: record.resultReason,
    targets: record.targetResources.map(targetName).join(', '),
    initiator: initiatorName(record),
    correlationId: record.correlationId,
  }),
};

export const auditRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['logs', auditLog.path, 'record', id],
    queryFn: ({ signal }) => get<AuditRecord>(`${auditLog.path}/${encodeURIComponent(id)}`, signal),
    staleTime: Infinity,
  });
