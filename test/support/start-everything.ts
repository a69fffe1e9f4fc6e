/**
 * The whole product as real processes, each with a directory of its own and a port that it keeps when it is started again:
 *
 *   service ◀── proxy? ── agents ── proxy? ──▶ scim-app
 *
 * The walk of an administrator on top of it is one method a step: addApplication ▶ assign ▶ start ▶ untilSteady.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makePeople, startFaultProxy, type FaultProxy, type People } from '@drawbridge/testkit';
import { GraphClient, runProgram, type ClientCredentials } from '@drawbridge/testkit/processes';
import { Application } from './application.ts';
import { freePort } from './free-port.ts';
import { Restartable } from './restartable.ts';
import { ScimReader } from './scim-reader.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type EverythingOptions = {
  /** In the directory from the beginning: so many made-up people with their groups, or these. Default: nobody. */
  readonly people?: number | People;
  /** Default 1. */
  readonly agents?: number;
  /** Put a TCP fault proxy on these roads. */
  readonly proxied?: { readonly service?: boolean; readonly target?: boolean };
  /** Of the agents; default: the product's own. */
  readonly heartbeatMs?: number;
};

export type Everything = {
  readonly folder: string;
  readonly people: People;
  readonly credentials: ClientCredentials;
  readonly graph: GraphClient;
  /** Reads the target directly, past agents and proxies. */
  readonly scim: ScimReader;
  readonly service: Restartable;
  readonly target: Restartable;
  readonly agents: readonly Restartable[];
  /** Between agents and service. */
  readonly serviceProxy: FaultProxy | undefined;
  /** Between agents and target. */
  readonly targetProxy: FaultProxy | undefined;
  /** As the application is told to be found: through the proxy if there is one. */
  readonly tenantUrl: string;
  readonly secretToken: string;
  /** From the gallery, with job, secrets, and all agents assigned. */
  addApplication(settings?: { readonly tenantUrl?: string; readonly secretToken?: string }): Promise<Application>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function startEverything(options: EverythingOptions = {}): Promise<Everything> {
  await using cleanup = new AsyncDisposableStack();
  const folder = cleanup.use(await temporaryFolder()).path;
  const people = typeof options.people === 'object' ? options.people : makePeople(options.people ?? 0);
  const [port, tlsPort, scimPort] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder, 'service');
  const secretToken = randomBytes(24).toString('base64url');
  const keep = (program: Restartable): Restartable => {
    cleanup.defer(() => program.stop());
    return program;
  };

  const service = keep(
    new Restartable('service', ['serve', '--data', data, '--port', `${port}`, '--tls-port', `${tlsPort}`]),
  );
  const target = keep(
    new Restartable('scim-app', ['--port', `${scimPort}`, '--data', join(folder, 'target')], {
      env: { DRAWBRIDGE_SCIM_TOKEN: secretToken },
    }),
  );
  await Promise.all([service.start(), target.start()]);
  const proxy = async (isWanted: boolean | undefined, to: number): Promise<FaultProxy | undefined> => {
    if (!isWanted) return undefined;
    const made = await startFaultProxy({ host: '127.0.0.1', port: to });
    cleanup.defer(() => made.close());
    return made;
  };
  const serviceProxy = await proxy(options.proxied?.service, tlsPort);
  const targetProxy = await proxy(options.proxied?.target, scimPort);

  const credentials = JSON.parse(
    await command('client', 'create', '--data', data, '--name', 'Tests', '--role', 'Global Administrator'),
  ) as ClientCredentials;
  const graph = new GraphClient(service.ready['url']!, credentials);
  cleanup.defer(() => graph.close());
  const scim = new ScimReader(`${target.ready['url']}/scim`, secretToken);
  cleanup.defer(() => scim.close());
  await fill(graph, people);

  const agents = await Promise.all(
    Array.from({ length: options.agents ?? 1 }, async (_, index) => {
      const state = join(folder, `agent-${index + 1}`);
      await enrol(graph, { serviceUrl: `https://localhost:${serviceProxy?.port ?? tlsPort}`, state });
      const heartbeat =
        options.heartbeatMs === undefined ? {} : { DRAWBRIDGE_AGENT_HEARTBEAT_MS: `${options.heartbeatMs}` };
      return keep(new Restartable('agent', ['run', '--state', state], { env: heartbeat })).start();
    }),
  );

  const tenantUrl = `http://127.0.0.1:${targetProxy?.port ?? scimPort}/scim`;
  const stack = cleanup.move();
  return {
    folder,
    people,
    credentials,
    graph,
    scim,
    service,
    target,
    agents,
    serviceProxy,
    targetProxy,
    tenantUrl,
    secretToken,
    addApplication: async (settings) => {
      const application = await Application.add(graph, { tenantUrl, secretToken, ...settings });
      await application.assignAgents(agents.map((agent) => agent.ready['agentId']!));
      return application;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Runs a command of the service, and gives what it printed. */
async function command(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram('service', args);
  if (code !== 0) throw new Error(`drawbridge ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout.trim();
}

export async function enrol(graph: GraphClient, where: { serviceUrl: string; state: string }): Promise<void> {
  const { token } = await newEnrolmentToken(graph);
  const { code, stderr } = await runProgram('agent', [
    'enrol', '--service', where.serviceUrl, '--token', token, '--state', where.state,
  ]); // prettier-ignore
  if (code !== 0) throw new Error(`The agent could not enrol:\n${stderr}`);
}

export const newEnrolmentToken = (graph: GraphClient): Promise<{ token: string }> =>
  graph.call('POST', '/beta/onPremisesPublishingProfiles/provisioning/enrolmentTokens');

export async function fill(graph: GraphClient, { users, groups }: People): Promise<void> {
  if (users.length > 0) await graph.call('POST', '/beta/directory/import', { users });
  for (const group of groups) await graph.call('POST', '/beta/directory/import', { groups: [group] });
}
