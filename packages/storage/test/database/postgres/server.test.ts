import { createServer } from 'node:net';
import { silentLogger } from '@drawbridge/base';
import { startPostgres, type PostgresServer } from '@drawbridge/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase, openLocation, type Database } from '../../../src/database/index.ts';
import { startChild } from '../processes/child.ts';

const open = (url: string): Promise<Database<unknown>> =>
  openDatabase({ location: openLocation('unused', url), migrations: {}, logger: silentLogger });

describe('PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test('processes that start at once on an empty database all come up', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round++) {
      const url = await server.createDatabase();
      const children = Array.from({ length: 4 }, () => startChild('./open-and-report.ts', url));
      expect(await Promise.all(children.map((child) => child.line(() => true)))).toEqual(['up', 'up', 'up', 'up']);
    }
  });

  test('a server that is not there is reported without the password', async () => {
    const failure = (await open('postgres://me:hunter2@127.0.0.1:1/db?sslpassword=hunter2').catch(
      (thrown: unknown) => thrown,
    )) as Error;
    expect(failure).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(failure.message).toContain('postgres://me@127.0.0.1:1/db');
    expect(failure.message).toContain('ECONNREFUSED');
    expect(JSON.stringify(failure) + failure.message).not.toContain('hunter2');
  });

  test.each([
    ['a database that is not there', (url: string) => url.replace(/[^/]*$/, 'nowhere'), '"nowhere" does not exist'],
    ['a user that is not there', (url: string) => url.replace('postgres@', 'nobody:hunter2@'), '"nobody"'],
    ['a URL that is none', () => 'postgres//me:hunter2@host', 'not a valid URL'],
  ])('%s is reported as unreachable', async (_name, change, part) => {
    const failure = (await open(change(server.url)).catch((thrown: unknown) => thrown)) as Error;
    expect(failure).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(failure.message).toContain(part);
    expect(failure.message).not.toContain('hunter2');
  });

  test('a PostgreSQL older than 15 is refused with its version', async () => {
    const old = await startServerOfVersion('14.11');
    await expect(open(old)).rejects.toMatchObject({
      code: 'DATABASE_TOO_OLD',
      message: expect.stringContaining('14.11') as string,
    });
  });

  test('a connection cut by the server is replaced', async () => {
    await using db = await open(await server.createDatabase());
    const cut = sql`select pg_terminate_backend(pg_backend_pid())`.execute(db.kysely);
    await expect(cut).rejects.toThrow();
    expect((await sql`select 1 as one`.execute(db.kysely)).rows).toEqual([{ one: 1 }]);
  });
});

/** Says just enough of the PostgreSQL protocol to tell its version. */
async function startServerOfVersion(version: string): Promise<string> {
  const message = (type: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  const column = Buffer.concat([
    Buffer.from('\0\u0001server_version\0', 'latin1'),
    Buffer.from('000000000000000000190000ffffffff0000'.slice(0, 36), 'hex'),
  ]);
  const value = Buffer.from(version);
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, value.length]), value]);
  const fake = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.on('data', (bytes) => {
        if (bytes[0] === 'X'.charCodeAt(0)) return void socket.end();
        socket.write(
          Buffer.concat([message('T', column), message('D', row), message('C', Buffer.from('SHOW\0')), ready]),
        );
      });
    });
  });
  await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void fake.close());
  const { port } = fake.address() as { port: number };
  return `postgres://me@127.0.0.1:${port}/db`;
}
