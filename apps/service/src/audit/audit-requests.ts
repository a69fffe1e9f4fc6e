/**
 * Puts every changing route of the API under audit. A route declares its activity in its `config`, or in the table of
 * declared-activities.ts; what neither knows is recorded as `Other`, and the test over all routes refuses it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditInitiator, AuditTarget } from '@drawbridge/storage';
import type { Services } from '../services.ts';
import { readsOnly, systemName, type Activity, type AuditDeclaration } from './activity.ts';
import { AuditTrail, withTrail } from './audit-trail.ts';
import { declaredActivities } from './declared-activities.ts';

declare module 'fastify' {
  interface FastifyRequest {
    auditTrail?: AuditTrail;
  }
  interface FastifyContextConfig {
    /** What the route does, for the audit log. Every route that changes something has one. */
    audit?: AuditDeclaration;
  }
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Nobody is known to have asked, or too much was asked: for the log of requests, not for the audit log. */
const unauditedStatuses = new Set([401, 429]);

export function auditRequests(app: FastifyInstance, { auditLog, clock, logger }: Services): void {
  app.addHook('onRoute', (route) => {
    const methods = [route.method].flat().filter((method) => changing.has(method));
    if (methods.length === 0) return;
    const path = route.url.slice(route.prefix.length);
    const audit = route.config?.audit ?? declaredActivities[`${methods[0]} ${path}`];
    if (audit) route.config = { ...route.config, audit };
  });

  const open = (request: FastifyRequest): AuditTrail | undefined => {
    if (!changing.has(request.method)) return undefined;
    const { audit = undeclared(request) } = request.routeOptions.config;
    if (audit === readsOnly) return undefined;
    const initiator = initiatorOf(request);
    return (request.auditTrail ??= new AuditTrail({ activity: audit, initiator, correlationId: request.id, clock }));
  };

  app.addHook('preHandler', (request, _reply, done) => {
    const trail = open(request);
    if (trail) withTrail(trail, done);
    else done();
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (unauditedStatuses.has(reply.statusCode)) return payload;
    const trail = open(request);
    if (!trail) return payload;
    const failure = reply.statusCode < 400 ? undefined : reasonOf(payload);
    try {
      await auditLog.append(trail.atEnd(failure, targetOfPath(request, trail.activity)));
    } catch (err) {
      logger.error(
        { err, requestId: request.id, activity: trail.activity.activity },
        'an audit record was not written',
      );
    }
    return payload;
  });
}

const undeclared = (request: FastifyRequest): Activity => ({
  activity: `${request.method} ${request.routeOptions.url ?? ''}`,
  category: 'DirectoryManagement',
  service: 'Core Directory',
  operationType: 'Other',
  targetType: 'Other',
});

/** Who sent the request, as the audit log names them. */
export function initiatorOf({ principal, ip }: FastifyRequest): AuditInitiator {
  if (!principal) return { type: 'system', displayName: systemName };
  const { id, appId, displayName, user } = principal;
  if (user) return { type: 'user', id, ...user, ipAddress: ip };
  return { type: 'application', id, appId, displayName };
}

/** The sentence of Graph's error envelope. */
function reasonOf(payload: unknown): string {
  if (typeof payload !== 'string') return '';
  try {
    const { error } = JSON.parse(payload) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : '';
  } catch {
    // Not every answer is an envelope.
    return '';
  }
}

const longestId = 256;

function targetOfPath({ params }: FastifyRequest, { targetType, isBulk }: Activity): AuditTarget | undefined {
  const { id } = params as { id?: string };
  if (id === undefined || isBulk) return undefined;
  return {
    id: id.slice(0, longestId),
    type: targetType,
    displayName: null,
    userPrincipalName: null,
    modifiedProperties: [],
  };
}
