/** How the signed-in person signs in, and how they change that. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';

export type OwnMethod = {
  readonly '@odata.type': string;
  readonly id: string;
  readonly displayName?: string;
  readonly createdDateTime: string | null;
  readonly lastUsedDateTime?: string | null;
};

export const ownMethodsQuery = queryOptions({
  queryKey: ['me', 'methods'],
  queryFn: async ({ signal }) => (await get<GraphPage<OwnMethod>>('/me/authentication/methods', signal)).value,
});

export const changePassword = (currentPassword: string, newPassword: string): Promise<void> =>
  graph('POST', '/me/changePassword', { body: { currentPassword, newPassword } });

export const revokeOwnSessions = (): Promise<void> => graph('POST', '/me/revokeSignInSessions');

export const removeOwnPasskey = (id: string): Promise<void> => graph('DELETE', `/me/authentication/fido2Methods/${id}`);
