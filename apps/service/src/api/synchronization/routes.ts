/** `/servicePrincipals/{id}/synchronization`: everything under it, by the file that holds it; and the same under applications. */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { mirrorUnderApplications } from './application-tree.ts';
import { assignedAgentRoutes } from './assigned-agents.ts';
import { synchronizationEntityRoutes } from './entity.ts';
import { escrowRoutes } from './escrows.ts';
import { evaluateScopeRoutes } from './evaluate-scope.ts';
import { explainRoutes } from './explain.ts';
import { jobActionRoutes } from './job-actions.ts';
import { linkRoutes } from './links.ts';
import { jobRoutes } from './jobs.ts';
import { objectConnectionRoutes } from './object-connections.ts';
import { overviewRoutes } from './overview.ts';
import { parseExpressionRoutes } from './parse-expression.ts';
import { provisionOnDemandRoutes } from './provision-on-demand.ts';
import { schemaDirectoryRoutes } from './schema-directories.ts';
import { schemaRoutes } from './schema.ts';
import { schemaVersionRoutes } from './schema-versions.ts';
import { schemaVocabularyRoutes } from './schema-vocabulary.ts';
import { secretRoutes } from './secrets.ts';
import { sourceObjectRoutes } from './source-objects.ts';
import { stagedDeletionRoutes } from './staged-deletions.ts';
import { targetResourceRoutes } from './target-resources.ts';
import { templateRoutes } from './templates.ts';
import { validateCredentialsRoutes } from './validate-credentials.ts';
import { wireTraceRoutes } from './wire-trace.ts';

export function synchronizationRoutes(app: FastifyInstance, services: Services): void {
  mirrorUnderApplications(app, services);
  for (const add of [
    synchronizationEntityRoutes,
    templateRoutes,
    jobRoutes,
    jobActionRoutes,
    validateCredentialsRoutes,
    schemaRoutes,
    schemaVersionRoutes,
    schemaVocabularyRoutes,
    schemaDirectoryRoutes,
    parseExpressionRoutes,
    objectConnectionRoutes,
    secretRoutes,
    assignedAgentRoutes,
    provisionOnDemandRoutes,
    explainRoutes,
    evaluateScopeRoutes,
    stagedDeletionRoutes,
    escrowRoutes,
    linkRoutes,
    targetResourceRoutes,
    sourceObjectRoutes,
    wireTraceRoutes,
    overviewRoutes,
  ]) {
    add(app, services);
  }
}
