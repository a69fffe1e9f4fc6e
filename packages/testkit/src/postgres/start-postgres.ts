/**
 * A real PostgreSQL server for tests, in a temporary directory on a free port, gone when it is stopped or the process
 * ends. It sorts text by the rules of English, as many real servers do and the embedded database does not, so that a
 * query which relies on the order of bytes without saying so fails here.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@drawbridge/base';
import pg from 'pg';
import { findPostgresBinaries, type PostgresBinaries } from './find-binaries.ts';

export type PostgresServer = {
  /** Of the database `postgres`. */
  readonly url: string;
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Owner = { readonly uid?: number; readonly gid?: number };

const startTimeoutMs = 30_000;
const pollMs = 50;
const run = promisify(execFile);

/** Throws when PostgreSQL is not installed, naming the package, or does not start, with its last words. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = findPostgresBinaries();
  const owner = ownerOfServer();
  const directory = await mkdtemp(join(tmpdir(), 'drawbridge-postgres-'));
  if (owner.uid !== undefined) await chown(directory, owner.uid, owner.gid ?? owner.uid);
  await initialise(binaries, { directory, owner });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const server = launch(binaries, { directory, owner, port });
  const killAtExit = (): void => void server.child.kill('SIGQUIT');
  process.once('exit', killAtExit);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      process.off('exit', killAtExit);
      server.child.kill('SIGINT');
      await server.ended;
      await rm(directory, { recursive: true, force: true });
    })());
  try {
    await untilReady(url, server);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  let databases = 0;
  return {
    url,
    createDatabase: async () => {
      const name = `test_${++databases}`;
      await withClient(url, (client) => client.query(`create database ${name}`));
      return url.replace(/postgres$/, name);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** PostgreSQL refuses to run as root; `nobody` may. */
function ownerOfServer(): Owner {
  const nobody = 65_534;
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
}

async function initialise(
  { initdb }: PostgresBinaries,
  { directory, owner }: { directory: string; owner: Owner },
): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
  await run(initdb, ['-D', directory, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', ...locale], {
    ...owner,
    cwd: directory,
  });
}

type Running = { readonly child: ChildProcess; readonly ended: Promise<void>; readonly lastWords: () => string };

function launch(
  { postgres }: PostgresBinaries,
  { directory, owner, port }: { directory: string; owner: Owner; port: number },
): Running {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'on',
    max_connections: 200,
  };
  const child = spawn(
    postgres,
    ['-D', directory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...owner,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let output = '';
  child.stderr?.on('data', (bytes: Buffer) => (output = (output + bytes.toString()).slice(-4_000)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return { child, ended, lastWords: () => output };
}

async function untilReady(url: string, { child, lastWords }: Running): Promise<void> {
  const startedMs = systemClock.monotonicMs();
  for (;;) {
    try {
      return void (await withClient(url, (client) => client.query('select 1')));
    } catch (cause) {
      const isOver = child.exitCode !== null || systemClock.monotonicMs() - startedMs > startTimeoutMs;
      if (isOver) throw new Error(`PostgreSQL did not start: ${lastWords()}`, { cause });
      await systemClock.sleep(pollMs);
    }
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
