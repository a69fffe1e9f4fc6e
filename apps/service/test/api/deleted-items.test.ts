import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson } from '../support/application.ts';
import { send, startService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

type Item = { id: string; displayName: string; '@odata.type': string };

async function aLeaver(): Promise<Item> {
  const user = await service.graph.call<Item>('POST', '/v1.0/users', aPerson());
  await service.graph.call('DELETE', `/v1.0/users/${user.id}`);
  return user;
}

describe('deleted items', () => {
  it('list who was deleted, by the type that Graph writes', async () => {
    const { id } = await aLeaver();
    const { value } = await service.graph.call<{ value: Item[] }>(
      'GET',
      '/v1.0/directory/deletedItems/microsoft.graph.user',
    );
    expect(value.find((item) => item.id === id)?.['@odata.type']).toBe('#microsoft.graph.user');
  });

  it('are restored whole', async () => {
    const { id, displayName } = await aLeaver();
    await service.graph.call('POST', `/v1.0/directory/deletedItems/${id}/restore`);
    expect((await service.graph.call<Item>('GET', `/v1.0/users/${id}`)).displayName).toBe(displayName);
  });

  it('are removed for good, once', async () => {
    const { id } = await aLeaver();
    await service.graph.call('DELETE', `/v1.0/directory/deletedItems/${id}`);
    await expect(service.graph.call('GET', `/v1.0/directory/deletedItems/${id}`)).rejects.toMatchObject({
      status: 404,
    });
    await expect(service.graph.call('DELETE', `/v1.0/directory/deletedItems/${id}`)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('stay closed to a role that may not touch their kind', async () => {
    const { id } = await aLeaver();
    const token = await service.tokenOf('Groups Administrator');
    const answer = await send(`${service.url}/v1.0/directory/deletedItems/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ error: { code: 'Authorization_RequestDenied' } });
  });
});
