/** Whether a caller owns what a path names: `/applications/{id}…` or `/servicePrincipals/{id}…`, by id or by appId. */
import { ProvisioningError } from '@drawbridge/base';
import type { FastifyRequest } from 'fastify';
import type { Ownership } from '../http/request-context.ts';
import type { Services } from '../services.ts';
import { findApplication } from './find-application.ts';
import { findServicePrincipal } from './find-service-principal.ts';

/** An application and its service principal are one thing: who owns either owns the other. */
export function ownership(services: Services): Ownership {
  const { owners, directory } = services;
  return async (request: FastifyRequest) => {
    const { principal } = request;
    const { id } = request.params as { id?: string };
    const set = request.routeOptions.url?.split('/')[2]?.toLowerCase();
    if (!principal || id === undefined || (set !== 'applications' && set !== 'serviceprincipals')) return false;
    try {
      const named =
        set === 'applications' ? await findApplication(services, id) : await findServicePrincipal(services, id);
      if (await owners.owns(principal.id, named.id)) return true;
      const where = [{ property: 'appId', op: 'eq', value: named.appId ?? '' } as const];
      const list = set === 'applications' ? directory.listServicePrincipals : directory.listApplications;
      const [other] = (await list({ where, limit: 1 })).items;
      return other !== undefined && (await owners.owns(principal.id, other.id));
    } catch (thrown) {
      // What does not exist is owned by nobody: who may not look learns no more than that.
      if (thrown instanceof ProvisioningError && thrown.code === 'OBJECT_NOT_FOUND') return false;
      throw thrown;
    }
  };
}
