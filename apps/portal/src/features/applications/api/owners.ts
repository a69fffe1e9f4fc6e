/** Owners of an application. */
import { sendBatches } from '../../../lib/batch.ts';
import { permissionsQuery } from '../../../lib/permissions.ts';
import { queryClient } from '../../../lib/query-client.ts';

export const ownersKey = (applicationId: string) => ['applications', applicationId, 'owners'] as const;
export const ownersPath = (applicationId: string): string => `/servicePrincipals/${applicationId}/owners`;

/** Throws what hindered the first that could not be added. */
export async function addOwners(applicationId: string, ids: readonly string[]): Promise<void> {
  const problems = await sendBatches(
    ids.map((id) => ({
      method: 'POST',
      url: `${ownersPath(applicationId)}/$ref`,
      body: { '@odata.id': `${location.origin}/v1.0/directoryObjects/${id}` },
    })),
  );
  await queryClient.invalidateQueries({ queryKey: ownersKey(applicationId) });
  void queryClient.invalidateQueries({ queryKey: permissionsQuery.queryKey });
  const problem = problems.find((one) => one !== undefined);
  if (problem) throw problem;
}
