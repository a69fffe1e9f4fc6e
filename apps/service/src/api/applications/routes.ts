/** The routes of applications and service principals, by noun. */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { appRoleAssignmentRoutes } from './app-role-assignments.ts';
import { applicationRoutes as ofApplications } from './applications.ts';
import { federatedCredentialRoutes } from './federated-credentials.ts';
import { galleryRoutes } from './gallery.ts';
import { ownerRoutes } from './owners.ts';
import { secretRoutes } from './secrets.ts';
import { servicePrincipalRoutes } from './service-principals.ts';

export function applicationRoutes(app: FastifyInstance, services: Services): void {
  for (const add of [
    galleryRoutes,
    ofApplications,
    secretRoutes,
    federatedCredentialRoutes,
    servicePrincipalRoutes,
    ownerRoutes,
    appRoleAssignmentRoutes,
  ])
    add(app, services);
}
