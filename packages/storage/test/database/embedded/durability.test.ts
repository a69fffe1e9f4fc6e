import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@drawbridge/base';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEmbedded } from '../../../src/database/embedded/open-embedded.ts';
import {
  lockDataDirectory,
  openDatabase,
  openLocation,
  readLockHolder,
  type Database,
} from '../../../src/database/index.ts';
import { startChild } from '../processes/child.ts';
import { killMigrations, type KillTables } from '../processes/kill-tables.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const open = (directory: string): Promise<Database<KillTables>> =>
  openDatabase<KillTables>({ location: openLocation(directory), migrations: killMigrations, logger: silentLogger });

const rounds = 5;
const rowsPerRound = 300;

describe('embedded database', () => {
  test(
    'every acknowledged row survives kill -9, transactions are whole, and the lock is free',
    { timeout: 120_000 },
    async () => {
      const directory = temporaryDirectory();
      const acknowledged = new Set<number>();
      for (let round = 0; round < rounds; round++) {
        const firstId = round * 1_000_000;
        const child = startChild('./insert-until-killed.ts', directory, String(firstId));
        onTestFinished(() => child.kill('SIGKILL'));
        await child.line(() => child.lines.length >= rowsPerRound * (1 + (round % 3)));
        await child.kill('SIGKILL');
        for (const line of child.lines) acknowledged.add(Number(line));
        expect(await readLockHolder(directory)).toBeUndefined();
        await using db = await open(directory);
        const rows = await db.kysely.selectFrom('entry').select(['id', 'text']).execute();
        const kept = new Set(rows.map(({ id }) => id));
        expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
        expect(rows.filter(({ text }) => text === 'in a transaction').length % 3).toBe(0);
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(rounds * rowsPerRound);
    },
  );

  test('a commit that causes no fsync keeps it from starting', async () => {
    const directory = temporaryDirectory();
    const opening = openEmbedded({
      directory,
      logger: silentLogger,
      clock: systemClock,
      startParameters: ['-c', 'fsync=off'],
    });
    await expect(opening).rejects.toMatchObject({
      code: 'DATABASE_NOT_DURABLE',
      message: expect.stringContaining(directory) as string,
    });
    await using db = await open(directory);
    expect((await sql<{ fsync: string }>`show fsync`.execute(db.kysely)).rows).toEqual([{ fsync: 'on' }]);
  });

  test('a creation that was cut off is begun again', async () => {
    const directory = temporaryDirectory();
    await (await open(directory)).close();
    writeFileSync(join(directory, 'database.unfinished'), '');
    writeFileSync(join(directory, 'database', 'global', 'pg_control'), 'half');
    await using db = await open(directory);
    expect(await db.kysely.selectFrom('entry').select('id').execute()).toEqual([]);
    expect(existsSync(join(directory, 'database.unfinished'))).toBe(false);
  });

  test('a second opening is refused, and the first goes on', async () => {
    const directory = temporaryDirectory();
    await using db = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_LOCKED' });
    expect((await sql`select 1 as one`.execute(db.kysely)).rows).toEqual([{ one: 1 }]);
  });

  test('a lock that the caller holds already is used, and stays the caller’s', async () => {
    const directory = temporaryDirectory();
    await using lock = await lockDataDirectory(directory, { purpose: 'service' });
    const db = await openDatabase<KillTables>({
      location: openLocation(directory),
      migrations: killMigrations,
      logger: silentLogger,
      lock,
    });
    await db.close();
    expect(await readLockHolder(directory)).toMatchObject({ purpose: 'service' });
  });

  test('a failed opening leaves nothing locked', async () => {
    const directory = temporaryDirectory();
    const broken = { '0001-broken': { up: async () => Promise.reject(new Error('no')) } };
    await expect(
      openDatabase({ location: openLocation(directory), migrations: broken, logger: silentLogger }),
    ).rejects.toThrow('no');
    expect(await readLockHolder(directory)).toBeUndefined();
  });

  test('a directory that is a file is refused', async () => {
    const file = join(temporaryDirectory(), 'data');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });

  test('files that are no database are not touched', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'note.txt'), 'mine');
    await (await open(directory)).close();
    expect(readdirSync(directory).toSorted()).toEqual(['.lock', 'database', 'note.txt']);
  });
});
