/** What goes with a service principal: its jobs stop, and their credentials are forgotten; accounts in the target stay. */
import type { Services } from '../../services.ts';

export async function removeProvisioning(
  { jobs, secrets }: Pick<Services, 'jobs' | 'secrets'>,
  servicePrincipalId: string,
): Promise<void> {
  for (const job of await jobs.listByServicePrincipal(servicePrincipalId)) await jobs.remove(job.id);
  await secrets.replace(servicePrincipalId, []);
}
