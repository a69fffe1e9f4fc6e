/**
 * Inserts rows, some alone and some in transactions, as fast as it can, and prints the id of each one as soon as it is
 * acknowledged. Ends only by being killed.
 */
import { writeSync } from 'node:fs';
import { silentLogger } from '@drawbridge/base';
import { openDatabase, openLocation } from '../../../src/database/index.ts';
import { killMigrations, type KillTables } from './kill-tables.ts';

const [directory = '', firstId = '0'] = process.argv.slice(2);
const db = await openDatabase<KillTables>({
  location: openLocation(directory),
  migrations: killMigrations,
  logger: silentLogger,
});
let nextId = Number(firstId);
const acknowledge = (...ids: number[]): void => void writeSync(1, ids.map((id) => `${id}\n`).join(''));

async function insertOne(): Promise<void> {
  const id = nextId++;
  await db.kysely
    .insertInto('entry')
    .values({ id, text: 'x'.repeat(300) })
    .execute();
  acknowledge(id);
}

async function insertThree(): Promise<void> {
  const ids = [nextId++, nextId++, nextId++];
  await db.transaction(async (tx) => {
    for (const id of ids) await tx.insertInto('entry').values({ id, text: 'in a transaction' }).execute();
  });
  acknowledge(...ids);
}

async function forEver(work: () => Promise<void>): Promise<never> {
  for (;;) await work();
}

await Promise.all([insertOne, insertOne, insertOne, insertOne, insertThree].map(forEver));
