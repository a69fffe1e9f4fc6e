import { newId } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import { beforeEach, expect, test } from 'vitest';
import { SqlCredentialStore, type PasswordCredential } from '../../../src/sql/identity/credential-store.ts';
import { onBothEngines } from '../both-engines.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const aPassword = (given: Partial<PasswordCredential> = {}): PasswordCredential => ({
  keyId: newId(),
  applicationId: newId(),
  displayName: 'console',
  hint: 'x7Q',
  hash: '$argon2id$v=19$…',
  createdAt: aMoment,
  ...given,
});

onBothEngines(({ database }) => {
  let store: SqlCredentialStore;
  beforeEach(() => {
    store = new SqlCredentialStore(database());
  });

  test('the passwords of an application are listed oldest first, with and without an end', async () => {
    const applicationId = newId();
    const young = aPassword({ applicationId, createdAt: later(2), expiresAt: later(1_000) });
    const old = aPassword({ applicationId, createdAt: later(1) });
    for (const password of [young, aPassword(), old]) await store.addPassword(password);
    expect(await store.listPasswords(applicationId)).toEqual([old, young]);
    expect(await store.listPasswords(newId())).toEqual([]);
  });

  test('a password is removed by its application only, and once', async () => {
    const password = aPassword();
    await store.addPassword(password);
    expect(await store.removePassword(newId(), password.keyId)).toBe(false);
    expect(await store.removePassword(password.applicationId, 'no id')).toBe(false);
    expect(await store.removePassword(password.applicationId, password.keyId)).toBe(true);
    expect(await store.removePassword(password.applicationId, password.keyId)).toBe(false);
    expect(await store.listPasswords(password.applicationId)).toEqual([]);
  });
});
