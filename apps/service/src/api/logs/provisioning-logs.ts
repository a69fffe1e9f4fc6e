/** `/auditLogs/provisioning`: one record for each object of each cycle. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import { objectTypes, provisioningActions, provisioningStatuses, type ProvisioningLogRecord } from '@drawbridge/engine';
import type { ProvisioningLogCondition as Condition, ProvisioningLogField } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { entity } from '../../http/envelope.ts';
import { described, many, one, text as plainText } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { confinedTo } from '../ownership.ts';
import { exportLog } from './export-log.ts';
import { provisioningObjectSummary as shape, toProvisioningObjectSummary } from './graph-log.ts';
import type { LogProperties, LogProperty } from './log-filter.ts';
import { answerLog, type ReadableLog } from './log-query.ts';

const permissions = ['ProvisioningLog.Read.All', 'AuditLog.Read.All'] as const;
/** Owners read what was provisioned into their own applications. */
const open = { config: { permissions, opensToOwners: 'of any' as const } };
const path = '/auditLogs/provisioning';
const set = 'auditLogs/provisioning';

const text: LogProperty = { type: 'text' };
const uuid: LogProperty = { type: 'uuid' };

const properties: LogProperties<ProvisioningLogField> = {
  log: 'Provisioning logs',
  fields: {
    id: uuid,
    activityDateTime: { type: 'time' },
    tenantId: text,
    jobId: text,
    cycleId: uuid,
    changeId: uuid,
    provisioningAction: { type: 'text', oneOf: provisioningActions },
    durationInMilliseconds: { type: 'integer' },
    'provisioningStatusInfo/status': { type: 'text', oneOf: provisioningStatuses },
    'provisioningStatusInfo/errorInformation/errorCode': text,
    'servicePrincipal/id': uuid,
    'servicePrincipal/displayName': text,
    'sourceIdentity/id': uuid,
    'sourceIdentity/displayName': text,
    'sourceIdentity/identityType': { type: 'text', oneOf: objectTypes },
    'targetIdentity/id': text,
    'targetIdentity/displayName': text,
    'sourceSystem/displayName': text,
    'targetSystem/id': text,
    'targetSystem/displayName': text,
    'initiatedBy/displayName': text,
  },
};

export function provisioningLogRoutes(app: FastifyInstance, services: Services): void {
  const { provisioningLog, logNames } = services;
  const logFor = async (request: FastifyRequest): Promise<ReadableLog<ProvisioningLogRecord, Condition>> => {
    const owned = await confinedTo(services, request, permissions);
    const confined = (where: Condition | undefined): Condition | undefined => {
      if (!owned) return where;
      const theirs: Condition = { kind: 'in', field: 'servicePrincipal/id', values: owned };
      return where ? { kind: 'and', operands: [theirs, where] } : theirs;
    };
    return {
      list: (page) => provisioningLog.list({ ...page, where: confined(page.where) }),
      count: (where) => provisioningLog.count(confined(where)),
      async show(records) {
        const names = await logNames(records);
        return records.map((record) => toProvisioningObjectSummary(record, names));
      },
    };
  };

  const listing = described(open, { summary: 'List provisioning records.', answer: many(shape) });
  app.get(path, listing, async (request) => answerLog(request, set, await logFor(request), properties));

  const exporting = described(open, { summary: 'Export provisioning records as CSV or JSON.', answer: plainText });
  app.get(`${path}/export`, exporting, async (request, reply) => {
    const log = await logFor(request);
    return exportLog(request, reply, { name: 'provisioning-logs', log, properties, columns: exportedColumns });
  });

  const reading = described(open, { summary: 'Read one provisioning record.', answer: one(shape) });
  app.get<{ Params: { id: string } }>(`${path}/:id`, reading, async (request) => {
    const { id } = request.params;
    const record = isUuid(id) ? await provisioningLog.get(id) : undefined;
    const owned = await confinedTo(services, request, permissions);
    if (!record || (owned && !owned.includes(record.servicePrincipalId))) throw objectNotFound(id);
    return entity(request, set, toProvisioningObjectSummary(record, await logNames([record])));
  });
}

/** One row a record: steps and modified properties stand in it as JSON. */
const exportedColumns = [
  'activityDateTime', 'provisioningAction', 'provisioningStatusInfo/status', 'sourceIdentity/displayName', 'sourceIdentity/id',
  'sourceIdentity/identityType', 'sourceIdentity/details/UserPrincipalName', 'targetIdentity/id', 'targetIdentity/displayName',
  'servicePrincipal/displayName', 'servicePrincipal/id', 'sourceSystem/displayName', 'targetSystem/displayName',
  'durationInMilliseconds', 'provisioningStatusInfo/errorInformation/errorCode', 'provisioningStatusInfo/errorInformation/reason',
  'provisioningStatusInfo/errorInformation/recommendedAction', 'initiatedBy/displayName', 'jobId', 'cycleId', 'changeId', 'id',
  'modifiedProperties', 'provisioningSteps',
] as const; // prettier-ignore
