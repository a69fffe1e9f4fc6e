/** Tenant URL, Secret Token and the settings that Graph keeps beside them; secrets come as `*`. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { provisioningKey, synchronization } from './job.ts';

export type SecretEntry = { readonly key: string; readonly value: string };

/** What stands for a secret that is stored and never shown. */
export const masked = '*';

export const secretsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: [...provisioningKey(applicationId), 'secrets'],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<SecretEntry>>(`${synchronization(applicationId)}/secrets`, signal)).value,
  });

export const secretOf = (secrets: readonly SecretEntry[], key: string): string | undefined =>
  secrets.find((secret) => secret.key === key)?.value;

/** The list with some entries exchanged; an empty text removes one. The API replaces the list as a whole. */
export function withSecrets(
  stored: readonly SecretEntry[],
  changes: Readonly<Record<string, string>>,
): readonly SecretEntry[] {
  const kept = stored.filter(({ key }) => !Object.hasOwn(changes, key));
  const given = Object.entries(changes).map(([key, value]) => ({ key, value }));
  return [...kept, ...given].filter(({ value }) => value !== '');
}

/** Reads the list anew first, so that what somebody else has changed meanwhile is kept. */
export async function saveSecrets(applicationId: string, changes: Readonly<Record<string, string>>): Promise<void> {
  const stored = await queryClient.fetchQuery({ ...secretsQuery(applicationId), staleTime: 0 });
  await graph('PUT', `${synchronization(applicationId)}/secrets`, { body: { value: withSecrets(stored, changes) } });
  await queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });
}
