/** Domains of addresses, identifier URIs that one application has alone, and reads that are ended when they take too long. */
import { newId, systemClock } from '@drawbridge/base';
import { Directory, type Condition } from '@drawbridge/directory';
import { aUserInput } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { bounded } from '../../../src/sql/directory/bounded-read.ts';
import { createSqlDirectoryStore } from '../../../src/sql/directory/directory-store.ts';
import { listDomains } from '../../../src/sql/directory/domains.ts';
import { onBothEngines, onPostgres, type ServiceDatabase } from '../both-engines.ts';

const directoryOn = (database: ServiceDatabase): Directory =>
  new Directory({ store: createSqlDirectoryStore(database), clock: systemClock });

const anApplication = (identifierUris: readonly string[]) => ({ appId: newId(), displayName: 'API', identifierUris });

onBothEngines(({ database }) => {
  test('the domains of all addresses are found, each once, by name', async () => {
    const directory = directoryOn(database());
    expect(await listDomains(database().kysely)).toEqual([]);
    const names = [
      'a@corp.example',
      'B@CORP.example',
      'c@corp.example',
      'd@sub.corp.example',
      'e@xcorp.example',
      'z@a-b.test',
      'y@corp.exampl',
    ];
    for (const userPrincipalName of names) await directory.createUser(aUserInput({ userPrincipalName }));
    const gone = await directory.createUser(aUserInput({ userPrincipalName: 'g@gone.example' }));
    await directory.deleteUser(gone.id);
    expect(await listDomains(database().kysely)).toEqual([
      'a-b.test',
      'corp.exampl',
      'corp.example',
      'sub.corp.example',
      'xcorp.example',
    ]);
  });

  test('an identifier URI is taken by one application only, whoever writes at the same time', async () => {
    const directory = directoryOn(database());
    const uri = `api://${newId()}`;
    const tries = Array.from({ length: 5 }, (_, index) =>
      directory.createApplication(anApplication([index % 2 === 0 ? uri : uri.toUpperCase()])),
    );
    const results = await Promise.allSettled(tries);
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(made).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'OBJECT_CONFLICT' });

    const other = await directory.createApplication(anApplication([]));
    const taking = directory.updateApplication(other.id, { identifierUris: [uri] });
    await expect(taking).rejects.toMatchObject({ code: 'OBJECT_CONFLICT' });
    await directory.updateApplication(made[0]!.id, { identifierUris: [uri], notes: 'its own again' });

    await directory.deleteApplication(made[0]!.id);
    await directory.updateApplication(other.id, { identifierUris: [uri] });
    await expect(directory.restore(made[0]!.id)).rejects.toMatchObject({ code: 'OBJECT_CONFLICT' });
  });
});

onPostgres(({ database }) => {
  const unserved: Condition = { property: 'city', op: 'eq', value: 'Oslo' };
  const limitOf = async (where: readonly Condition[]): Promise<string> =>
    bounded(database(), 'User', where, async (db) => {
      const { rows } = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db);
      return rows[0]!.statement_timeout;
    });

  test('only what no index serves has a time limit', async () => {
    expect(await limitOf([])).toBe('0');
    expect(await limitOf([{ property: 'mail', op: 'eq', value: 'a@corp.example' }])).toBe('0');
    expect(await limitOf([{ property: 'mail', op: 'eq', value: 'a@corp.example' }, unserved])).toBe('0');
    expect(await limitOf([unserved])).toBe('8s');
    expect(await limitOf([{ property: 'accountEnabled', op: 'eq', value: true }, unserved])).toBe('8s');
    expect(await limitOf([{ op: 'not', condition: { property: 'mail', op: 'eq', value: 'x' } }])).toBe('8s');
  });

  test('what is ended says what to ask instead', async () => {
    const ended = bounded(database(), 'User', [unserved], async (db) => {
      await sql`set local statement_timeout = 20`.execute(db);
      await sql`select pg_sleep(5)`.execute(db);
    });
    await expect(ended).rejects.toMatchObject({
      code: 'QUERY_UNSUPPORTED',
      message: expect.stringContaining('startsWith') as string,
    });
  });
});
