/**
 * The first cycle against what the same requests reach without us. Three runs on fresh data, each with a fresh SCIM application:
 * `ceiling` a plain undici loop that sends the same requests at the same concurrency; `direct` the service, on its own road;
 * `agent` the service through an agent. Also: change to target, provision on demand, memory, and the processor time of each
 * program during the cycle, which says more than the clock where others use the machine as well.
 *
 *   node bench/first-cycle.ts [--people 1000] [--roads ceiling,direct,agent] [--database embedded|postgres]
 *                              [--on-demand 40] [--profile FOLDER]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makePeople, type People } from '@drawbridge/testkit/people';
import {
  GraphClient,
  runProgram,
  startProgram,
  type ClientCredentials,
  type RunningProgram,
} from '@drawbridge/testkit/processes';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { Pool } from 'undici';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    roads: { type: 'string', default: 'ceiling,direct,agent' },
    concurrency: { type: 'string', default: '32' },
    database: { type: 'string', default: 'embedded' },
    // People provisioned on demand; 0 for none. The API takes 5 in 10 seconds.
    'on-demand': { type: 'string', default: '40' },
    // Where the service leaves CPU profiles, one for each of its threads.
    profile: { type: 'string' },
  },
});
const count = Number(values.people);
const concurrency = Number(values.concurrency);
const people = makePeople(count);
await using postgres = values.database === 'postgres' ? await startPostgres() : undefined;
const token = 'bench-token-of-the-scim-application';

type Outcome = { road: string; seconds: number; perSecond: number; requests: number; notes: Record<string, string> };
const outcomes: Outcome[] = [];

for (const road of values.roads.split(',')) {
  const folder = await mkdtemp(join(tmpdir(), 'drawbridge-bench-'));
  try {
    outcomes.push(road === 'ceiling' ? await ceiling(folder) : await provision(folder, road === 'agent'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const direct = outcomes.find((outcome) => outcome.road === 'direct');
const raw = outcomes.find((outcome) => outcome.road === 'ceiling');
console.table(
  outcomes.map(({ road, seconds, perSecond, requests, notes }) => ({
    road,
    people: count,
    seconds: seconds.toFixed(2),
    'people/s': Math.round(perSecond),
    requests,
    'requests/s': Math.round(requests / seconds),
    'of ceiling': raw && road !== 'ceiling' ? `${Math.round((100 * perSecond) / raw.perSecond)} %` : '',
    'of direct': direct && road === 'agent' ? `${Math.round((100 * perSecond) / direct.perSecond)} %` : '',
    ...notes,
  })),
);

async function startScimApp(folder: string): Promise<{ app: RunningProgram; url: string }> {
  const app = await startProgram('scim-app', ['--port', '0', '--data', join(folder, 'app')], {
    env: { DRAWBRIDGE_SCIM_TOKEN: token },
  });
  return { app, url: `${app.ready['url']}/scim` };
}

/**
 * The requests of a first cycle into an empty application, in its order: create each person; find and create each group; then
 * managers; then members. People are not searched for, because the service looks once whether there are any.
 */
async function ceiling(folder: string): Promise<Outcome> {
  const { app, url } = await startScimApp(folder);
  const pool = new Pool(new URL(url).origin, { connections: concurrency });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/scim+json',
    accept: 'application/scim+json',
  };
  let requests = 0;
  const send = async (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> => {
    requests++;
    const answer = await pool.request({
      method,
      path: `/scim${path}`,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const ids = new Map<string, string>();
  const cpu = await cpuMeter({ app: app.pid });
  const started = performance.now();
  await inParallel(people.users, async (person) => {
    const made = await send('POST', '/Users', toScimUser(person));
    ids.set(person.userPrincipalName, String(made['id']));
  });
  const groupIds = new Map<string, string>();
  await inParallel(people.groups, async (group) => {
    await send(
      'GET',
      `/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "${group.displayName}"`)}`,
    );
    const made = await send('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: group.displayName,
      externalId: group.mailNickname,
    });
    groupIds.set(group.displayName, String(made['id']));
  });
  const patch = (operation: object) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [operation],
  });
  await inParallel(people.users, async (person) => {
    if (person.manager === undefined) return;
    const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
    await send(
      'PATCH',
      `/Users/${ids.get(person.userPrincipalName)}`,
      patch({ op: 'add', path, value: { value: ids.get(person.manager) } }),
    );
  });
  await inParallel(people.groups, async (group) => {
    for (let at = 0; at < group.members.length; at += 500) {
      const value = group.members.slice(at, at + 500).map((member) => ({ value: ids.get(member) }));
      await send('PATCH', `/Groups/${groupIds.get(group.displayName)}`, patch({ op: 'add', path: 'members', value }));
    }
  });
  const seconds = (performance.now() - started) / 1000;
  const notes = await cpu();
  await pool.close();
  await app.stop();
  return { road: 'ceiling', seconds, perSecond: count / seconds, requests, notes };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < items.length) await work(items[next++]!);
    }),
  );
}

function toScimUser(person: People['users'][number]): object {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    userName: person.userPrincipalName,
    externalId: person.mailNickname,
    active: true,
    displayName: person.displayName,
    title: person.jobTitle,
    preferredLanguage: person.preferredLanguage,
    name: {
      givenName: person.givenName,
      familyName: person.surname,
      formatted: `${person.givenName} ${person.surname}`,
    },
    emails: [{ type: 'work', value: person.mail, primary: true }],
    addresses: [
      {
        type: 'work',
        streetAddress: person.streetAddress,
        locality: person.city,
        postalCode: person.postalCode,
        country: person.country,
        formatted: person.officeLocation,
        primary: true,
      },
    ],
    phoneNumbers: [
      { type: 'work', value: person.businessPhones[0], primary: true },
      { type: 'mobile', value: person.mobilePhone },
    ],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: person.employeeId,
      department: person.department,
    },
  };
}

type JobAnswer = {
  status: {
    code: string;
    quarantine: { error: { message: string } } | null;
    lastInitialCycle: {
      execution: { timeBegan: string; timeEnded: string };
      tally: { requests: number; created: number; failed: number };
    } | null;
  };
};

async function provision(folder: string, throughAgent: boolean): Promise<Outcome> {
  const { app, url } = await startScimApp(folder);
  const data = join(folder, 'service');
  const service = await startProgram('service', ['serve', '--data', data, '--port', '0', '--tls-port', '0'], {
    env: {
      DRAWBRIDGE_ALLOW_PRIVATE_ADDRESSES: 'true',
      ...(postgres ? { DATABASE_URL: await postgres.createDatabase() } : {}),
      ...(values.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` }),
    },
  });
  const programs = [service, app];
  const command = async (...args: string[]): Promise<string> => {
    const result = await runProgram('service', [...args, '--data', data]);
    if (result.code !== 0) throw new Error(result.stderr);
    return result.stdout.trim();
  };
  const credentials = JSON.parse(
    await command('client', 'create', '--name', 'bench', '--role', 'Global Administrator'),
  ) as ClientCredentials;
  const graph = new GraphClient(service.ready['url']!, credentials);
  for (let at = 0; at < count; at += 1000) {
    await graph.call('POST', '/beta/directory/import', {
      users: people.users.slice(at, at + 1000).map(({ manager: _manager, ...user }) => user),
    });
  }
  const managed = people.users.flatMap(({ userPrincipalName, manager }) =>
    manager === undefined ? [] : [{ userPrincipalName, manager }],
  );
  for (let at = 0; at < managed.length; at += 1000)
    await graph.call('POST', '/beta/directory/import', { users: managed.slice(at, at + 1000) });
  for (const group of people.groups) await graph.call('POST', '/beta/directory/import', { groups: [group] });

  const gallery = await graph.call<{ value: { id: string; displayName: string }[] }>(
    'GET',
    '/v1.0/applicationTemplates',
  );
  const template = gallery.value.find(
    (entry) => entry.displayName === (throughAgent ? 'On-premises SCIM app' : 'Custom'),
  )!;
  const { servicePrincipal } = await graph.call<{ servicePrincipal: { id: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${template.id}/instantiate`,
    { displayName: 'Bench' },
  );
  const base = `/v1.0/servicePrincipals/${servicePrincipal.id}/synchronization`;
  const job = await graph.call<{ id: string }>('POST', `${base}/jobs`, {});
  await graph.call('PUT', `${base}/secrets`, {
    value: [
      { key: 'BaseAddress', value: url },
      { key: 'SecretToken', value: token },
      { key: 'SyncAll', value: 'true' },
    ],
  });
  let agent: RunningProgram | undefined;
  if (throughAgent) {
    agent = await startAgent(graph, service, command, folder, servicePrincipal.id);
    programs.unshift(agent);
  }

  const cpu = await cpuMeter({ service: service.pid, app: app.pid, ...(agent ? { agent: agent.pid } : {}) });
  const imported = await memory(service.pid);
  await graph.call('POST', `${base}/jobs/${job.id}/start`);
  let first: JobAnswer['status']['lastInitialCycle'] = null;
  while (first === null) {
    await sleep(200);
    const { status } = await graph.call<JobAnswer>('GET', `${base}/jobs/${job.id}`);
    if (status.quarantine) throw new Error(status.quarantine.error.message);
    first = status.lastInitialCycle;
  }
  const seconds = (Date.parse(first.execution.timeEnded) - Date.parse(first.execution.timeBegan)) / 1000;
  if (first.tally.failed > 0 || first.tally.created < count)
    throw new Error(`Not everybody arrived: ${JSON.stringify(first.tally)}`);
  const notes = {
    ...(await cpu()),
    'RSS/peak MB before': imported,
    'after the cycle': await memory(service.pid),
    'change→target p50/p95 ms': await changeLatency(graph, url),
    'on demand p50/p95 ms': await onDemandLatency(graph, base, job.id),
    'at the end': await memory(service.pid),
    ...(agent ? { 'agent RSS/peak MB': await memory(agent.pid) } : {}),
  };
  await graph.close();
  for (const program of programs) await program.stop();
  return {
    road: throughAgent ? 'agent' : 'direct',
    seconds,
    perSecond: count / seconds,
    requests: first.tally.requests,
    notes,
  };
}

async function startAgent(
  graph: GraphClient,
  service: RunningProgram,
  command: (...args: string[]) => Promise<string>,
  folder: string,
  servicePrincipalId: string,
): Promise<RunningProgram> {
  const state = join(folder, 'agent');
  const enrolmentToken = await command('enrolment-token', 'create');
  const enrolled = await runProgram('agent', [
    'enrol',
    '--service',
    service.ready['tlsUrl']!,
    '--token',
    enrolmentToken,
    '--state',
    state,
  ]);
  if (enrolled.code !== 0) throw new Error(enrolled.stderr);
  const agent = await startProgram('agent', ['run', '--state', state]);
  const profile = '/beta/onPremisesPublishingProfiles/provisioning';
  const resource = await graph.call<{ id: string }>('POST', `${profile}/publishedResources`, {
    displayName: 'Bench',
    resourceName: servicePrincipalId,
  });
  const group = await graph.call<{ id: string }>('POST', `${profile}/agentGroups`, { displayName: 'Bench' });
  const reference = { '@odata.id': `https://graph.microsoft.com${profile}/agentGroups/${group.id}` };
  await graph.call('POST', `${profile}/publishedResources/${resource.id}/agentGroups/$ref`, reference);
  await graph.call('POST', `${profile}/agents/${agent.ready['agentId']}/agentGroups/$ref`, reference);
  return agent;
}

/** From the moment the API accepted a new job title to the moment the application shows it. */
async function changeLatency(graph: GraphClient, url: string): Promise<string> {
  const pool = new Pool(new URL(url).origin, { connections: 1 });
  const headers = { authorization: `Bearer ${token}` };
  const times: number[] = [];
  for (let round = 0; round < 60; round++) {
    const person = people.users[(round * 37) % count]!;
    const title = `Title ${round}`;
    await graph.call('PATCH', `/v1.0/users/${person.userPrincipalName}`, { jobTitle: title });
    const started = performance.now();
    for (;;) {
      const path = `/scim/Users?attributes=title&filter=${encodeURIComponent(`userName eq "${person.userPrincipalName}"`)}`;
      const answer = await pool.request({ method: 'GET', path, headers });
      const { Resources: [found] = [] } = (await answer.body.json()) as { Resources?: { title?: string }[] };
      if (found?.title === title) break;
      if (performance.now() - started > 30_000)
        throw new Error(`The title of ${person.userPrincipalName} did not arrive.`);
      await sleep(1);
    }
    times.push(performance.now() - started);
  }
  await pool.close();
  return percentiles(times);
}

async function onDemandLatency(graph: GraphClient, base: string, jobId: string): Promise<string> {
  const {
    synchronizationRules: [rule],
  } = await graph.call<{ synchronizationRules: { id: string }[] }>('GET', `${base}/jobs/${jobId}/schema`);
  const times: number[] = [];
  for (let round = 0; round < Number(values['on-demand']); round++) {
    if (round > 0 && round % 5 === 0) await sleep(10_500);
    const user = await graph.call<{ id: string }>(
      'GET',
      `/v1.0/users/${people.users[(round * 53) % count]!.userPrincipalName}`,
    );
    const started = performance.now();
    await graph.call('POST', `${base}/jobs/${jobId}/provisionOnDemand`, {
      parameters: [{ ruleId: rule!.id, subjects: [{ objectId: user.id, objectTypeName: 'User' }] }],
    });
    times.push(performance.now() - started);
  }
  return percentiles(times);
}

function percentiles(times: number[]): string {
  if (times.length === 0) return '';
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);
  return `${at(0.5)} / ${at(0.95)}`;
}

/** Processor time that each program, with all its threads, uses from now to the call, for each 1,000 people (Linux). */
async function cpuMeter(pids: Readonly<Record<string, number>>): Promise<() => Promise<Record<string, string>>> {
  const read = async (pid: number): Promise<number> => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: utime and stime are the 12th and 13th field, in hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const readAll = async (): Promise<[string, number][]> =>
    Promise.all(Object.entries(pids).map(async ([name, pid]): Promise<[string, number]> => [name, await read(pid)]));
  const before = new Map(await readAll());
  return async () =>
    Object.fromEntries(
      (await readAll()).map(([name, seconds]) => [
        `CPU s/1,000 ${name}`,
        ((1000 * (seconds - (before.get(name) ?? 0))) / count).toFixed(2),
      ]),
    );
}

/** Resident memory now and at its highest, in MB (Linux). */
async function memory(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return `${megabytes('VmRSS')} / ${megabytes('VmHWM')}`;
}
