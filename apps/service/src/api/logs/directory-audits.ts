/** `/auditLogs/directoryAudits`: who changed what. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { AuditCondition, AuditField, AuditRecord, AuditTargetField } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { entity } from '../../http/envelope.ts';
import { described, many, one, text as plainText } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { exportLog } from './export-log.ts';
import { directoryAudit as shape, toDirectoryAudit } from './graph-audit.ts';
import type { LogProperties, LogProperty } from './log-filter.ts';
import { answerLog, type ReadableLog } from './log-query.ts';

const open = { config: { permissions: ['AuditLog.Read.All'] as const } };
const path = '/auditLogs/directoryAudits';
const set = 'auditLogs/directoryAudits';

const text: LogProperty = { type: 'text' };
const uuid: LogProperty = { type: 'uuid' };

const properties: LogProperties<AuditField, AuditTargetField> = {
  log: 'Audit logs',
  fields: {
    id: uuid,
    activityDateTime: { type: 'time' },
    activityDisplayName: text,
    category: text,
    operationType: text,
    loggedByService: text,
    correlationId: uuid,
    result: { type: 'text', oneOf: ['success', 'failure', 'timeout', 'unknownFutureValue'] },
    'initiatedBy/user/id': text,
    'initiatedBy/user/displayName': text,
    'initiatedBy/user/userPrincipalName': text,
    'initiatedBy/app/appId': text,
    'initiatedBy/app/displayName': text,
    'initiatedBy/app/servicePrincipalId': text,
  },
  targetFields: { id: text, displayName: text, type: text, userPrincipalName: text },
};

export function directoryAuditRoutes(app: FastifyInstance, { auditLog }: Services): void {
  const log: ReadableLog<AuditRecord, AuditCondition> = {
    list: (page) => auditLog.list(page),
    count: (where) => auditLog.count(where),
    show: async (records) => records.map(toDirectoryAudit),
  };

  const listing = described(open, { summary: 'List audit records.', answer: many(shape) });
  app.get(path, listing, (request) => answerLog(request, set, log, properties));

  const exporting = described(open, { summary: 'Export audit records as CSV or JSON.', answer: plainText });
  app.get(`${path}/export`, exporting, (request, reply) =>
    exportLog(request, reply, { name: 'audit-logs', log, properties, columns: exportedColumns }),
  );

  const reading = described(open, { summary: 'Read one audit record.', answer: one(shape) });
  app.get<{ Params: { id: string } }>(`${path}/:id`, reading, async (request) => {
    const { id } = request.params;
    const record = isUuid(id) ? await auditLog.get(id) : undefined;
    if (!record) throw objectNotFound(id);
    return entity(request, set, toDirectoryAudit(record));
  });
}

/** One row a record: targets with their changes stand in it as JSON. */
const exportedColumns = [
  'activityDateTime', 'activityDisplayName', 'category', 'operationType', 'loggedByService', 'result', 'resultReason',
  'initiatedBy/user/userPrincipalName', 'initiatedBy/user/displayName', 'initiatedBy/user/id', 'initiatedBy/user/ipAddress',
  'initiatedBy/app/displayName', 'initiatedBy/app/appId', 'initiatedBy/app/servicePrincipalId', 'correlationId', 'id',
  'targetResources', 'additionalDetails',
] as const; // prettier-ignore
