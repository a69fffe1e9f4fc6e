import { newId } from '@drawbridge/base';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  SqlApplicationCredentialStore,
  type KeyCredential,
} from '../../../src/sql/identity/application-credential-store.ts';
import { SqlApplicationOwners } from '../../../src/sql/directory/owners.ts';
import { onBothEngines, type ServiceDatabase } from '../both-engines.ts';

const at = new Date('2026-11-23T10:00:00Z');
const key = (thumbprint: string): KeyCredential => ({
  keyId: newId(),
  displayName: 'a\0b',
  certificatePem: 'pem',
  thumbprint,
  thumbprintSha256: thumbprint,
  notBefore: at,
  expiresAt: new Date('2036-11-23T10:00:00Z'),
});
const federated = (name: string, subject: string) => ({
  id: newId(),
  name,
  issuer: 'https://a.example',
  subject,
  audiences: ['api://x'],
});

async function anApplication(database: ServiceDatabase): Promise<string> {
  const id = newId();
  await sql`
    insert into applications (id, app_id, display_name, attributes, created_at)
    values (${id}::uuid, ${newId()}::uuid, 'App', '{}', ${at})`.execute(database.kysely);
  return id;
}

onBothEngines(({ database }) => {
  test('certificates are replaced as a whole, also by two writers at once, and go with their application', async () => {
    const store = new SqlApplicationCredentialStore(database());
    const id = await anApplication(database());
    await store.replaceKeys(id, [key('a'), key('b')]);
    expect(await store.listKeys(id)).toMatchObject([{ displayName: 'a\ufffdb' }, { certificatePem: 'pem' }]);
    await Promise.all([store.replaceKeys(id, [key('c'), key('d')]), store.replaceKeys(id, [key('c'), key('d')])]);
    expect((await store.listKeys(id)).map(({ thumbprint }) => thumbprint).sort()).toEqual(['c', 'd']);
    await store.addFederated(id, federated('one', 's'));
    await sql`delete from applications where id = ${id}::uuid`.execute(database().kysely);
    expect(await store.listKeys(id)).toEqual([]);
    expect(await store.listFederated(id)).toEqual([]);
  });

  test('a federated credential has a name, and an issuer and subject, of its own', async () => {
    const store = new SqlApplicationCredentialStore(database());
    const id = await anApplication(database());
    const [one, two] = [federated('one', 's1'), { ...federated('two', 's2'), description: 'd' }];
    await store.addFederated(id, one);
    await store.addFederated(id, two);
    expect(await store.listFederated(id)).toEqual([one, two]);
    await expect(store.addFederated(id, federated('one', 's3'))).rejects.toMatchObject({ code: 'OBJECT_CONFLICT' });
    await expect(store.updateFederated(id, { ...two, subject: 's1' })).rejects.toMatchObject({
      code: 'OBJECT_CONFLICT',
    });
    await store.addFederated(await anApplication(database()), federated('one', 's1'));
    expect(await store.removeFederated(id, one.id)).toBe(true);
    expect(await store.removeFederated(id, one.id)).toBe(false);
  });

  test('what is owned once is owned once, and what is gone is not shown', async () => {
    const owners = new SqlApplicationOwners(database());
    const [id, ownerId] = [await anApplication(database()), newId()];
    expect(await owners.add(id, ownerId)).toBe(true);
    expect(await owners.add(id, ownerId)).toBe(false);
    expect(await owners.owns(ownerId, id)).toBe(true);
    expect(await owners.ownersOf(id, { limit: 10 })).toEqual([]);
    expect(await owners.ownedBy(ownerId, { limit: 10 })).toEqual([id]);
    expect(await owners.ownedBy(ownerId, { limit: 10, after: id })).toEqual([]);
    await sql`update applications set deleted_at = now() where id = ${id}::uuid`.execute(database().kysely);
    expect(await owners.ownedBy(ownerId, { limit: 10 })).toEqual([]);
    expect(await owners.remove(id, ownerId)).toBe(true);
    expect(await owners.remove(id, ownerId)).toBe(false);
  });
});
