/** How a user signs in, as an administrator sees and resets it. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';

export type AuthenticationMethod = {
  readonly '@odata.type': string;
  readonly id: string;
  readonly displayName?: string;
  readonly createdDateTime: string | null;
  readonly lastUsedDateTime?: string | null;
};

export const isPasskey = (method: AuthenticationMethod): boolean =>
  method['@odata.type'] === '#microsoft.graph.fido2AuthenticationMethod';

export const methodsQuery = (userId: string) =>
  queryOptions({
    queryKey: ['users', 'methods', userId],
    queryFn: async ({ signal }) =>
      (await get<GraphPage<AuthenticationMethod>>(`/users/${userId}/authentication/methods`, signal)).value,
  });

/** The id that every password has in Graph. */
const passwordMethodId = '28c10230-6103-485e-b985-444c60001490';

export const removeMethod = (userId: string, method: AuthenticationMethod): Promise<void> =>
  isPasskey(method)
    ? graph('DELETE', `/users/${userId}/authentication/fido2Methods/${method.id}`)
    : graph('DELETE', `/users/${userId}/authentication/passwordMethods/${passwordMethodId}`);

/** The link, with which the user chooses a password or a passkey. */
export async function makeOneTimeLink(userId: string): Promise<string> {
  const { url } = await graph<{ url: string }>('POST', `/users/${userId}/authentication/oneTimeLinks`);
  return url;
}

/** The password that was made. */
export async function makeTemporaryPassword(userId: string): Promise<string> {
  const path = `/users/${userId}/authentication/methods/${passwordMethodId}/resetPassword`;
  const { newPassword } = await graph<{ newPassword: string }>('POST', path, { body: {} });
  return newPassword;
}

export const revokeSessions = (userId: string): Promise<void> => graph('POST', `/users/${userId}/revokeSignInSessions`);
