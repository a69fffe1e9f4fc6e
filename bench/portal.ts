/**
 * How the admin centre feels with a large directory and a long log: what the first load weighs, from an input to the paint after
 * it, frames while a log is scrolled through, and how often an open page asks while a cycle runs. The real service, a real browser.
 *
 *   node bench/portal.ts [--people 100000] [--log-rows 1000000] [--database postgres|embedded] [--scrolled 100000] [--rounds 20]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { GraphClient, runProgram, startProgram, type ClientCredentials } from '@drawbridge/testkit/processes';
import type { Page } from 'playwright-core';
import { Application } from '../test/support/application.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { firstLoad, totalBytes } from '../test/support/first-load.ts';
import { interactionMs, observeInteractions, percentile, scrollThrough } from './support/browser-measures.ts';
import { seedPortal } from './support/seed-portal.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    'log-rows': { type: 'string', default: '1000000' },
    database: { type: 'string', default: 'postgres' },
    scrolled: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '20' },
  },
});
const people = Number(values.people);
const logRows = Number(values['log-rows']);
const rounds = Number(values.rounds);
const password = 'seven purple mountains';
const secretToken = 'bench-token-of-the-portal';

const table: Record<string, { measured: string; budget: string }> = {};
const note = (what: string, measured: string, budget = ''): void => {
  table[what] = { measured, budget };
  console.error(`${what}: ${measured}`);
};

const folder = await mkdtemp(join(tmpdir(), 'drawbridge-bench-'));
await using server = values.database === 'postgres' ? await startPostgres() : undefined;
const databaseUrl = await server?.createDatabase();
const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
const data = join(folder, 'service');
const start = () => startProgram('service', ['serve', '--data', data, '--port', '0', '--tls-port', '0'], { env });
await using target = await startProgram('scim-app', ['--port', '0', '--data', join(folder, 'app')], {
  env: { DRAWBRIDGE_SCIM_TOKEN: secretToken },
});
const credentials = await createClient();

let service = await start();
let graph = new GraphClient(service.ready['url']!, credentials);
// Without an agent, straight to its address.
const application = await Application.add(graph, {
  tenantUrl: `${target.ready['url']}/scim`,
  secretToken,
  template: 'Custom',
});
const administrator = await createAdministrator();
await graph.close();
await service.stop();
const seededMs = performance.now();
await seedPortal({
  folder: data,
  databaseUrl,
  people,
  logRows,
  servicePrincipalId: application.servicePrincipalId,
  jobId: application.jobId,
});
note(`seconds to seed ${people} people and ${logRows} log records`, seconds(performance.now() - seededMs));

service = await start();
const url = service.ready['url']!;
graph = new GraphClient(url, credentials);
const browser = await launchBrowser(['--enable-precise-memory-info', '--js-flags=--expose-gc']);
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await signIn(page);
  await load(page);
  await users(page);
  await log(page);
  await overview(page);
} finally {
  await browser.close();
  await graph.close();
  await service.stop();
  await target.stop();
  await rm(folder, { recursive: true, force: true });
}
console.table(table);

async function createClient(): Promise<ClientCredentials> {
  const options = ['--name', 'bench', '--role', 'Global Administrator', '--data', data];
  const made = await runProgram('service', ['client', 'create', ...options], { env });
  if (made.code !== 0) throw new Error(made.stderr);
  return JSON.parse(made.stdout) as ClientCredentials;
}

async function createAdministrator(): Promise<string> {
  const { id } = await graph.call<{ id: string }>('POST', '/v1.0/users', {
    accountEnabled: true,
    userPrincipalName: 'admin@corp.example',
    displayName: 'Admin',
    mailNickname: 'admin',
    passwordProfile: { password, forceChangePasswordNextSignIn: false },
  });
  const filter = encodeURIComponent("displayName eq 'Global Administrator'");
  const roles = await graph.call<{ value: { id: string }[] }>(
    'GET',
    `/v1.0/roleManagement/directory/roleDefinitions?$filter=${filter}`,
  );
  await graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
    principalId: id,
    roleDefinitionId: roles.value[0]!.id,
    directoryScopeId: '/',
  });
  return 'admin@corp.example';
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${url}/portal/`);
  await page.fill('[name=username]', administrator);
  await page.keyboard.press('Enter');
  await page.fill('[name=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1[tabindex="-1"]');
}

async function load(page: Page): Promise<void> {
  const files = await firstLoad(page, url);
  note(`first load, gzip, ${files.length} files`, `${(totalBytes(files) / 1000).toFixed(0)} kB`, '250 kB');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    await page.goto(`${url}/portal/`, { waitUntil: 'commit' });
    await page.waitForSelector('h1[tabindex="-1"]');
    times.push(performance.now() - started);
  }
  note('Home stands, signed in, files kept by the browser (median)', ms(percentile(times, 0.5)));
}

async function users(page: Page): Promise<void> {
  await page.goto(`${url}/portal/users`);
  await page.waitForSelector('tbody tr[aria-rowindex]');
  await observeInteractions(page);
  const times: number[] = [];
  const box = page.locator('[role=searchbox], input[type=search], [role=search] input').first();
  await box.click();
  for (const name of ['ada person 1', 'grace 20', 'hiro']) {
    for (const letter of name)
      times.push(await interactionMs(page, () => page.keyboard.press(letter === ' ' ? 'Space' : letter)));
    await box.fill('');
  }
  interaction('a key in the search of users', times);
}

async function log(page: Page): Promise<void> {
  await page.goto(`${url}/portal/provisioning-logs`);
  await page.waitForSelector('tbody tr[aria-rowindex]');
  await observeInteractions(page);
  const opening: number[] = [];
  const shown: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    opening.push(
      await interactionMs(page, () =>
        page
          .locator('tbody tr[aria-rowindex] button')
          .nth(round % 8)
          .click(),
      ),
    );
    await page.waitForSelector('[role=tabpanel]');
    shown.push(performance.now() - started);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
  }
  interaction('opening a record of the log', opening);
  const filtering: number[] = [];
  const found: number[] = [];
  const status = page.getByLabel('Status', { exact: true });
  await status.focus();
  for (let round = 0; round < rounds; round++) {
    const answered = page.waitForResponse((response) => response.url().includes('/auditLogs/provisioning?'));
    const started = performance.now();
    filtering.push(await interactionMs(page, () => page.keyboard.press(round % 2 === 0 ? 'f' : 'a')));
    // What was asked before is still there, and is not asked again.
    await Promise.race([answered.then(() => found.push(performance.now() - started)), page.waitForTimeout(1000)]);
  }
  interaction('another filter of the log', filtering);
  note('its answer is there (p95)', ms(percentile(found, 0.95)));
  await page.goto(`${url}/portal/provisioning-logs`);
  await page.waitForSelector('tbody tr[aria-rowindex]');
  const processorMs = await processorMeter(page);
  const scrolled = await scrollThrough(page, 'Provisioning logs', Number(values.scrolled));
  const usedMs = await processorMs();
  const slow = scrolled.frames.filter((frame) => frame > 50);
  note(`${scrolled.rows} records scrolled through, read on the way`, `${scrolled.seconds.toFixed(1)} s`);
  note(
    'frames of it over 50 ms',
    `${slow.length} of ${scrolled.frames.length}, the longest ${ms(Math.max(...scrolled.frames))}`,
  );
  note('processor time of a frame (mean)', ms(usedMs / scrolled.frames.length));
  note('time of a frame (p95)', ms(percentile(scrolled.frames, 0.95)), '100 ms');
  const heap = await page.evaluate<number>('gc?.(), performance.memory.usedJSHeapSize');
  note('memory of the page with all of them read', `${(heap / 1e6).toFixed(0)} MB`);
}

/** What the page's own thread has worked since: unlike the time of the clock, not what other programs took. */
async function processorMeter(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const before = await read();
  return async () => (await read()) - before;
}

async function overview(page: Page): Promise<void> {
  const base = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization`;
  await graph.call('PUT', `${base}/secrets`, {
    value: [
      { key: 'BaseAddress', value: `${target.ready['url']}/scim` },
      { key: 'SecretToken', value: secretToken },
      { key: 'SyncAll', value: 'true' },
    ],
  });
  const job = application.seenBy(graph);
  await job.start();
  await page
    .goto(`${url}/portal/applications/${application.servicePrincipalId}/provisioning`, {
      waitUntil: 'networkidle',
    })
    .catch(() => undefined);
  let requests = 0;
  page.on('request', () => requests++);
  await page.waitForTimeout(30_000);
  const { cycle } = await job.status();
  note(`requests a minute of an open overview, ${cycle ? 'a cycle running' : 'nothing running'}`, `${requests * 2}`);
}

function interaction(what: string, times: readonly number[]): void {
  note(
    `${what}, to the paint (p50 / p95 of ${times.length})`,
    `${ms(percentile(times, 0.5))} / ${ms(percentile(times, 0.95))}`,
    '100 ms',
  );
}

function ms(time: number): string {
  return `${time.toFixed(0)} ms`;
}
function seconds(time: number): string {
  return `${(time / 1000).toFixed(1)} s`;
}
