import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@drawbridge/base';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { copyEmptyCluster } from '../../../src/database/embedded/empty-cluster.ts';
import { makeEmptyCluster } from '../../../src/database/embedded/make-empty-cluster.ts';
import { openEmbedded } from '../../../src/database/embedded/open-embedded.ts';
import { openDatabase, openLocation, type Database } from '../../../src/database/index.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const open = (directory: string): Promise<Database<unknown>> =>
  openDatabase({ location: openLocation(directory), migrations: {}, logger: silentLogger });

const tablesOf = async ({ kysely }: Database<unknown>): Promise<readonly string[]> =>
  (
    await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(kysely)
  ).rows.map(({ name }) => name);

test('the cluster of the build is complete and leaves nothing half-made beside it', async () => {
  const parent = temporaryDirectory();
  const cluster = join(parent, 'cluster');
  await Promise.all([makeEmptyCluster(cluster), makeEmptyCluster(cluster)]);
  expect(readdirSync(parent)).toEqual(['cluster']);
  const directory = temporaryDirectory();
  copyEmptyCluster(cluster, join(directory, 'database'));
  await using db = await open(directory);
  expect(await tablesOf(db)).toEqual([]);
});

test('without a cluster, as in a read-only installation, initdb makes the database', async () => {
  const directory = temporaryDirectory();
  const engine = await openEmbedded({
    directory,
    logger: silentLogger,
    clock: systemClock,
    emptyCluster: join(directory, 'no-such-cluster'),
  });
  await engine.close();
  expect(readdirSync(directory).toSorted()).toEqual(['.lock', 'database']);
  await using db = await open(directory);
  expect(await tablesOf(db)).toEqual([]);
});

test('a copy of read-only files can be written to, by the owner alone', () => {
  const directory = temporaryDirectory();
  const cluster = join(directory, 'cluster');
  mkdirSync(join(cluster, 'base', '1'), { recursive: true });
  for (const path of ['PG_VERSION', 'base/1/112']) {
    writeFileSync(join(cluster, path), path);
    chmodSync(join(cluster, path), 0o444);
  }
  copyEmptyCluster(cluster, join(directory, 'database'));
  for (const path of ['PG_VERSION', 'base/1/112']) {
    const copy = join(directory, 'database', path);
    expect(readFileSync(copy, 'utf8')).toBe(path);
    if (process.platform !== 'win32') expect(statSync(copy).mode & 0o777).toBe(0o600);
  }
});

test('what is written to one database is not in the next', async () => {
  const [first, second] = [temporaryDirectory(), temporaryDirectory()];
  await using one = await open(first);
  await sql`create table secret (word text)`.execute(one.kysely);
  await using other = await open(second);
  expect(await tablesOf(one)).toEqual(['secret']);
  expect(await tablesOf(other)).toEqual([]);
});
