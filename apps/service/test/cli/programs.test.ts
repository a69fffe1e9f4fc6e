/** The program as a process: what it prints, how it ends, and two of them on one data directory. */
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@drawbridge/base';
import { migrations } from '@drawbridge/storage';
import { lockDataDirectory, openDatabase, openLocation } from '@drawbridge/storage/database';
import { GraphClient, runProgram, startProgram, type ClientCredentials } from '@drawbridge/testkit/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '../support/service.ts';

const environment = { DRAWBRIDGE_ALLOW_PRIVATE_ADDRESSES: 'true' };
let root: string;
let count = 0;
const fresh = (): string => join(root, `data${++count}`);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'drawbridge-programs-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const drawbridge = (...args: string[]) => runProgram('service', args, { env: environment });
const serve = (data: string) =>
  startProgram('service', ['serve', '--data', data, '--port', '0', '--tls-port', '0', '--tls-host', '127.0.0.1']);
const makeClient = (data: string, name = 'test', role = 'Global Administrator') =>
  drawbridge('client', 'create', '--data', data, '--name', name, '--role', role);

const people = {
  users: [
    { userPrincipalName: 'a@corp.example', displayName: 'Åse', manager: 'b@corp.example' },
    { userPrincipalName: 'b@corp.example', displayName: '山田 花子' },
    { userPrincipalName: 'c@corp.example', displayName: 'C', manager: 'nobody@corp.example' },
    { userPrincipalName: 'no domain', displayName: 'D', manager: 'b@corp.example' },
  ],
  groups: [
    { displayName: 'All', mailNickname: 'all', members: ['a@corp.example', 'b@corp.example', 'x@corp.example'] },
  ],
};

describe('before the first start', () => {
  it('a client is made, which the service knows when it runs; console.json is for its owner only', async () => {
    const data = fresh();
    const made = await makeClient(data);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const credentials = JSON.parse(made.stdout) as ClientCredentials;
    expect(credentials).toEqual({
      tenantId: expect.any(String),
      clientId: expect.any(String),
      clientSecret: expect.any(String),
    });
    expect((await stat(join(data, 'console.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o077).toBe(0);

    const service = await serve(data);
    const graph = new GraphClient(service.ready['url']!, credentials);
    expect(service.ready['tenantId']).toBe(credentials.tenantId);
    expect(await graph.call('GET', '/v1.0/users')).toMatchObject({ value: [] });
    await graph.close();
    const console1 = await readFile(join(data, 'console.json'), 'utf8');
    await service.stop();
    expect(await service.exited).toBe(0);
    expect((await makeClient(data, 'second')).code).toBe(0);
    expect(await readFile(join(data, 'console.json'), 'utf8')).toBe(console1);
  });

  it('two commands at once wait for each other', async () => {
    const data = fresh();
    const made = await Promise.all([makeClient(data, 'one'), makeClient(data, 'two', 'Reports Reader')]);
    expect(made.map(({ code, stderr }) => [code, stderr])).toEqual([[0, ''], [0, '']]); // prettier-ignore
    const [one, two] = made.map(({ stdout }) => JSON.parse(stdout) as ClientCredentials);
    expect(one!.tenantId).toBe(two!.tenantId);
    expect(one!.clientId).not.toBe(two!.clientId);
  });

  it('people are imported, bad rows are reported by place, and a second time nothing changes', async () => {
    const data = fresh();
    const file = join(root, 'people.json');
    await writeFile(file, JSON.stringify(people));
    const first = await drawbridge('import', file, '--data', data);
    expect(first.stdout).toContain(
      'People: 3 created, 0 updated, 0 unchanged. Groups: 1 created, 0 updated, 0 unchanged. 1 managers, 2 new memberships.',
    );
    for (const reason of [
      "users[2]: The manager 'nobody@corp.example'",
      'users[3]: ',
      "groups[0]: The member 'x@corp.example'",
    ])
      expect(first.stderr).toContain(reason);
    expect(first.code).toBe(2);
    const second = await drawbridge('import', file, '--data', data);
    expect(second.stdout).toContain(
      'People: 0 created, 0 updated, 3 unchanged. Groups: 0 created, 0 updated, 1 unchanged.',
    );
    expect(second.stdout).toContain('0 new memberships');
  });
});

describe('import FILE --preview', () => {
  it('says what an import would do, and writes nothing', async () => {
    const data = fresh();
    const file = join(root, 'previewed.json');
    await writeFile(file, JSON.stringify(people));
    const told = 'Nothing was written. An import would do this.\nPeople: 3 created, 0 updated, 0 unchanged.';
    for (let time = 0; time < 2; time++) {
      const preview = await drawbridge('import', file, '--data', data, '--preview');
      expect(preview.stdout).toContain(told);
      expect(preview.stdout).toContain('a@corp.example would be created');
      expect(preview.stderr).toContain("users[2]: The manager 'nobody@corp.example'");
      expect(preview.code).toBe(2);
    }
  });
});

describe('while the service runs', () => {
  it('commands go through it: clients, tokens for agents, people', async () => {
    const data = fresh();
    await using service = await serve(data);
    const token = await drawbridge('enrolment-token', 'create', '--data', data);
    expect([token.code, token.stderr]).toEqual([0, '']);
    expect(token.stdout.trim()).toMatch(/^\S{30,}$/);

    const credentials = JSON.parse((await makeClient(data)).stdout) as ClientCredentials;
    const file = join(root, 'people.csv');
    await writeFile(
      file,
      '\uFEFFuserPrincipalName,displayName,manager\r\na@corp.example,"Müller, Jürgen",b@corp.example\r\nb@corp.example,Bø,\r\nbad\r\n',
    );
    const imported = await drawbridge('import', file, '--data', data);
    expect(imported.stdout).toContain('People: 2 created');
    expect(imported.stderr).toContain('line 4: it has 1 columns, the header has 3');
    expect(imported.code).toBe(2);

    const graph = new GraphClient(service.ready['url']!, credentials);
    expect(await graph.call('GET', '/v1.0/users/a@corp.example/manager')).toMatchObject({ displayName: 'Bø' });
    await graph.close();

    // Nothing secret is ever printed by the service itself.
    for (const secret of [
      credentials.clientSecret,
      token.stdout.trim(),
      JSON.parse(await readFile(join(data, 'console.json'), 'utf8')).clientSecret,
    ])
      expect(service.output()).not.toContain(secret);
    await requestToken(service.ready['url']!, credentials.tenantId, {
      client_id: credentials.clientId,
      client_secret: 'wrong-secret-value',
    });
    expect(service.output()).not.toContain('wrong-secret-value');
  });

  it('an agent is connected, and both end at once when they are told to', async () => {
    const data = fresh();
    const service = await serve(data);
    const token = (await drawbridge('enrolment-token', 'create', '--data', data)).stdout.trim();
    const state = join(root, 'agent');
    const enrolled = await runProgram('agent', [
      'enrol',
      '--service',
      service.ready['tlsUrl']!,
      '--token',
      token,
      '--state',
      state,
    ]);
    expect(enrolled.code, enrolled.stderr).toBe(0);
    await using agent = await startProgram('agent', ['run', '--state', state]);
    expect(agent.ready).toBeDefined();
    const started = performance.now();
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(service.output()).not.toMatch(/"level":50/);
    expect(service.output()).not.toContain(token);
  });
});

describe('what cannot be done', () => {
  it.each([
    [['serve', '--data', '/dev/null/x', '--port', '0'], /^DATA_DIRECTORY_UNUSABLE: /],
    [['serve', '--port', '0'], /^CONFIG_INVALID: .*--data.*it is required/],
    [['serve', '--data', 'x', '--port', 'eighty'], /^CONFIG_INVALID: .*--port/],
    [['serve', '--data', 'x', '--port', '70000'], /^CONFIG_INVALID: .*--port/],
    [['serve', '--data', 'x', '--no-such-flag'], /^error: unknown option '--no-such-flag'/],
    [['client', 'create', '--data', 'x', '--name', 'y', '--role', 'King'], /^CONFIG_INVALID: There is no role 'King'. Choose one of: Global Administrator/],
    [['client', 'create', '--data', 'x', '--name', 'y'], /^error: required option '--role <ROLE>' not specified/],
    [['import', '/no/such/file.csv', '--data', 'x'], /^FILE_INVALID: .*there is no such file/],
    [['dance'], /^error: unknown command 'dance'/],
  ])('%j ends with one sentence and exit code 1', async (args, sentence) => {
    const ended = await drawbridge(...args);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
  }); // prettier-ignore

  it('a port that is taken is named, and the data directory is free again', async () => {
    const data = fresh();
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    for (const args of [
      ['--port', String(port), '--tls-port', '0'],
      ['--port', '0', '--tls-port', String(port), '--tls-host', '127.0.0.1'],
    ]) {
      const ended = await drawbridge('serve', '--data', data, ...args);
      expect(ended.stderr).toMatch(
        new RegExp(`^PORT_TAKEN: Port ${port} on 127.0.0.1 is in use by another process.*\n$`),
      );
      expect(ended.code).toBe(1);
    }
    taken.close();
  });

  it('a database from a newer version, or without its key file, is left alone', async () => {
    const data = fresh();
    expect((await makeClient(data)).code).toBe(0);
    await rename(join(data, 'seal.key'), join(data, 'kept.key'));
    const sealed = await drawbridge('serve', '--data', data, '--port', '0', '--tls-port', '0');
    expect(sealed.stderr).toMatch(/^SEAL_BROKEN: .*\n$/);
    await rename(join(data, 'kept.key'), join(data, 'seal.key'));

    const lock = await lockDataDirectory(data, { purpose: 'test' });
    const location = openLocation(data, undefined);
    type Tables = { kysely_migration: { name: string; timestamp: string } };
    const database = await openDatabase<Tables>({
      location,
      migrations,
      logger: silentLogger,
      clock: systemClock,
      lock,
    });
    await database.kysely.insertInto('kysely_migration').values({ name: '9999-future', timestamp: 'x' }).execute();
    await database.close();
    await lock.release();
    for (const args of [
      ['serve', '--port', '0', '--tls-port', '0'],
      ['enrolment-token', 'create'],
    ]) {
      const ended = await drawbridge(...args, '--data', data);
      expect(ended.stderr).toMatch(/^DATABASE_NEWER: .*9999-future.*\n$/);
      expect(ended.code).toBe(1);
    }
  });

  it('a second service on the same data directory says who has it, and the first goes on', async () => {
    const data = fresh();
    await using service = await serve(data);
    const second = await drawbridge('serve', '--data', data, '--port', '0', '--tls-port', '0');
    expect(second.stderr).toMatch(new RegExp(`^DATA_DIRECTORY_LOCKED: .*process ${service.pid}.*\n$`));
    expect(second.code).toBe(1);
    expect((await fetch(`${service.ready['url']!}/healthz`)).status).toBe(200);
  });
});
