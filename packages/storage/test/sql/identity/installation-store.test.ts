import { randomBytes } from 'node:crypto';
import { newToken, Secret } from '@drawbridge/base';
import { expect, test } from 'vitest';
import { createSeal } from '../../../src/seal.ts';
import { SqlInstallationStore } from '../../../src/sql/identity/installation-store.ts';
import { onBothEngines, onPostgres } from '../both-engines.ts';

const key = randomBytes(32);
const never = (): never => {
  throw new Error('made again');
};

onBothEngines(({ database }) => {
  test('a fact is made once and then stays', async () => {
    const store = new SqlInstallationStore(database(), createSeal(key));
    expect(await store.getOrMake('tenantId', () => 'first')).toBe('first');
    expect(await store.getOrMake('tenantId', never)).toBe('first');
    expect(await store.getOrMake('another', async () => 'other')).toBe('other');
  });

  test('a fact that could not be made is made the next time', async () => {
    const store = new SqlInstallationStore(database(), createSeal(key));
    await expect(store.getOrMake('tenantId', never)).rejects.toThrow('made again');
    expect(await store.getOrMake('tenantId', () => 'second')).toBe('second');
  });

  test('a secret is made once, opens again, and its row does not hold it', async () => {
    const store = new SqlInstallationStore(database(), createSeal(key));
    const secret = new Secret('-----BEGIN PRIVATE KEY-----');
    expect((await store.getOrMakeSecret('signingKey', () => secret)).reveal()).toBe(secret.reveal());
    expect((await store.getOrMakeSecret('signingKey', never)).reveal()).toBe(secret.reveal());
    const rows = await database().kysely.selectFrom('installation').selectAll().execute();
    expect(rows).toMatchObject([{ key: 'signingKey', sealed: true }]);
    expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY');
  });

  test('a secret does not open with another key, nor under another name', async () => {
    const store = new SqlInstallationStore(database(), createSeal(key));
    await store.getOrMakeSecret('signingKey', () => new Secret('secret'));
    const foreign = new SqlInstallationStore(database(), createSeal(randomBytes(32)));
    await expect(foreign.getOrMakeSecret('signingKey', never)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    await database().kysely.updateTable('installation').set({ key: 'moved' }).execute();
    await expect(store.getOrMakeSecret('moved', never)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  test('many who ask at once get one value', async () => {
    const store = new SqlInstallationStore(database(), createSeal(key));
    const values = await Promise.all(Array.from({ length: 8 }, () => store.getOrMake('tenantId', () => newToken())));
    expect(new Set(values).size).toBe(1);
  });
});

onPostgres(({ database, openAnother }) => {
  test('two processes that start at once get one value, sealed or not', async () => {
    await using another = await openAnother();
    const stores = [database(), another].map((each) => new SqlInstallationStore(each, createSeal(key)));
    for (let round = 0; round < 20; round++) {
      const both = Promise.withResolvers<void>();
      let makers = 0;
      // Both have looked and found nothing before either stores.
      const make = async (): Promise<string> => {
        makers += 1;
        if (makers === 2) both.resolve();
        await both.promise;
        return newToken();
      };
      const values = await Promise.all(stores.map((store) => store.getOrMake(`fact ${round}`, make)));
      expect(new Set(values).size).toBe(1);
      makers = 0;
      const secrets = await Promise.all(
        stores.map((store) => store.getOrMakeSecret(`secret ${round}`, async () => new Secret(await make()))),
      );
      expect(new Set(secrets.map((secret) => secret.reveal())).size).toBe(1);
    }
  });
});
