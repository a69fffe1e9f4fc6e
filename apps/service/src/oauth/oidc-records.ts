/** Where oidc-provider keeps its records (the tables of SqlAuthorizationStore), and where it finds clients. */
import type { Clock } from '@drawbridge/base';
import type { SqlAuthorizationStore } from '@drawbridge/storage';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import type { OAuthClient } from './oauth-client.ts';

export type FindClient = (appId: string) => Promise<OAuthClient | undefined>;

export function createOidcRecords(
  model: string,
  { records, findClient, clock }: { records: SqlAuthorizationStore; findClient: FindClient; clock: Clock },
): Adapter {
  if (model === 'Client') return clientAdapter(findClient);
  const read = (found: Awaited<ReturnType<SqlAuthorizationStore['find']>>): AdapterPayload | undefined =>
    found && {
      ...(found.payload as AdapterPayload),
      ...(found.consumedAt === undefined ? {} : { consumed: Math.floor(found.consumedAt.getTime() / 1000) }),
    };
  return {
    async upsert(id, payload, expiresInSeconds = 0) {
      const { grantId, uid, userCode, accountId } = payload;
      await records.put({
        model,
        id,
        payload: payload as Readonly<Record<string, unknown>>,
        grantId: model === 'Grant' ? id : grantId,
        uid,
        userCode,
        accountId,
        // The payload's own end is what counts for tokens; this one says when the row may go.
        expiresAt: new Date(typeof payload.exp === 'number' ? payload.exp * 1000 : expiryOf(clock, expiresInSeconds)),
      });
    },
    find: async (id) => read(await records.find(model, id)),
    findByUid: async (uid) => read(await records.findByUid(model, uid)),
    findByUserCode: async (userCode) => read(await records.findByUserCode(model, userCode)),
    async consume(id) {
      // Two requests may have found it unused at once: one of them is too late.
      if (!(await records.consume(model, id, clock.now()))) throw new errors.InvalidGrant('it was already used');
    },
    destroy: (id) => records.remove(model, id),
    revokeByGrantId: (grantId) => records.removeByGrant(grantId),
  };
}

const expiryOf = (clock: Clock, seconds: number): number => clock.now().getTime() + seconds * 1000;

const clientsAreReadOnly = async (): Promise<void> => {
  throw new Error('Clients are the applications of the directory; they are not written here.');
};

/** Every client is a public one here: whether it proved who it is was settled before (token-endpoint.ts). */
function clientAdapter(findClient: FindClient): Adapter {
  return {
    async find(id) {
      const client = await findClient(id);
      return (
        client && {
          client_id: client.appId,
          client_name: client.displayName,
          token_endpoint_auth_method: 'none',
          grant_types: [
            'authorization_code',
            'refresh_token',
            'urn:ietf:params:oauth:grant-type:device_code',
            ...(client.issuesIdTokens ? ['implicit'] : []),
          ],
          response_types: client.issuesIdTokens ? ['code', 'id_token', 'code id_token'] : ['code'],
          // Never redirected to: redirect URIs are matched in oidc-provider.ts, by platform.
          redirect_uris: ['https://redirect.invalid/'],
          registered: client.redirectUris,
        }
      );
    },
    upsert: clientsAreReadOnly,
    destroy: clientsAreReadOnly,
    consume: clientsAreReadOnly,
    revokeByGrantId: clientsAreReadOnly,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  };
}
