/** The Azure CLI: what `az login` of a service principal, `az ad` and `az rest` send, with the scope that it makes of an address. */
import { describe, expect, test } from 'vitest';
import type { Installation } from '../support/installation.ts';

export function azureCliSuite(installation: () => Installation): void {
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(installation().url + path, { headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  describe('Azure CLI', () => {
    test('az login finds the tenant, a token and no subscriptions; az ad lists', async () => {
      const { url, tenantId, client } = installation();
      const discovery = await get(`/${tenantId}/v2.0/.well-known/openid-configuration`);
      const answer = await fetch(String(discovery.body['token_endpoint']), {
        method: 'POST',
        body: new URLSearchParams({
          client_id: client.clientId,
          client_secret: client.clientSecret,
          grant_type: 'client_credentials',
          // The resource ends with a slash, and the CLI adds one.
          scope: `${url}//.default`,
          client_info: '1',
        }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const headers = { authorization: `Bearer ${token}`, 'x-ms-command-name': 'login' };
      expect((await get('/tenants?api-version=2019-11-01', headers)).body).toMatchObject({ value: [{ tenantId }] });
      expect((await get('/subscriptions?api-version=2019-11-01', headers)).body).toEqual({ value: [] });
      const users = await get('/v1.0/users?$filter=startswith(displayName,%27Ada%27)', headers);
      expect(users).toMatchObject({ status: 200, body: { value: [{ displayName: 'Ada Lovelace' }] } });
      const applications = await get('/v1.0/applications?$filter=startswith(displayName,%27Clients%27)', headers);
      expect(applications).toMatchObject({ status: 200, body: { value: [{ appId: client.clientId }] } });
    });
  });
}
