/** Whether a caller owns what a path names (`/applications/{id}…`, `/servicePrincipals/{id}…`, by id or by appId), and what is theirs. */
import { ProvisioningError } from '@drawbridge/base';
import type { FastifyRequest } from 'fastify';
import { holds, type Ownership } from '../http/request-context.ts';
import type { Permission } from '../oauth/directory-roles.ts';
import type { Services } from '../services.ts';
import { findApplication } from './find-application.ts';
import { findServicePrincipal } from './find-service-principal.ts';

/** More than this nobody looks after in person. */
const mostOwned = 1000;

/** Ids of the service principals that are the caller's. */
export const ownedServicePrincipals = ({ owners }: Services, ownerId: string): Promise<readonly string[]> =>
  owners.servicePrincipalsOf(ownerId, mostOwned);

/**
 * On a route that is open to owners `of any` application: the service principals to which the caller is confined;
 * undefined when a permission opens all of it.
 */
export async function confinedTo(
  services: Services,
  request: FastifyRequest,
  permissions: readonly Permission[],
): Promise<readonly string[] | undefined> {
  if (permissions.some((permission) => holds(request, permission))) return undefined;
  return ownedServicePrincipals(services, request.principal?.id ?? '');
}

/** An application and its service principal are one thing: who owns either owns the other. */
export function ownership(services: Services): Ownership {
  const { owners, directory } = services;
  return {
    async ofAny({ principal }) {
      return principal !== undefined && (await owners.servicePrincipalsOf(principal.id, 1)).length > 0;
    },

    async ofNamed(request) {
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
    },
  };
}
