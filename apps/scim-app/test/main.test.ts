/** The command: what it says, how it ends, and that nothing it acknowledged is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@drawbridge/base';
import { openDatabase, openLocation } from '@drawbridge/storage/database';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrations } from '../src/migrations/index.ts';
import { runCommand, type Command } from './support/run-command.ts';
import { ScimCaller, token } from './support/start-test-app.ts';

let directory: string;
let running: Command[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scim-app-'));
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
  await rm(directory, { recursive: true, force: true });
});

function run(words: readonly string[], environment?: Record<string, string>): Command {
  const command = runCommand(words, environment);
  running.push(command);
  return command;
}

const start = (more: readonly string[] = []): Command =>
  run(['--port', '0', '--token', token, '--data', directory, ...more]);

describe('drawbridge-scim-app', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'says in one JSON line where it is, and %s ends it with 0',
    async (signal) => {
      const { child, ready, ended, lines } = start();
      const url = await ready;
      expect((await new ScimCaller(url).get('/Users')).status).toBe(200);
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, stderr: '' });
      expect(lines.filter((line) => (JSON.parse(line) as { msg: string }).msg === 'ready')).toHaveLength(1);
      expect(lines.join('\n')).not.toContain(token);
    },
  );

  test('takes the token from the environment', async () => {
    const { ready } = run(['--port', '0', '--data', directory], { DRAWBRIDGE_SCIM_TOKEN: token });
    expect((await new ScimCaller(await ready).get('/Users')).status).toBe(200);
  });

  test('can be told to be slow and to fail, for demonstrations', async () => {
    const { ready } = start(['--fault-error-rate', '1', '--fault-latency-ms', '5']);
    expect((await new ScimCaller(await ready).get('/Users')).status).toBe(503);
  });

  test.each([
    ['no token', ['--port', '0', '--data', 'DIR'], 'CONFIG_INVALID', 'DRAWBRIDGE_SCIM_TOKEN'],
    ['a port that is none', ['--port', '70000', '--token', 't', '--data', 'DIR'], 'CONFIG_INVALID', 'port'],
    ['no data directory', ['--port', '0', '--token', 't'], '--data', '--data'],
  ])('with %s says so and ends with 1', async (_name, words, ...phrases) => {
    const { ended } = run(
      words.map((word) => word.replace('DIR', directory)),
      { DRAWBRIDGE_SCIM_TOKEN: '' },
    );
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    for (const phrase of phrases) expect(stderr).toContain(phrase);
  });

  test('on a port that is taken says so and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { ended } = run(['--port', String(port), '--token', token, '--data', directory]);
    const { code, stderr } = await ended;
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`PORT_TAKEN: Port ${port}`);
  });

  test('on a data directory that another process uses says so and ends with 1', async () => {
    await start().ready;
    const { code, stderr } = await start().ended;
    expect(code).toBe(1);
    expect(stderr).toContain('DATA_DIRECTORY_LOCKED');
    expect(stderr).toContain(directory);
  });

  test('on a database of a newer version says so and ends with 1', async () => {
    const newer = { ...migrations, '9999-from-the-future': { up: async () => {} } };
    const database = await openDatabase({ location: openLocation(directory), migrations: newer, logger: silentLogger });
    await database.close();
    const { code, stderr } = await start().ended;
    expect(code).toBe(1);
    expect(stderr).toContain('DATABASE_NEWER');
  });

  test(
    'killed in the middle of writing keeps everything it acknowledged, and starts again',
    { timeout: 120_000 },
    async () => {
      const acknowledged = new Map<string, string>();
      for (let round = 0; round < 3; round += 1) {
        const { child, ready, ended } = start();
        const app = new ScimCaller(await ready);
        const enough = 60 + 40 * round + acknowledged.size;
        const lane = async (number: number): Promise<void> => {
          for (let turn = 0; ; turn += 1) {
            const userName = `user-${round}-${number}-${turn}`;
            const { status, id } = await app.post('/Users', { userName });
            if (status !== 201) throw new Error(`POST answered ${status}`);
            acknowledged.set(id, userName);
            const { status: patched } = await app.patch(`/Users/${id}`, {
              op: 'replace',
              path: 'title',
              value: 'Pilot',
            });
            if (patched === 200) acknowledged.set(id, `${userName} Pilot`);
            if (acknowledged.size >= enough) child.kill('SIGKILL');
          }
        };
        await Promise.allSettled(Array.from({ length: 8 }, (_, number) => lane(number)));
        await ended;
      }
      const app = new ScimCaller(await start().ready);
      for (const [id, wanted] of acknowledged) {
        const { body } = await app.get(`/Users/${id}`);
        const found = `${String(body['userName'])}${body['title'] === undefined ? '' : ' Pilot'}`;
        expect(found.startsWith(wanted), `${id}: ${found} instead of ${wanted}`).toBe(true);
      }
    },
  );
});
