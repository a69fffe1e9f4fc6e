/**
 * How fast the two database engines are through Kysely, as the stores use them. Prints one table.
 * Run: node bench/storage.ts [rows]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@drawbridge/base';
import {
  openDatabase,
  openLocation,
  type Database,
  type DatabaseLocation,
  type Migrations,
} from '@drawbridge/storage/database';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { sql } from 'kysely';

type Tables = { object: { id: number; name: string; document: string } };
type Measure = { readonly name: string; readonly run: (db: Database<Tables>) => Promise<number> };

const rowCount = Number(process.argv[2] ?? 50_000);
const callers = 64;
const migrations: Migrations = {
  '0001-object': {
    up: async (db) => {
      await sql`create table object (id integer primary key, name text not null unique, document jsonb not null)`.execute(
        db,
      );
      await sql`create index object_city on object ((document ->> 'city'))`.execute(db);
    },
  },
};

let nextId = 0;
const row = (id = nextId++): Tables['object'] => ({
  id,
  name: `person${id}@example.com`,
  document: JSON.stringify({ city: `city ${id % 1_000}`, displayName: `Person ${id}`, filling: 'x'.repeat(220) }),
});
const someId = (): number => Math.floor(Math.random() * rowCount);

/** Calls `work` `total` times from `width` callers, each waiting for its own answer before the next call. */
async function repeat(total: number, width: number, work: () => Promise<unknown>): Promise<number> {
  let left = total;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: width }, caller));
  return total;
}

const insertRows = (db: Database<Tables>, count: number): Promise<unknown> =>
  db.kysely
    .insertInto('object')
    .values(Array.from({ length: count }, () => row()))
    .execute();
const lookUp = (db: Database<Tables>): Promise<unknown> =>
  db.kysely.selectFrom('object').selectAll().where('id', '=', someId()).executeTakeFirst();
const insertOne = (db: Database<Tables>): Promise<unknown> => db.kysely.insertInto('object').values(row()).execute();

const measures: readonly Measure[] = [
  {
    name: 'rows inserted, 500 per statement',
    run: (db) => repeat(rowCount / 500, 4, () => insertRows(db, 500)).then(() => rowCount),
  },
  { name: 'rows inserted one by one, 1 caller', run: (db) => repeat(2_000, 1, () => insertOne(db)) },
  { name: `rows inserted one by one, ${callers} callers`, run: (db) => repeat(10_000, callers, () => insertOne(db)) },
  { name: 'look-ups by key, 1 caller', run: (db) => repeat(5_000, 1, () => lookUp(db)) },
  { name: `look-ups by key, ${callers} callers`, run: (db) => repeat(20_000, callers, () => lookUp(db)) },
  {
    name: `updates by key, ${callers} callers`,
    run: (db) =>
      repeat(10_000, callers, () =>
        db.kysely
          .updateTable('object')
          .set({ name: sql`name || '.'` })
          .where('id', '=', someId())
          .execute(),
      ),
  },
  {
    name: 'transactions of read and update, 8 callers',
    run: (db) =>
      repeat(2_000, 8, () =>
        db.transaction(async (tx) => {
          const id = someId();
          await tx.selectFrom('object').select('name').where('id', '=', id).forUpdate().executeTakeFirst();
          await tx
            .updateTable('object')
            .set({ name: sql`name || '.'` })
            .where('id', '=', id)
            .execute();
        }),
      ),
  },
  { name: 'rows read in keyset pages of 500', run: readAll },
];

async function readAll(db: Database<Tables>): Promise<number> {
  let count = 0;
  for (let after = -1; ;) {
    const page = await db.kysely
      .selectFrom('object')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(500)
      .execute();
    count += page.length;
    const last = page.at(-1);
    if (!last) return count;
    after = last.id;
  }
}

async function measureAll(location: DatabaseLocation): Promise<Record<string, number>> {
  nextId = 0;
  const results: Record<string, number> = {};
  const openedMs = performance.now();
  await using db = await openDatabase<Tables>({ location, migrations, logger: silentLogger });
  results['milliseconds to first opening'] = Math.round(performance.now() - openedMs);
  for (const { name, run } of measures) {
    const startedMs = performance.now();
    const count = await run(db);
    results[`${name} /s`] = Math.round((count / (performance.now() - startedMs)) * 1_000);
  }
  results['megabytes of memory of this process'] = Math.round(process.memoryUsage().rss / 1e6);
  return results;
}

await using server = await startPostgres();
const postgres = await measureAll(openLocation('unused', await server.createDatabase()));
const directory = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
const embedded = await measureAll(openLocation(directory));
rmSync(directory, { recursive: true });
console.table(
  Object.fromEntries(
    Object.keys(embedded).map((name) => [name, { embedded: embedded[name], PostgreSQL: postgres[name] }]),
  ),
);
