import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { silentLogger, systemClock } from '@drawbridge/base';
import { MemoryAgentRegistry } from '@drawbridge/testkit';
import { createAuthority, createEnrolment, createHub, enrolmentRoutes, loadAuthority } from '@drawbridge/tunnel/hub';

const launcher = fileURLToPath(new URL('../bin/drawbridge-agent.mjs', import.meta.url));
const tenantId = '6f3c9a52-5a52-4a0e-9a5e-0d1f6c7b8a90';
const groupId = 'group';

type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string };

const command = (...args: string[]): Promise<Finished> =>
  new Promise((resolve) => {
    execFile(process.execPath, [launcher, ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

type Running = {
  readonly process: ChildProcess;
  line(message: string): Promise<Record<string, unknown>>;
  readonly exit: Promise<number>;
  stderr(): string;
};

function run(...args: string[]): Running {
  const child = spawn(process.execPath, [launcher, 'run', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen: Record<string, unknown>[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => seen.push(JSON.parse(line) as Record<string, unknown>));
  const exit = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  const line = async (message: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = seen.find(({ msg }) => msg === message);
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`the agent ended without saying "${message}": ${stderr}`);
      await systemClock.sleep(10);
    }
  };
  return { process: child, line, exit, stderr: () => stderr };
}

async function startService() {
  const registry = new MemoryAgentRegistry();
  const authority = await loadAuthority(await createAuthority(systemClock), systemClock);
  const options = { registry, clock: systemClock, logger: silentLogger };
  const enrolment = createEnrolment({ ...options, authority, tenantId });
  const hub = createHub({ ...options, audience: tenantId });
  const [enrolRoute] = enrolmentRoutes(enrolment, silentLogger);
  const { keyPem, chainPem } = await authority.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] });
  const server = createServer({ key: keyPem.reveal(), cert: chainPem }, async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const answer = await enrolRoute!.handle(JSON.parse(text), { authorization: undefined, externalIp: '127.0.0.1' });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  server.on('upgrade', (request, socket, head) => void hub.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state = await mkdtemp(join(tmpdir(), 'drawbridge-agent-'));
  return {
    registry,
    enrolment,
    hub,
    authority,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    [Symbol.asyncDispose]: async () => {
      await hub.close(0);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(state, { recursive: true });
    },
  };
}

describe('drawbridge-agent', () => {
  test('enrols, runs, serves, and ends cleanly on SIGTERM', async () => {
    await using service = await startService();
    const { token } = await service.enrolment.createToken();
    const enrolled = await command('enrol', '--service', `${service.url}/`, '--token', token, '--state', service.state);
    expect(enrolled).toMatchObject({ code: 0, stderr: '' });
    expect(enrolled.stdout.trim().split('\n')).toHaveLength(1);
    const [file] = await readdir(service.state);
    expect((await stat(join(service.state, file!))).mode & 0o777).toBe(0o600);
    const [agentId] = [...service.registry.agents.keys()];
    service.registry.setGroup(groupId, [agentId!]);

    const target = createHttpServer((_request, response) => void response.end('hello'));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const agent = run('--state', service.state);
    expect(await agent.line('ready')).toMatchObject({ level: 30, agentId, service: service.url });
    const answer = await service.hub.send(groupId, {
      method: 'GET',
      url: `http://127.0.0.1:${(target.address() as AddressInfo).port}/`,
      headers: {},
      deadlineMs: 5000,
    });
    expect(Buffer.from(answer.body).toString()).toBe('hello');
    agent.process.kill('SIGTERM');
    expect(await agent.exit).toBe(0);
    expect(agent.stderr()).toBe('');
    expect(await readFile(join(service.state, 'audit.log'), 'utf8')).toContain('"status":200');
    target.closeAllConnections();
    target.close();
  });

  test('refuses a wrong token, a used one and a wrong pin with one sentence, and leaves the state as it was', async () => {
    await using service = await startService();
    const { token } = await service.enrolment.createToken();
    const enrol = (text: string): Promise<Finished> =>
      command('enrol', '--service', service.url, '--token', text, '--state', service.state);
    const unknown = `dbe1.${'A'.repeat(43)}.${service.authority.pin}`;
    const otherPin = `${token.split('.').slice(0, 2).join('.')}.${'A'.repeat(43)}`;
    for (const [text, code] of [
      ['nonsense', 'ENROLMENT_TOKEN_INVALID'],
      [unknown, 'ENROLMENT_TOKEN_INVALID'],
      [otherPin, 'AGENT_PIN_MISMATCH'],
    ] as const) {
      const refused = await enrol(text);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr.trim().split('\n')).toHaveLength(1);
      expect(refused.stderr).toContain(code);
    }
    expect(await readdir(service.state)).toEqual([]);
    expect((await enrol(token)).code).toBe(0);
    const [file] = await readdir(service.state);
    const before = await readFile(join(service.state, file!), 'utf8');
    expect(await enrol(token)).toMatchObject({ code: 1, stderr: expect.stringContaining('ENROLMENT_TOKEN_USED') });
    expect(await readFile(join(service.state, file!), 'utf8')).toBe(before);
  });

  test('does not run without an identity, or with a policy it does not understand', async () => {
    await using service = await startService();
    const agent = run('--state', service.state);
    expect(await agent.exit).toBe(1);
    expect(agent.stderr()).toContain('AGENT_NOT_ENROLLED');
    const { token } = await service.enrolment.createToken();
    await command('enrol', '--service', service.url, '--token', token, '--state', service.state);
    const misled = run('--state', service.state, '--policy', join(service.state, 'agent-identity.json'));
    expect(await misled.exit).toBe(1);
    expect(misled.stderr()).toMatch(/CONFIG_INVALID: .*line 2: "agentId" is not known/);
  });

  test('ends with a sentence and exit code 1 when it is revoked', async () => {
    await using service = await startService();
    const { token } = await service.enrolment.createToken();
    await command('enrol', '--service', service.url, '--token', token, '--state', service.state);
    const agent = run('--state', service.state);
    const { agentId } = await agent.line('ready');
    service.registry.revoke(agentId as string, systemClock.now());
    service.hub.disconnect(agentId as string);
    expect(await agent.exit).toBe(1);
    expect(agent.stderr()).toMatch(/^AGENT_REVOKED: /);
    expect(agent.stderr().trim().split('\n')).toHaveLength(1);
  });

  test('keeps trying while the service is away, and stops at once when told to', async () => {
    await using service = await startService();
    const { token } = await service.enrolment.createToken();
    await command('enrol', '--service', service.url, '--token', token, '--state', service.state);
    await service.hub.close(0);
    const agent = run('--state', service.state);
    expect(await agent.line('not connected')).toMatchObject({ code: 'SERVICE_STOPPING' });
    agent.process.kill('SIGINT');
    expect(await agent.exit).toBe(0);
  });

  test('shows who it is', async () => {
    await using service = await startService();
    const { token } = await service.enrolment.createToken();
    await command('enrol', '--service', service.url, '--token', token, '--state', service.state);
    const status = await command('status', '--state', service.state);
    expect(JSON.parse(status.stdout)).toMatchObject({ tenantId, service: service.url });
    expect(status.stdout).not.toContain('PRIVATE');
  });
});
