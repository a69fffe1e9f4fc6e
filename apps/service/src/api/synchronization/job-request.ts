/** What the routes of a job have in common: their path, who may use them, and finding the job. */
import { objectNotFound, type ServicePrincipal } from '@drawbridge/directory';
import type { Job } from '@drawbridge/engine';
import type { Services } from '../../services.ts';
import { auditDetail, auditTarget } from '../../audit/audit-trail.ts';
import { findServicePrincipal } from '../find-service-principal.ts';

export const base = '/servicePrincipals/:id/synchronization';
export const read = {
  config: {
    permissions: ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'] as const,
    opensToOwners: true,
  },
};
export const write = { config: { permissions: ['Synchronization.ReadWrite.All'] as const, opensToOwners: true } };

export type ById = { Params: { id: string } };
export type ByJob = { Params: { id: string; jobId: string } };

/** The service principal of the URL, which the audit record names too. Throws OBJECT_NOT_FOUND. */
export async function findProvisioned(services: Services, key: string): Promise<ServicePrincipal> {
  const found = await findServicePrincipal(services, key);
  auditTarget({ type: 'ServicePrincipal', id: found.id, displayName: found.displayName });
  return found;
}

/** Throws OBJECT_NOT_FOUND, also for a job of another application. */
export async function findJob(services: Services, { id, jobId }: ByJob['Params']): Promise<Job> {
  const servicePrincipal = await findProvisioned(services, id);
  const job = await services.jobs.get(jobId);
  if (!job || job.servicePrincipalId !== servicePrincipal.id) throw objectNotFound(jobId);
  auditDetail('JobId', job.id);
  return job;
}
