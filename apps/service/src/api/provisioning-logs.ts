/** `/auditLogs/provisioning`: one record for each object of each cycle. */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import { provisioningActions, provisioningStatuses } from '@drawbridge/engine';
import type { LogQuery } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { collection, entity, selected } from '../http/envelope.ts';
import { conjuncts, readQuery } from '../http/odata/query.ts';
import type { Filter, Literal } from '../http/odata/filter.ts';
import { fromPageToken } from '../http/odata/page-token.ts';
import type { Services } from '../services.ts';
import { toProvisioningObjectSummary } from './graph-log.ts';

const open = { config: { permissions: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'] as const } };
const limits = { defaultTop: 100, maxTop: 1000 };

export function provisioningLogRoutes(app: FastifyInstance, services: Services): void {
  app.get('/auditLogs/provisioning', open, async (request) => {
    const query = readQuery(request.query as Record<string, unknown>, limits);
    const conditions = toLogConditions(query.filter);
    const records = await services.provisioningLog.list({
      ...conditions,
      order: order(query.orderBy),
      cursor: query.skipToken === undefined ? undefined : logCursor(query.skipToken),
      limit: query.top + 1,
    });
    const page = records.slice(0, query.top);
    const names = await services.logNames(page);
    return collection(request, 'auditLogs/provisioning', {
      value: page.map((record) => selected(toProvisioningObjectSummary(record, names), query.select)),
      nextAfter: records.length > query.top ? page.at(-1)?.id : undefined,
      count:
        query.count && query.skipToken === undefined ? await services.provisioningLog.count(conditions) : undefined,
    });
  });

  app.get<{ Params: { id: string } }>('/auditLogs/provisioning/:id', open, async (request) => {
    const { id } = request.params;
    const record = isUuid(id) ? await services.provisioningLog.get(id) : undefined;
    if (!record) throw objectNotFound(id);
    return entity(
      request,
      'auditLogs/provisioning',
      toProvisioningObjectSummary(record, await services.logNames([record])),
    );
  });
}

function logCursor(token: string): string {
  const id = fromPageToken(token);
  if (!isUuid(id))
    throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not valid. Start the list again from its first page.');
  return id;
}

function order(orderBy: { property: string; descending: boolean } | undefined): LogQuery['order'] {
  if (!orderBy) return 'newest-first';
  if (orderBy.property !== 'activityDateTime')
    throw new ApiError('QUERY_UNSUPPORTED', 'Provisioning logs can be ordered by activityDateTime only.');
  return orderBy.descending ? 'newest-first' : 'oldest-first';
}

type Conditions = { -readonly [Name in keyof LogQuery]?: LogQuery[Name] };

const equalities: Readonly<Record<string, (value: string, into: Conditions) => void>> = {
  'servicePrincipal/id': (value, into) => void (into.servicePrincipalId = uuid(value)),
  jobId: (value, into) => void (into.jobId = value),
  cycleId: (value, into) => void (into.cycleId = uuid(value)),
  changeId: (value, into) => void (into.changeId = uuid(value)),
  provisioningAction: (value, into) => void (into.action = oneOf(provisioningActions, value, 'provisioningAction')),
  'provisioningStatusInfo/status': (value, into) =>
    void (into.status = oneOf(provisioningStatuses, value, 'provisioningStatusInfo/status')),
  'sourceIdentity/id': (value, into) => void (into.sourceId = uuid(value)),
  'targetIdentity/id': (value, into) => void (into.targetId = value),
};

/** What of `$filter` the log can answer from its indexes; the rest is refused by name. */
export function toLogConditions(filter: Filter | undefined): Conditions {
  const into: Conditions = {};
  for (const part of conjuncts(filter)) {
    if (part.kind === 'compare' && part.operator === 'eq' && Object.hasOwn(equalities, part.property)) {
      equalities[part.property]!(text(part.value, part.property), into);
    } else if (
      part.kind === 'compare' &&
      part.property === 'activityDateTime' &&
      ['gt', 'ge', 'lt', 'le'].includes(part.operator)
    ) {
      const at = moment(part.value);
      if (part.operator.startsWith('g')) into.after = new Date(at.getTime() - (part.operator === 'ge' ? 1 : 0));
      else into.before = new Date(at.getTime() + (part.operator === 'le' ? 1 : 0));
    } else if (
      part.kind === 'text' &&
      part.function === 'contains' &&
      !part.lowered &&
      part.property === 'sourceIdentity/displayName'
    ) {
      into.identityContains = part.value;
    } else if (isPortalSearch(part)) {
      into.servicePrincipalId = uuid(part.operands[0].value);
    } else {
      throw new ApiError(
        'QUERY_UNSUPPORTED',
        `Unsupported filter. Provisioning logs can be filtered, joined by 'and', with eq on ${Object.keys(equalities).join(', ')}; ` +
          'gt, ge, lt, le on activityDateTime; contains on sourceIdentity/displayName.',
      );
    }
  }
  return into;
}

type Search = { readonly operands: readonly [{ readonly value: string }, ...Filter[]] };

/** `contains(tolower(servicePrincipal/id),'…') or contains(tolower(servicePrincipal/displayName),'…')`: what the portal of Microsoft Entra sends. */
function isPortalSearch(part: Filter): part is Filter & Search {
  if (part.kind !== 'or') return false;
  const [byId, byName, ...others] = part.operands;
  return (
    others.length === 0 &&
    byId?.kind === 'text' &&
    byName?.kind === 'text' &&
    byId.property === 'servicePrincipal/id' &&
    byName.property === 'servicePrincipal/displayName' &&
    byId.value === byName.value
  );
}

function text(value: Literal, property: string): string {
  if (typeof value === 'string') return value;
  throw new ApiError('REQUEST_INVALID', `Invalid filter clause: ${property} is compared with a text in single quotes.`);
}

function uuid(value: string): string {
  if (isUuid(value)) return value;
  throw new ApiError('REQUEST_INVALID', `Invalid filter clause: '${value}' is no id.`);
}

function oneOf<T extends string>(allowed: readonly T[], value: string, property: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found) return found;
  throw new ApiError(
    'REQUEST_INVALID',
    `Invalid filter clause: ${property} is one of ${allowed.join(', ')}, not '${value}'.`,
  );
}

function moment(value: Literal): Date {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  const year = at.getUTCFullYear();
  if (!(year >= 1 && year <= 9998))
    throw new ApiError('REQUEST_INVALID', `Invalid filter clause: '${value}' is no date.`);
  return at;
}
