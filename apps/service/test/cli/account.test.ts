/** The account commands, as an administrator types them on the host. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProgram } from '@drawbridge/testkit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'drawbridge-account-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

const account = (...args: readonly string[]) => runProgram('service', ['account', ...args, '--data', data]);

test('an account is made, listed and helped without a running service, and the first start then offers no set-up', async () => {
  const passwordFile = join(data, 'password.txt');
  await writeFile(passwordFile, 'seven purple mountains\n');
  const create = ['create', '--user-principal-name', 'ada@corp.example', '--role', 'Global Administrator'];
  expect((await account(...create)).stderr).toContain('--password-stdin');
  const made = await account(...create, '--password-file', passwordFile);
  expect(JSON.parse(made.stdout)).toMatchObject({
    userPrincipalName: 'ada@corp.example',
    role: 'Global Administrator',
  });
  expect(made.stdout + made.stderr).not.toContain('purple');
  expect(JSON.parse((await account('list')).stdout)).toMatchObject({
    userPrincipalName: 'ada@corp.example',
    hasPassword: true,
  });

  const args = ['serve', '--data', data, '--port', '0', '--tls-port', '0', '--tls-host', '127.0.0.1'];
  await using service = await startProgram('service', args);
  const { url } = JSON.parse((await account('reset-password', 'ada@corp.example')).stdout) as { url: string };
  expect(url).toMatch(/^http:\/\/localhost:\d+\/reset\/[\w-]{43}$/);
  expect((await fetch(url.replace('localhost', '127.0.0.1'))).status).toBe(200);
  expect((await account('revoke-sessions', 'ada@corp.example')).code).toBe(0);
  expect((await account('revoke-sessions', 'nobody@corp.example')).code).not.toBe(0);
  expect(service.output()).not.toContain('/setup/');
}, 90_000);
