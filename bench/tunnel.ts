/**
 * What the tunnel costs: requests per second through hub and agent, against the same requests sent straight to the target
 * by undici, at the same concurrency, in the same run. Target and agent are processes of their own, as in life.
 *
 *     node bench/tunnel.ts [--concurrency 32] [--seconds 4] [--rounds 3]
 *
 * The processor time of all processes per request is printed beside it: it hardly depends on what else the machine does.
 * Two targets: `bare` answers at once (all that is measured is the road); `working` spends 0.25 ms of processor time on
 * each request, less than a SCIM server with a database does.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { Secret, silentLogger, systemClock } from '@drawbridge/base';
import { Agent, enrol, type AgentIdentity } from '@drawbridge/tunnel/agent';
import {
  createAuthority,
  createEnrolment,
  createHub,
  enrolmentRoutes,
  loadAuthority,
  type Hub,
  type AgentRecord,
  type AgentRegistry,
} from '@drawbridge/tunnel/hub';

const software = { version: 'bench', os: 'bench' };
const groupId = 'bench';
const { values } = parseArgs({
  options: {
    concurrency: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
  },
});
const concurrency = Number(values.concurrency);
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

const role = process.env['BENCH_ROLE'];
if (role !== undefined) process.on('message', (message) => message === 'cpu' && process.send?.({ cpuMs: cpuMs() }));
if (role === 'target') runTarget();
else if (role === 'agent') runAgent();
else await main();

function runTarget(): void {
  const busyMs = Number(process.env['BENCH_BUSY_MS'] ?? '0');
  const answer = Buffer.from(JSON.stringify({ id: '1', userName: 'someone@example.com', filler: 'x'.repeat(880) }));
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const until = systemClock.monotonicMs() + busyMs;
      while (systemClock.monotonicMs() < until);
      response.writeHead(201, { 'content-type': 'application/scim+json', 'content-length': answer.length }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

function runAgent(): void {
  process.once('message', (message) => {
    // The first message is the identity; later ones ask for processor time.
    const stored = message as AgentIdentity & { keyPem: string };
    const identity = { ...stored, keyPem: new Secret(stored.keyPem as unknown as string) };
    const agent = new Agent({
      identity,
      storeIdentity: async () => {},
      software,
      clock: systemClock,
      logger: silentLogger,
    });
    void agent.run(new AbortController().signal);
  });
}

async function main(): Promise<void> {
  const service = await startService();
  const agent = startProcess('agent');
  agent.send({ ...service.identity, keyPem: service.identity.keyPem.reveal() });
  while (!(await service.hub.isConnected(groupId))) await systemClock.sleep(20);
  console.log(`concurrency ${concurrency}, ${rounds} rounds of ${seconds} s each way, ${process.version}`);
  for (const [name, busyMs] of [
    ['bare', 0],
    ['working', 0.25],
  ] as const) {
    const target = startProcess('target', busyMs);
    const port = await new Promise<number>((resolve) =>
      target.once('message', (message) => resolve(message as number)),
    );
    await compare({ name, url: `http://127.0.0.1:${port}/scim/Users`, hub: service.hub, processes: [agent, target] });
    target.kill();
  }
  agent.kill();
  await service.close();
}

type Comparison = {
  readonly name: string;
  readonly url: string;
  readonly hub: Hub;
  readonly processes: readonly ChildProcess[];
};

async function compare({ name, url, hub, processes }: Comparison): Promise<void> {
  const body = Buffer.from(JSON.stringify({ userName: 'someone@example.com', filler: 'x'.repeat(900) }));
  const headers = {
    'content-type': 'application/scim+json',
    accept: 'application/scim+json',
    authorization: 'Bearer bench',
  };
  const pool = new Pool(new URL(url).origin, { connections: concurrency });
  const direct = async (): Promise<void> => {
    const answer = await pool.request({ method: 'POST', path: new URL(url).pathname, headers, body });
    await answer.body.arrayBuffer();
  };
  const tunnelled = async (): Promise<void> => {
    await hub.send(groupId, { method: 'POST', url, headers, body, deadlineMs: 30_000 });
  };
  await measure(direct, 1, processes);
  await measure(tunnelled, 1, processes);
  const straight: Sample[] = [];
  const through: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    straight.push(await measure(direct, seconds, processes));
    through.push(await measure(tunnelled, seconds, processes));
  }
  const [directRate, tunnelRate] = [straight, through].map((samples) =>
    median(samples.map(({ perSecond }) => perSecond)),
  ) as [number, number];
  const [directCpu, tunnelCpu] = [straight, through].map((samples) =>
    median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)),
  ) as [number, number];
  console.log(
    `${name.padEnd(8)} direct ${directRate.toFixed(0).padStart(6)}/s   tunnel ${tunnelRate.toFixed(0).padStart(6)}/s   ratio ${((tunnelRate / directRate) * 100).toFixed(0)} %` +
      `   processor per request ${directCpu.toFixed(0)} µs and ${tunnelCpu.toFixed(0)} µs, ratio ${((directCpu / tunnelCpu) * 100).toFixed(0)} %`,
  );
  await pool.close();
}

type Sample = { readonly perSecond: number; readonly cpuMicroseconds: number };

/** Requests per second with so many always under way, and the processor time of all processes for each. */
async function measure(
  send: () => Promise<void>,
  forSeconds: number,
  processes: readonly ChildProcess[],
): Promise<Sample> {
  const cpuBefore = await totalCpuMs(processes);
  const startMs = systemClock.monotonicMs();
  const endMs = startMs + forSeconds * 1000;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (systemClock.monotonicMs() < endMs) {
      await send();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const tookMs = systemClock.monotonicMs() - startMs;
  return {
    perSecond: (done * 1000) / tookMs,
    cpuMicroseconds: (((await totalCpuMs(processes)) - cpuBefore) * 1000) / done,
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function totalCpuMs(processes: readonly ChildProcess[]): Promise<number> {
  const others = await Promise.all(
    processes.map((child) => {
      const answer = new Promise<number>((resolve) =>
        child.once('message', (message) => resolve((message as { cpuMs: number }).cpuMs)),
      );
      child.send('cpu');
      return answer;
    }),
  );
  return others.reduce((sum, ms) => sum + ms, cpuMs());
}

async function startService() {
  const registry = singleAgentRegistry();
  const authority = await loadAuthority(await createAuthority(systemClock), systemClock);
  const tenantId = '6f3c9a52-5a52-4a0e-9a5e-0d1f6c7b8a90';
  const enrolment = createEnrolment({ registry, authority, clock: systemClock, logger: silentLogger, tenantId });
  const hub = createHub({ registry, clock: systemClock, logger: silentLogger, audience: tenantId });
  const [enrolRoute] = enrolmentRoutes(enrolment, silentLogger);
  const { keyPem, chainPem } = await authority.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] });
  const server = createHttpsServer({ key: keyPem.reveal(), cert: chainPem }, async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const answer = await enrolRoute!.handle(JSON.parse(text), { authorization: undefined, externalIp: '127.0.0.1' });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  server.on('upgrade', (request, socket, head) => void hub.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { token } = await enrolment.createToken();
  const serviceUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
  const identity = await enrol({ serviceUrl, token, machineName: 'bench', software });
  const close = async (): Promise<void> => {
    await hub.close(0);
    server.closeAllConnections();
    server.close();
  };
  return { hub, identity, close };
}

/** Knows the one agent that enrols, and counts it to every group. */
function singleAgentRegistry(): AgentRegistry {
  let known: AgentRecord | undefined;
  return {
    addEnrolmentToken: async () => {},
    consumeEnrolmentToken: async () => 'consumed',
    addAgent: async (agent) => void (known = agent),
    replaceCertificate: async () => {},
    findAgent: async () => known,
    recordContact: async () => {},
    agentsOfGroup: async () => (known === undefined ? [] : [known.id]),
  };
}

function startProcess(name: 'target' | 'agent', busyMs = 0): ChildProcess {
  return fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, BENCH_ROLE: name, BENCH_BUSY_MS: String(busyMs) },
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
