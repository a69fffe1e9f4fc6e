/**
 * `/applications/{id}/synchronization`: Graph has everything under `/servicePrincipals/{id}/synchronization` there as well.
 * Every route of the one tree is registered in the other, where the application's service principal takes its place.
 */
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../../services.ts';
import { findApplication } from '../find-application.ts';
import { base } from './job-request.ts';

const applicationBase = '/applications/:id/synchronization';

export function mirrorUnderApplications(app: FastifyInstance, services: Services): void {
  const toServicePrincipal = async (request: FastifyRequest): Promise<void> => {
    const params = request.params as { id: string };
    const { appId = '' } = await findApplication(services, params.id);
    const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
    const [found] = (await services.directory.listServicePrincipals({ where, limit: 1 })).items;
    if (!found) throw objectNotFound(params.id);
    params.id = found.id;
  };
  app.addHook('onRoute', (route) => {
    if (route.method === 'HEAD' || !(route.routePath === base || route.routePath.startsWith(`${base}/`))) return;
    const { preHandler = [], prefix: _prefix, routePath, ...options } = route;
    app.route({
      ...options,
      url: applicationBase + routePath.slice(base.length),
      preHandler: [toServicePrincipal, ...[preHandler].flat()],
    });
  });
}
