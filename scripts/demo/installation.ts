/** The three processes: service, SCIM application, agent. Ports are chosen once and kept, because the agent and the Tenant URL name them. */
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  runProgram,
  startProgram,
  type ClientCredentials,
  type GraphClient,
  type RunningProgram,
} from '@drawbridge/testkit/processes';
import { writeState, type DemoState } from './state.ts';
import { done, heading } from './terminal.ts';

export type ScimApp = { readonly url: string; readonly token: string };

export type Everything = {
  readonly folder: string;
  readonly service: RunningProgram;
  readonly scim: ScimApp;
  readonly agent: RunningProgram;
  readonly credentials: ClientCredentials;
  stop(): Promise<void>;
};

export async function startEverything(folder: string, state: DemoState): Promise<Everything> {
  heading('Starting');
  state.ports ??= { service: await freePort(), tls: await freePort(), scim: await freePort() };
  state.scimToken ??= randomBytes(24).toString('base64url');
  await writeState(folder, state);
  const running: RunningProgram[] = [];
  const stop = async (): Promise<void> => {
    for (const program of running.reverse()) await program.stop();
  };
  try {
    const data = join(folder, 'service');
    const service = await startProgram('service', [
      'serve',
      '--data',
      data,
      '--port',
      String(state.ports.service),
      '--tls-port',
      String(state.ports.tls),
    ]);
    running.push(service);
    done(`service     ${service.ready['tlsUrl']}  (process ${service.pid})`);

    const scimApp = await startProgram(
      'scim-app',
      ['--port', String(state.ports.scim), '--data', join(folder, 'scim-app')],
      {
        env: { DRAWBRIDGE_SCIM_TOKEN: state.scimToken },
      },
    );
    running.push(scimApp);
    const scim = { url: `${scimApp.ready['url']}/scim`, token: state.scimToken };
    done(`SCIM app    ${scim.url}  (process ${scimApp.pid}; loopback only)`);

    state.credentials ??= JSON.parse(
      await command(['client', 'create', '--data', data, '--name', 'Demo', '--role', 'Global Administrator']),
    ) as ClientCredentials;
    const agentState = join(folder, 'agent');
    if (!state.enrolled) {
      const token = await command(['enrolment-token', 'create', '--data', data]);
      const enrolled = await runProgram('agent', [
        'enrol',
        '--service',
        service.ready['tlsUrl']!,
        '--token',
        token,
        '--state',
        agentState,
      ]);
      if (enrolled.code !== 0) throw new Error(`The agent could not enrol:\n${enrolled.stderr}`);
      state.enrolled = true;
    }
    await writeState(folder, state);
    const agent = await startProgram('agent', ['run', '--state', agentState]);
    running.push(agent);
    done(`agent       dialled out to ${service.ready['tlsUrl']}  (process ${agent.pid})`);
    return { folder, service, scim, agent, credentials: state.credentials, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function command(args: readonly string[]): Promise<string> {
  const result = await runProgram('service', args);
  if (result.code !== 0) throw new Error(`drawbridge ${args.join(' ')} failed:\n${result.stderr}`);
  return result.stdout.trim();
}

/**
 * Below the range from which systems take the near ends of connections, so that a port that is kept for the next start is
 * not somebody's connection by then.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

const profile = '/beta/onPremisesPublishingProfiles/provisioning';

/** Assign Agent(s): a published resource for the application, an agent group for it, the agent in the group. */
export async function connectAgent(graph: GraphClient, everything: Everything, state: DemoState): Promise<void> {
  const agentId = everything.agent.ready['agentId']!;
  const resource = await graph.call<{ id: string }>('POST', `${profile}/publishedResources`, {
    displayName: 'On-premises SCIM app',
    resourceName: state.servicePrincipalId,
  });
  const group = await graph.call<{ id: string }>('POST', `${profile}/agentGroups`, {
    displayName: 'Agents of the demo',
  });
  const reference = { '@odata.id': `https://graph.microsoft.com${profile}/agentGroups/${group.id}` };
  await graph.call('POST', `${profile}/publishedResources/${resource.id}/agentGroups/$ref`, reference);
  await graph.call('POST', `${profile}/agents/${agentId}/agentGroups/$ref`, reference);
  done('agent assigned to the application');

  const base = `/v1.0/servicePrincipals/${state.servicePrincipalId}/synchronization`;
  await graph.call('POST', `${base}/jobs/${state.jobId}/validateCredentials`, { useSavedCredentials: true });
  done('connection tested: service → agent → application → back');
}
