import { newId, Secret } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createSeal } from '../../../src/seal.ts';
import { SqlAuthorizationStore, type AuthorizationRecord } from '../../../src/sql/identity/authorization-store.ts';
import { SqlSigningKeyStore } from '../../../src/sql/identity/signing-key-store.ts';
import { onBothEngines } from '../both-engines.ts';

const seal = createSeal(randomBytes(32));
const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

const aRecord = (given: Partial<AuthorizationRecord> = {}): AuthorizationRecord => ({
  model: 'RefreshToken',
  id: newId(),
  payload: { kind: 'RefreshToken', scope: 'openid' },
  expiresAt: later(60_000),
  ...given,
});

onBothEngines(({ database }) => {
  let store: SqlAuthorizationStore;
  beforeEach(async () => {
    await sql`delete from authorization_records`.execute(database().kysely);
    await sql`delete from signing_keys`.execute(database().kysely);
    store = new SqlAuthorizationStore(database(), seal);
  });

  test('a record is found by its id, its uid and its user code, in its model only', async () => {
    const record = aRecord({ model: 'DeviceCode', uid: 'u1', userCode: 'ABCDEFGH' });
    await store.put(record);
    const found = { payload: record.payload };
    expect(await store.find('DeviceCode', record.id)).toEqual(found);
    expect(await store.findByUid('DeviceCode', 'u1')).toEqual(found);
    expect(await store.findByUserCode('DeviceCode', 'ABCDEFGH')).toEqual(found);
    expect(await store.find('Session', record.id)).toBeUndefined();
    expect(await store.findByUserCode('DeviceCode', '')).toBeUndefined();
    await store.remove('DeviceCode', record.id);
    expect(await store.find('DeviceCode', record.id)).toBeUndefined();
  });

  test('neither ids nor payloads can be read from the tables', async () => {
    const record = aRecord({ userCode: 'ABCDEFGH', uid: 'the-uid', grantId: 'the-grant' });
    await store.put({ ...record, payload: { jti: record.id, secret: 'the-payload' } });
    const { rows } = await sql`select * from authorization_records`.execute(database().kysely);
    const text = JSON.stringify(rows);
    for (const hidden of [record.id, 'ABCDEFGH', 'the-uid', 'the-grant', 'the-payload'])
      expect(text).not.toContain(hidden);
    const stranger = new SqlAuthorizationStore(database(), createSeal(randomBytes(32)));
    await expect(stranger.find(record.model, record.id)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  test('of many who consume a record at once, one does; written anew it stays consumed', async () => {
    const record = aRecord();
    await store.put(record);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => store.consume(record.model, record.id, aMoment)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    await store.put({ ...record, payload: { changed: true } });
    expect(await store.find(record.model, record.id)).toEqual({ payload: { changed: true }, consumedAt: aMoment });
    expect(await store.consume(record.model, 'unknown', aMoment)).toBe(false);
  });

  test('all that came of a grant goes at once, and so does all of an account', async () => {
    const accountId = newId();
    const ofGrant = [aRecord({ grantId: 'g1' }), aRecord({ model: 'AuthorizationCode', grantId: 'g1' })];
    const ofAccount = [aRecord({ model: 'Session', accountId }), aRecord({ grantId: 'g2', accountId })];
    const stranger = aRecord({ grantId: 'g3', accountId: newId() });
    for (const record of [...ofGrant, ...ofAccount, stranger]) await store.put(record);
    const left = async (records: readonly AuthorizationRecord[]) =>
      (await Promise.all(records.map(({ model, id }) => store.find(model, id)))).filter(Boolean).length;
    await store.removeByGrant('g1');
    expect([await left(ofGrant), await left(ofAccount)]).toEqual([0, 2]);
    await store.removeByAccount(accountId);
    expect([await left(ofAccount), await left([stranger])]).toEqual([0, 1]);
  });

  test('expired records go in batches, oldest first', async () => {
    const records = [10, 20, 30, 40_000].map((ms) => aRecord({ expiresAt: later(ms) }));
    for (const record of records) await store.put(record);
    expect(await store.removeExpired(later(1_000), 2)).toBe(2);
    expect(await store.find(records[2]!.model, records[2]!.id)).toBeDefined();
    expect(await store.removeExpired(later(1_000), 2)).toBe(1);
    expect(await store.removeExpired(later(1_000), 2)).toBe(0);
    expect(await store.find(records[3]!.model, records[3]!.id)).toBeDefined();
  });

  test('signing keys are listed newest first, sealed, and removed by name', async () => {
    const keys = new SqlSigningKeyStore(database(), seal);
    const key = (kid: string, ms: number) => ({ kid, privateKey: new Secret(`key of ${kid}`), createdAt: later(ms) });
    await keys.add(key('old', 0));
    await keys.add(key('new', 1_000));
    await keys.add(key('old', 5_000));
    expect((await keys.list()).map(({ kid, privateKey }) => [kid, privateKey.reveal()])).toEqual([
      ['new', 'key of new'],
      ['old', 'key of old'],
    ]);
    const { rows } = await sql`select * from signing_keys`.execute(database().kysely);
    expect(JSON.stringify(rows)).not.toContain('key of');
    await keys.remove([]);
    await keys.remove(['old']);
    expect((await keys.list()).map(({ kid }) => kid)).toEqual(['new']);
  });
});
