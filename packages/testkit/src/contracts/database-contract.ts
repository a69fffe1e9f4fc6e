/**
 * What every database engine promises to the stores above it: the same JavaScript types, the same errors, the same
 * transactions, the same migrations. Run from storage for each engine.
 */
import { silentLogger } from '@drawbridge/base';
import {
  isUniqueViolation,
  type Database,
  type DatabaseLocation,
  type Migrations,
  openDatabase,
} from '@drawbridge/storage/database';
import { sql, type Generated, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** An empty place for a database; may be opened again and again. */
export type OpenDatabasePlace = () => Promise<DatabaseLocation>;

type Tables = {
  person: { id: number; name: string; document: unknown; createdAt: Generated<Date> };
  counter: { id: number; value: number };
};

const first: Migrations = {
  '0001-people': {
    up: async (db) => {
      await sql
        .raw(
          `
        create table person (id integer primary key, name text not null, document jsonb, "createdAt" timestamptz not null default now());
        create unique index person_name on person (name);
      `,
        )
        .execute(db);
    },
  },
};
const second: Migrations = {
  ...first,
  '0002-counters': {
    up: async (db) => {
      await sql`create table counter (id integer primary key, value integer not null)`.execute(db);
      await sql`insert into counter values (1, 0)`.execute(db);
    },
  },
};

export function databaseContract(name: string, makePlace: OpenDatabasePlace): void {
  const open = (location: DatabaseLocation, migrations: Migrations = second): Promise<Database<Tables>> =>
    openDatabase<Tables>({ location, migrations, logger: silentLogger });

  describe(`${name} database`, () => {
    let db: Database<Tables>;
    beforeAll(async () => {
      db = await open(await makePlace());
    });
    afterAll(async () => {
      await db.close();
    });

    describe('values', () => {
      const one = async (expression: ReturnType<typeof sql>): Promise<unknown> =>
        (await sql<{ value: unknown }>`select ${expression} as value`.execute(db.kysely)).rows[0]?.value;

      test.each([
        ['bigint is a string', sql`9007199254740993::bigint`, '9007199254740993'],
        ['numeric is a string', sql`1.10::numeric`, '1.10'],
        ['xid8 is a string', sql`'42'::xid8`, '42'],
        ['integer is a number', sql`7::integer`, 7],
        ['double precision is a number', sql`1.5::double precision`, 1.5],
        ['boolean is a boolean', sql`true`, true],
        ['null is null', sql`null::text`, null],
        [
          'timestamptz is a Date',
          sql`'2024-02-29T12:34:56.789+02:00'::timestamptz`,
          new Date('2024-02-29T10:34:56.789Z'),
        ],
        ['a date is a string', sql`'2024-02-29'::date`, '2024-02-29'],
        ['a timestamp without zone is a string', sql`'2024-02-29 01:02:03'::timestamp`, '2024-02-29 01:02:03'],
        ['jsonb is parsed', sql`'{"a":[1,null,"ä"]}'::jsonb`, { a: [1, null, 'ä'] }],
        ['json null is null', sql`'null'::jsonb`, null],
        ['uuid is a string', sql`'6F9619FF-8B86-D011-B42D-00CF4FC964FF'::uuid`, '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
        ['bytea is a Buffer', sql`'\\x00ff10'::bytea`, Buffer.from([0, 255, 16])],
        ['text[] is an array', sql`array['a','b,"c"\\',null]`, ['a', 'b,"c"\\', null]],
        ['integer[] is an array of numbers', sql`array[1,2]`, [1, 2]],
        ['bigint[] is an array of strings', sql`array[1,2]::bigint[]`, ['1', '2']],
      ])('%s', async (_name, expression, expected) => {
        expect(await one(expression)).toEqual(expected);
      });

      test.each([
        ['text with every nasty character', sql`${'\'"\\ \n\t€ 😀 $1 -- '}::text`, '\'"\\ \n\t€ 😀 $1 -- '],
        ['a Date', sql`${new Date('2024-07-01T00:00:00.001Z')}::timestamptz`, new Date('2024-07-01T00:00:00.001Z')],
        ['an object as jsonb', sql`${{ a: { b: "'" } }}::jsonb`, { a: { b: "'" } }],
        [
          'an array of text',
          sql`${['a', 'b"c', 'd\\e', '{}', '', null]}::text[]`,
          ['a', 'b"c', 'd\\e', '{}', '', null],
        ],
        ['an array of numbers', sql`${[1, 2, 3]}::integer[]`, [1, 2, 3]],
        ['a bigint', sql`${9007199254740993n}::bigint`, '9007199254740993'],
        ['bytes', sql`${Buffer.from([0, 1, 255])}::bytea`, Buffer.from([0, 1, 255])],
        ['undefined as null', sql`${undefined}::text`, null],
        ['a megabyte of text', sql`${'x'.repeat(1_000_000)}::text`, 'x'.repeat(1_000_000)],
      ])('%s goes in and comes back', async (_name, expression, expected) => {
        expect(await one(expression)).toEqual(expected);
      });

      test('text with U+0000 is refused by the database, and the next statement works', async () => {
        await expect(one(sql`${'a\0b'}::text`)).rejects.toMatchObject({ code: '22021' });
        expect(await one(sql`1`)).toBe(1);
      });

      test('the session speaks UTC', async () => {
        expect(await one(sql`to_jsonb('2024-02-29T12:00:00Z'::timestamptz)`)).toBe('2024-02-29T12:00:00+00:00');
      });
    });

    describe('statements', () => {
      test('the number of affected rows is told', async () => {
        await db.kysely
          .insertInto('person')
          .values([person(1), person(2)])
          .execute();
        const update = await db.kysely
          .updateTable('person')
          .set({ document: null })
          .where('id', 'in', [1, 2])
          .executeTakeFirstOrThrow();
        const none = await db.kysely.deleteFrom('person').where('id', '=', -1).executeTakeFirstOrThrow();
        const deletion = await db.kysely.deleteFrom('person').where('id', 'in', [1, 2]).executeTakeFirstOrThrow();
        expect([update.numUpdatedRows, none.numDeletedRows, deletion.numDeletedRows]).toEqual([2n, 0n, 2n]);
      });

      test('of statements sent together, those that fail fail alone and the others are done', async () => {
        const ids = [11, 12, 11, 13, 14, 12, 15];
        const outcomes = await Promise.allSettled(
          ids.map((id) => db.kysely.insertInto('person').values(person(id)).execute()),
        );
        const failures = outcomes.flatMap((outcome) =>
          outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
        );
        expect(failures.map((failure) => isUniqueViolation(failure))).toEqual([true, true]);
        expect(await idsBetween(db.kysely, 11, 15)).toEqual([11, 12, 13, 14, 15]);
      });

      test('an error names SQLSTATE and constraint', async () => {
        await db.kysely
          .insertInto('person')
          .values({ ...person(21), name: 'taken' })
          .execute();
        const failure: unknown = await db.kysely
          .insertInto('person')
          .values({ ...person(22), name: 'taken' })
          .execute()
          .catch((thrown: unknown) => thrown);
        expect(failure).toMatchObject({ code: '23505', constraint: 'person_name', table: 'person' });
        expect([isUniqueViolation(failure, 'person_name'), isUniqueViolation(failure, 'person_pkey')]).toEqual([
          true,
          false,
        ]);
      });

      test('a thousand look-ups at once each get their own answer', async () => {
        const answers = await Promise.all(
          Array.from({ length: 1_000 }, (_, index) =>
            sql<{ value: number }>`select ${index}::integer as value`.execute(db.kysely),
          ),
        );
        expect(answers.map(({ rows }) => rows[0]?.value)).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
      });

      test('a statement works again after the table it reads has changed', async () => {
        await sql`create table shape (a integer)`.execute(db.kysely);
        const read = async (): Promise<unknown> => (await sql`select * from shape`.execute(db.kysely)).rows;
        await sql`insert into shape values (1)`.execute(db.kysely);
        expect(await read()).toEqual([{ a: 1 }]);
        await sql`alter table shape add column b text default 'new'`.execute(db.kysely);
        expect(await read()).toEqual([{ a: 1, b: 'new' }]);
      });

      test('a wrong statement is refused and leaves no trace', async () => {
        await expect(sql`selec 1`.execute(db.kysely)).rejects.toMatchObject({ code: '42601' });
        await expect(sql`select * from nowhere`.execute(db.kysely)).rejects.toMatchObject({ code: '42P01' });
        expect((await sql`select 1 as one`.execute(db.kysely)).rows).toEqual([{ one: 1 }]);
      });

      test('five hundred rows go in with one statement and come out in pages', async () => {
        await db.kysely
          .insertInto('person')
          .values(Array.from({ length: 500 }, (_, index) => person(1_000 + index)))
          .execute();
        expect(await idsBetween(db.kysely, 1_000, 1_499)).toHaveLength(500);
      });
    });

    describe('transactions', () => {
      test('what is done is kept when the work returns', async () => {
        const result = await db.transaction(async (tx) => {
          await tx.insertInto('person').values(person(31)).execute();
          return idsBetween(tx, 31, 39);
        });
        expect([result, await idsBetween(db.kysely, 31, 39)]).toEqual([[31], [31]]);
      });

      test('everything is undone when the work throws', async () => {
        const work = db.transaction(async (tx) => {
          await tx.insertInto('person').values(person(41)).execute();
          throw new Error('changed my mind');
        });
        await expect(work).rejects.toThrow('changed my mind');
        expect(await idsBetween(db.kysely, 41, 49)).toEqual([]);
      });

      test('a failed statement that was caught makes the commit fail, and nothing is kept', async () => {
        const work = db.transaction(async (tx) => {
          await tx.insertInto('person').values(person(51)).execute();
          await tx
            .insertInto('person')
            .values(person(51))
            .execute()
            .catch(() => {});
        });
        await expect(work).rejects.toThrow();
        expect(await idsBetween(db.kysely, 51, 59)).toEqual([]);
      });

      test('an empty transaction is fine', async () => {
        expect(await db.transaction(async () => 'nothing')).toBe('nothing');
      });

      test('read, then write, by many at once loses no update', async () => {
        await Promise.all(
          Array.from({ length: 30 }, () =>
            db.transaction(async (tx) => {
              const { value } = await tx
                .selectFrom('counter')
                .select('value')
                .where('id', '=', 1)
                .forUpdate()
                .executeTakeFirstOrThrow();
              await tx
                .updateTable('counter')
                .set({ value: value + 1 })
                .where('id', '=', 1)
                .execute();
            }),
          ),
        );
        expect(await db.kysely.selectFrom('counter').select('value').executeTakeFirstOrThrow()).toEqual({ value: 30 });
      });

      test('statements of others are not part of a transaction', async () => {
        const outside: Promise<unknown>[] = [];
        const work = db.transaction(async (tx) => {
          await tx.insertInto('person').values(person(61)).execute();
          outside.push(db.kysely.insertInto('person').values(person(62)).execute());
          await tx.insertInto('person').values(person(63)).execute();
          throw new Error('undo mine');
        });
        await expect(work).rejects.toThrow('undo mine');
        await Promise.all(outside);
        expect(await idsBetween(db.kysely, 61, 69)).toEqual([62]);
      });

      test('savepoints undo a part', async () => {
        const tx = await db.kysely.startTransaction().execute();
        await tx.insertInto('person').values(person(71)).execute();
        const point = await tx.savepoint('before').execute();
        await expect(point.insertInto('person').values(person(71)).execute()).rejects.toMatchObject({ code: '23505' });
        await point.rollbackToSavepoint('before').execute();
        await point.insertInto('person').values(person(72)).execute();
        await tx.commit().execute();
        expect(await idsBetween(db.kysely, 71, 79)).toEqual([71, 72]);
      });

      test('statements sent together inside a transaction are done in order', async () => {
        await db.transaction((tx) =>
          Promise.all([81, 82, 83].map((id) => tx.insertInto('person').values(person(id)).execute())),
        );
        expect(await idsBetween(db.kysely, 81, 89)).toEqual([81, 82, 83]);
      });
    });

    describe('migrations', () => {
      test('a database is brought forward, and keeps what is in it', async () => {
        const place = await makePlace();
        await withDatabase(await open(place, first), (old) =>
          old.kysely.insertInto('person').values(person(1)).execute(),
        );
        await withDatabase(await open(place), async (newer) => {
          expect(await newer.kysely.selectFrom('counter').select('value').execute()).toEqual([{ value: 0 }]);
          expect(await idsBetween(newer.kysely, 1, 1)).toEqual([1]);
        });
        await withDatabase(await open(place), async (again) =>
          expect(await idsBetween(again.kysely, 1, 1)).toEqual([1]),
        );
      });

      test('a database of a newer version is refused by name and left as it is', async () => {
        const place = await makePlace();
        await withDatabase(await open(place), async () => {});
        const opening = open(place, {
          ...first,
          '0001-something-else': { up: (db) => sql`create table stray (a integer)`.execute(db).then(() => {}) },
        });
        await expect(opening).rejects.toMatchObject({
          code: 'DATABASE_NEWER',
          message: expect.stringContaining('0002-counters') as string,
        });
        await withDatabase(await open(place), async (same) => {
          const { rows } = await sql`select to_regclass('stray') as stray`.execute(same.kysely);
          expect(rows).toEqual([{ stray: null }]);
        });
      });

      test('a migration that fails leaves nothing behind', async () => {
        const place = await makePlace();
        const broken: Migrations = {
          ...second,
          '0003-broken': {
            up: (db) =>
              sql`create table half (a integer)`
                .execute(db)
                .then(() => sql`selec 1`.execute(db))
                .then(() => {}),
          },
        };
        await expect(open(place, broken)).rejects.toMatchObject({ code: '42601' });
        await withDatabase(await open(place), async (repaired) => {
          const { rows } = await sql`select to_regclass('half') as half`.execute(repaired.kysely);
          expect(rows).toEqual([{ half: null }]);
        });
      });
    });

    test('a closed database takes no more statements, and closing twice is fine', async () => {
      const short = await open(await makePlace());
      await Promise.all([short.close(), short.close()]);
      await expect(sql`select 1`.execute(short.kysely)).rejects.toThrow();
    });
  });
}

const person = (id: number): { id: number; name: string; document: string } => ({
  id,
  name: `person ${id}`,
  document: '{}',
});

async function idsBetween(db: Kysely<Tables>, low: number, high: number): Promise<number[]> {
  const rows = await db
    .selectFrom('person')
    .select('id')
    .where('id', '>=', low)
    .where('id', '<=', high)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function withDatabase(db: Database<Tables>, work: (db: Database<Tables>) => Promise<unknown>): Promise<void> {
  try {
    await work(db);
  } finally {
    await db.close();
  }
}
