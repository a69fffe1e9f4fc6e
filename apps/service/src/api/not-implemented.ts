/** Routes of Graph that are known and not built: they say so (501), where any other path says that it does not exist (404). */
import { ApiError } from '@drawbridge/base';
import { readsOnly } from '../audit/activity.ts';
import type { FastifyInstance, HTTPMethods } from 'fastify';

const notBuilt: readonly {
  readonly method: HTTPMethods;
  readonly paths: readonly string[];
  readonly what: string;
}[] = [
  {
    method: 'GET',
    paths: ['/', '/$metadata'],
    what: 'The OData service document and metadata (CSDL) are not built. /openapi.json describes this API',
  },
  {
    method: 'GET',
    paths: ['/auditLogs/signIns', '/auditLogs/signIns/:id'],
    what: "The log of sign-ins is not built. Sign-ins stand in /auditLogs/directoryAudits with activityDisplayName 'Sign-in'",
  },
  {
    method: 'GET',
    paths: ['/subscriptions', '/subscriptions/:id'],
    what: 'Change notifications are not built. Ask with delta queries instead',
  },
  {
    method: 'POST',
    paths: ['/subscriptions', '/subscriptions/:id/reauthorize'],
    what: 'Change notifications are not built. Ask with delta queries instead',
  },
  { method: 'PATCH', paths: ['/subscriptions/:id'], what: 'Change notifications are not built' },
  { method: 'DELETE', paths: ['/subscriptions/:id'], what: 'Change notifications are not built' },
  {
    method: 'POST',
    paths: ['/applications/:id/addKey', '/applications/:id/removeKey'],
    what: 'Proof-of-possession changes of certificates are not built. PATCH keyCredentials of the application',
  },
  {
    method: 'POST',
    paths: ['/servicePrincipals/:id/addPassword', '/servicePrincipals/:id/removePassword'],
    what: 'A service principal has no secret of its own here. Use addPassword of its application',
  },
];

export function notImplementedRoutes(app: FastifyInstance): void {
  for (const { method, paths, what } of notBuilt) {
    for (const url of paths) {
      const description = { summary: `Not implemented. ${what}.` };
      app.route({
        method,
        url,
        config: { permissions: 'anyone', audit: readsOnly, description },
        handler: async () => {
          throw new ApiError('NOT_IMPLEMENTED', `${what}.`);
        },
      });
    }
  }
}
