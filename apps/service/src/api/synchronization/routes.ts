/** `/servicePrincipals/{id}/synchronization`: everything under it, by the file that holds it. */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { jobActionRoutes } from './job-actions.ts';
import { jobRoutes } from './jobs.ts';
import { provisionOnDemandRoutes } from './provision-on-demand.ts';
import { schemaRoutes } from './schema.ts';
import { secretRoutes } from './secrets.ts';
import { templateRoutes } from './templates.ts';
import { validateCredentialsRoutes } from './validate-credentials.ts';

export function synchronizationRoutes(app: FastifyInstance, services: Services): void {
  for (const add of [
    templateRoutes,
    jobRoutes,
    jobActionRoutes,
    validateCredentialsRoutes,
    schemaRoutes,
    secretRoutes,
    provisionOnDemandRoutes,
  ]) {
    add(app, services);
  }
}
