/** A whole road on loopback: a service (HTTPS with its own authority, enrolment, hub), a target, and agents made on demand. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { silentLogger, systemClock, type Clock } from '@drawbridge/base';
import { MemoryAgentRegistry, startFaultProxy, type FaultProxy } from '@drawbridge/testkit';
import { Agent, enrol, type AgentIdentity, type AgentOptions } from '../../src/agent/index.ts';
import {
  createAuthority,
  createEnrolment,
  createHub,
  enrolmentRoutes,
  loadAuthority,
  type CertificateAuthority,
  type Enrolment,
  type Hub,
  type HubOptions,
} from '../../src/hub/index.ts';

export const tenantId = '6f3c9a52-5a52-4a0e-9a5e-0d1f6c7b8a90';
export const groupId = 'the group';
export const software = { version: '0.0.0-test', os: 'test' };

export type RunningAgent = {
  readonly agent: Agent;
  readonly identity: AgentIdentity;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

export type World = AsyncDisposable & {
  readonly registry: MemoryAgentRegistry;
  readonly authority: CertificateAuthority;
  readonly enrolment: Enrolment;
  /** Between agents and service. */
  readonly proxy: FaultProxy;
  /** As agents reach it, through the proxy. */
  readonly serviceUrl: string;
  readonly targetUrl: string;
  readonly target: Server;
  hub: Hub;
  /** Ends the service's sockets and hub, and starts another hub on the same port. */
  restartService(): Promise<void>;
  enrolAgent(): Promise<AgentIdentity>;
  /** Enrols, runs and puts an agent into the group; resolves when it is connected. */
  startAgent(options?: Partial<AgentOptions>): Promise<RunningAgent>;
  runAgent(identity: AgentIdentity, options?: Partial<AgentOptions>): RunningAgent;
};

export type WorldOptions = {
  readonly clock?: Clock;
  readonly hub?: Partial<HubOptions>;
  readonly target?: RequestListener;
  readonly names?: readonly string[];
};

export async function startWorld({
  clock = systemClock,
  hub: hubOptions = {},
  target: onRequest = echo,
  names = ['localhost'],
}: WorldOptions = {}): Promise<World> {
  const registry = new MemoryAgentRegistry();
  const authority = await loadAuthority(await createAuthority(clock), clock);
  const enrolment = createEnrolment({ registry, authority, clock, logger: silentLogger, tenantId });
  const newHub = (): Hub =>
    createHub({ registry, clock, logger: silentLogger, audience: tenantId, heartbeatMs: 200, ...hubOptions });
  const routes = enrolmentRoutes(enrolment, silentLogger);
  const { keyPem, chainPem } = await authority.issueServerCertificate({ names, ips: ['127.0.0.1'] });
  const service = createHttpsServer({ key: keyPem.reveal(), cert: chainPem }, (request, response) => {
    void (async () => {
      const body = JSON.parse((await bodyOf(request)).toString() || 'null') as unknown;
      const route = routes.find(({ path }) => path === request.url);
      const answer = (await route?.handle(body, {
        authorization: request.headers.authorization,
        externalIp: '127.0.0.1',
      })) ?? { status: 404, body: {} };
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    })();
  });
  service.on('tlsClientError', () => {});
  service.on('upgrade', (request, socket, head) => void world.hub.handleUpgrade(request, socket, head));
  const port = await listen(service);
  const target = createHttpServer(onRequest);
  const targetPort = await listen(target);
  const proxy = await startFaultProxy({ host: '127.0.0.1', port });
  const serviceUrl = `https://localhost:${proxy.port}`;
  const running = new Set<RunningAgent>();

  const world: World = {
    registry,
    authority,
    enrolment,
    proxy,
    serviceUrl,
    target,
    targetUrl: `http://127.0.0.1:${targetPort}`,
    hub: newHub(),
    restartService: async () => {
      await world.hub.close(0);
      proxy.cut();
      await new Promise<void>((resolve) => {
        service.close(() => resolve());
        service.closeAllConnections();
      });
      world.hub = newHub();
      await listen(service, port);
    },
    enrolAgent: async () => {
      const { token } = await enrolment.createToken();
      return enrol({ serviceUrl, token, machineName: 'test-host', software });
    },
    runAgent: (identity, options) => {
      const stopping = new AbortController();
      const agent = new Agent({
        identity,
        storeIdentity: async () => {},
        software,
        clock: systemClock,
        logger: silentLogger,
        heartbeatMs: 200,
        ...options,
      });
      const ended = agent.run(stopping.signal);
      ended.catch(() => {});
      const stop = async (): Promise<void> => {
        stopping.abort();
        await ended;
      };
      const entry = { agent, identity, ended, stop };
      running.add(entry);
      return entry;
    },
    startAgent: async (options) => {
      const identity = await world.enrolAgent();
      registry.setGroup(groupId, [...(await registry.agentsOfGroup(groupId)), identity.agentId]);
      world.hub.groupsChanged();
      const agent = world.runAgent(identity, options);
      await until(() =>
        world.hub.agentStatus().some(({ agentId, policy }) => agentId === identity.agentId && policy !== undefined),
      );
      return agent;
    },
    [Symbol.asyncDispose]: async () => {
      proxy.thaw();
      await Promise.all([...running].map((agent) => agent.stop().catch(() => {})));
      await world.hub.close(0);
      await proxy.close();
      for (const server of [service, target]) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
  return world;
}

/** Answers with what it got: same body, and the request line in headers. */
export const echo: RequestListener = (request, response) => {
  void bodyOf(request).then((body) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'x-method': request.method,
      'x-url': request.url,
      'content-length': body.length,
    });
    response.end(body);
  });
};

export async function bodyOf(stream: AsyncIterable<Buffer> | NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Waits for a condition; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what = 'the condition'): Promise<void> {
  const endMs = systemClock.monotonicMs() + 10_000;
  while (!(await condition())) {
    if (systemClock.monotonicMs() > endMs) throw new Error(`${what} did not come true within ten seconds`);
    await systemClock.sleep(5);
  }
}

/** Milliseconds a piece of work takes. */
export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const startMs = systemClock.monotonicMs();
  await work();
  return systemClock.monotonicMs() - startMs;
}

export const get = (url: string, deadlineMs = 10_000) => ({ method: 'GET', url, headers: {}, deadlineMs });
export const post = (url: string, body: Uint8Array, deadlineMs = 30_000) => ({
  method: 'POST',
  url,
  headers: { 'Content-Type': 'application/octet-stream' },
  body,
  deadlineMs,
});
