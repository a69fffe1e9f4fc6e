import { randomBytes } from 'node:crypto';
import { newId, Secret } from '@drawbridge/base';
import { beforeEach, expect, test } from 'vitest';
import { createSeal } from '../../../src/seal.ts';
import { SqlSecretStore, type StoredSecret } from '../../../src/sql/provisioning/secret-store.ts';
import { onBothEngines, onPostgres } from '../both-engines.ts';

const key = randomBytes(32);
const aSet = (token: string, url = 'https://payroll.corp.example/scim'): readonly StoredSecret[] => [
  { key: 'BaseAddress', value: new Secret(url), sealed: false },
  { key: 'SecretToken', value: new Secret(token), sealed: true },
];
const shown = (secrets: readonly StoredSecret[]) =>
  secrets.map((secret) => [secret.key, secret.value.reveal(), secret.sealed]);

onBothEngines(({ database }) => {
  let store: SqlSecretStore;
  const servicePrincipalId = newId();
  beforeEach(() => {
    store = new SqlSecretStore(database(), createSeal(key));
  });

  test('secrets come back opened, by key, for their application only', async () => {
    const token = 'tøken "\\\0';
    await store.replace(servicePrincipalId, aSet(token).toReversed());
    expect(shown(await store.list(servicePrincipalId))).toEqual(shown(aSet(token)));
    expect(await store.list(newId())).toEqual([]);
  });

  test('a set takes the place of the one before, whole', async () => {
    await store.replace(servicePrincipalId, aSet('first'));
    await store.replace(servicePrincipalId, aSet('second').slice(1));
    expect(shown(await store.list(servicePrincipalId))).toEqual([['SecretToken', 'second', true]]);
    await store.replace(servicePrincipalId, []);
    expect(await store.list(servicePrincipalId)).toEqual([]);
  });

  test('the row of a sealed secret never holds the plain text, and never the same text twice', async () => {
    const plain = 's3cret-token';
    const texts: string[] = [];
    for (let round = 0; round < 2; round++) {
      await store.replace(servicePrincipalId, aSet(plain));
      const rows = await database().kysely.selectFrom('synchronization_secrets').selectAll().execute();
      const whole = JSON.stringify(rows);
      for (const form of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        expect(whole).not.toContain(Buffer.from(plain).toString(form));
      }
      texts.push(rows.find((row) => row.sealed)!.value);
    }
    expect(texts[0]).not.toBe(texts[1]);
  });

  test('secrets do not open with another key', async () => {
    await store.replace(servicePrincipalId, aSet('token'));
    const foreign = new SqlSecretStore(database(), createSeal(randomBytes(32)));
    await expect(foreign.list(servicePrincipalId)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  test('a sealed secret does not open for another application, nor under another key', async () => {
    const otherId = newId();
    await store.replace(servicePrincipalId, aSet('token'));
    const rows = database().kysely.updateTable('synchronization_secrets').where('sealed', '=', true);
    await rows.set({ service_principal_id: otherId }).execute();
    await expect(store.list(otherId)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    await rows.set({ service_principal_id: servicePrincipalId, key: 'Password' }).execute();
    await expect(store.list(servicePrincipalId)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });
});

onPostgres(({ database, openAnother }) => {
  test('of two sets given at once one stays whole, so that no token is sent to the other URL', async () => {
    await using another = await openAnother();
    const stores = [database(), another].map((each) => new SqlSecretStore(each, createSeal(key)));
    const servicePrincipalId = newId();
    for (let round = 0; round < 25; round++) {
      const sets = [aSet('one', 'https://one.example'), aSet('two', 'https://two.example')];
      await Promise.all(stores.map((store, index) => store.replace(servicePrincipalId, sets[index]!)));
      const stored = shown(await stores[0]!.list(servicePrincipalId));
      expect([shown(sets[0]!), shown(sets[1]!)]).toContainEqual(stored);
    }
  });
});
