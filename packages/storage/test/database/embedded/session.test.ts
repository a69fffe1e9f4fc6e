import { systemClock, type Clock, type Logger } from '@drawbridge/base';
import { serialize } from 'pg-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Channel } from '../../../src/database/embedded/channel.ts';
import { emptyClusterPath } from '../../../src/database/embedded/empty-cluster.ts';
import { Maintenance } from '../../../src/database/embedded/maintenance.ts';
import { Session } from '../../../src/database/embedded/session.ts';
import { makeDirectory, removeDirectory, temporaryDirectory } from '../temporary-directory.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Time stands still; what is planned is fired by hand. */
class HandClock implements Clock {
  readonly planned = new Set<() => void>();
  now = systemClock.now;
  monotonicMs = systemClock.monotonicMs;
  sleep = systemClock.sleep;
  after(_ms: number, fire: () => void): { cancel(): void } {
    this.planned.add(fire);
    return { cancel: () => this.planned.delete(fire) };
  }
  fireAll(): void {
    for (const fire of [...this.planned]) {
      this.planned.delete(fire);
      fire();
    }
  }
}

describe('session', () => {
  const directory = makeDirectory();
  const clock = new HandClock();
  const warnings: string[] = [];
  const logger = {
    warn: (_facts: object, text: string) => warnings.push(text),
    error: () => {},
    info: () => {},
    debug: () => {},
  } as unknown as Logger;
  let channel: Channel;
  let session: Session;
  const rows = async (sql: string, ...parameters: unknown[]): Promise<Record<string, unknown>[]> =>
    (await session.execute(sql, parameters)).rows;

  beforeAll(async () => {
    channel = new Channel({
      directory: join(directory, 'database'),
      startParameters: [],
      emptyCluster: emptyClusterPath(),
    });
    await channel.whenReady();
    session = new Session({ channel, logger, clock });
    await session.execute(
      'create table item (id integer primary key, xid xid8 not null default pg_current_xact_id())',
      [],
    );
  });
  afterAll(async () => {
    await channel.stop();
    removeDirectory(directory);
  });

  test('statements that wait together share one commit', async () => {
    const ids = Array.from({ length: 640 }, (_, index) => index);
    const results = await Promise.all(ids.map((id) => rows('insert into item (id) values ($1) returning xid', id)));
    const commits = new Set(results.map(([row]) => row?.['xid']));
    expect(commits.size).toBeLessThanOrEqual(20);
    expect(await rows('select count(*)::integer as n from item')).toEqual([{ n: 640 }]);
  });

  test('many failures among many statements each stay alone', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => 10_000 + (index % 3 === 0 ? 0 : index));
    const outcomes = await Promise.allSettled(ids.map((id) => rows('insert into item (id) values ($1)', id)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(99);
    expect(await rows('select count(*)::integer as n from item where id >= 10000')).toEqual([{ n: 201 }]);
  });

  test('a constraint checked at commit fails only its own statement', async () => {
    await rows('create table parent (id integer primary key)');
    await rows('create table child (parent integer references parent deferrable initially deferred)');
    await rows('insert into parent values (1)');
    const outcomes = await Promise.allSettled([1, 2, 1].map((id) => rows('insert into child values ($1)', id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await rows('select parent from child')).toEqual([{ parent: 1 }, { parent: 1 }]);
  });

  test('a look-up planned for an empty table uses the index when the table has grown', async () => {
    await rows('create table grown (id integer, name text)');
    await rows('create index grown_id on grown (id)');
    const lookUp = 'select name from grown where id = $1';
    for (let count = 0; count < 20; count++) await rows(lookUp, count);
    await rows(`insert into grown select i, 'name ' || i from generate_series(1, 20000) i`);
    for (let count = 0; count < 3; count++) await rows(lookUp, count);
    const [prepared] = await rows('select name from pg_prepared_statements where statement = $1', lookUp);
    const plan = await rows(`explain execute ${String(prepared?.['name'])}(7)`);
    expect(JSON.stringify(plan)).toContain('grown_id');
  });

  test('the server holds a bounded number of prepared statements', async () => {
    for (let count = 0; count < 400; count++) await rows(`select $1::integer + ${count} as n`, 1);
    const [held] = await rows('select count(*)::integer as n from pg_prepared_statements');
    expect(held?.['n']).toBeLessThanOrEqual(300);
    expect(await rows('select $1::integer + 0 as n', 1)).toEqual([{ n: 1 }]);
  });

  test.each(['begin', ' START TRANSACTION', 'commit;', 'rollback', 'savepoint a', 'copy item from stdin'])(
    '%s as a plain statement is refused',
    async (sql) => {
      await expect(rows(sql)).rejects.toThrow();
      expect(await rows('select 1 as one')).toEqual([{ one: 1 }]);
    },
  );

  test('a text of several statements that leaves a transaction open is rolled back', async () => {
    await session.execute('begin; insert into item (id) values (-1)', []);
    expect(await rows('select * from item where id = -1')).toEqual([]);
  });

  test('a parameter that cannot be sent is refused alone', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const outcomes = await Promise.allSettled([
      rows('select $1::jsonb', {}),
      rows('select $1::jsonb', circle),
      rows('select $1::timestamptz', new Date(NaN)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  test('a transaction that does nothing while others wait is warned about', async () => {
    const transaction = await session.begin('begin');
    const other = rows('select 1 as one');
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    clock.fireAll();
    expect(warnings).toEqual([expect.stringContaining('A transaction holds the embedded database')]);
    await transaction.commit();
    expect(await other).toEqual([{ one: 1 }]);
    await expect(transaction.execute('select 1', [])).rejects.toThrow('has ended');
  });

  test('maintenance vacuums and analyzes the tables that changed much, once', async () => {
    await rows('create table busy (id integer)');
    await rows('insert into busy select i from generate_series(1, 5000) i');
    await rows('delete from busy where id > 10');
    const maintenance = new Maintenance({ session, logger, clock });
    expect(await maintenance.run()).toContain('public.busy');
    expect(await maintenance.run()).not.toContain('public.busy');
    maintenance.stop();
  });

  test('closing waits for what is under way and refuses what comes later', async () => {
    const own = new Session({ channel, logger, clock });
    const last = own.execute('select pg_sleep(0.05), 1 as one', []);
    const closing = own.close(60_000);
    await expect(own.execute('select 1', [])).rejects.toMatchObject({ code: 'ABORTED' });
    await closing;
    expect((await last).rows[0]?.['one']).toBe(1);
  });
});

describe('channel', () => {
  test('when the database ends, what waits and what comes later fails by name', { timeout: 60_000 }, async () => {
    const directory = join(temporaryDirectory(), 'database');
    const channel = new Channel({ directory, startParameters: [], emptyCluster: emptyClusterPath() });
    await channel.whenReady();
    const failures: string[] = [];
    channel.onFailure(({ message }) => failures.push(message));
    const send = (text: string): Promise<Uint8Array> =>
      channel.exchange(
        new Uint8Array(
          Buffer.concat([serialize.parse({ text }), serialize.bind(), serialize.execute(), serialize.sync()]),
        ),
      );
    const waiting = await Promise.allSettled([send('copy pg_class from stdin'), send('select 1')]);
    for (const outcome of waiting) expect(outcome).toMatchObject({ reason: { code: 'DATABASE_UNREACHABLE' } });
    await expect(send('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(failures).toEqual([expect.stringContaining(directory)]);
    await channel.stop();
  });

  test('files that are no database keep it from starting, with the reason', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'PG_VERSION'), '18\n');
    const channel = new Channel({ directory, startParameters: [], emptyCluster: emptyClusterPath() });
    await expect(channel.whenReady()).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    await channel.stop();
  });
});
