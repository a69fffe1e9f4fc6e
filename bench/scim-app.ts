/**
 * How many requests per second the reference SCIM application bears: the ceiling that a first cycle is measured against.
 * Starts it as a process of its own and sends what a provisioning client sends, over `--concurrency` connections:
 * for each person a match and a POST, then for each a PATCH of the manager.
 *
 *   node bench/scim-app.ts [--people 5000] [--concurrency 32]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '5000' }, concurrency: { type: 'string', default: '32' } },
});
const people = Number(values.people);
const concurrency = Number(values.concurrency);
const token = 'bench-token';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const data = mkdtempSync(join(tmpdir(), 'scim-app-bench-'));
const app = spawn(
  process.execPath,
  [join(import.meta.dirname, '../apps/scim-app/src/main.ts'), '--port', '0', '--token', token, '--data', data],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const url = await readyUrl(app);
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const send = async (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
  ): Promise<{ id: string; totalResults: number }> => {
    const answer = await pool.request({
      method,
      path: `/scim${path}`,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as { id: string; totalResults: number };
  };

  const ids: string[] = [];
  await measure('match and create', 2 * people, async (number) => {
    const filter = new URLSearchParams({ filter: `userName eq "person${number}@corp.example"` });
    const found = await send('GET', `/Users?${filter}`);
    if (found.totalResults !== 0) throw new Error(`person${number} is there already`);
    ids[number] = (await send('POST', '/Users', aPerson(number))).id;
  });
  await measure('set manager', people, async (number) => {
    const value = ids[Math.floor(number / 10)];
    const operation = { op: 'add', path: `${enterprise}:manager`, value: { value } };
    await send('PATCH', `/Users/${ids[number]}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [operation],
    });
  });
  await measure('read by id', people, async (number) => void (await send('GET', `/Users/${ids[number]}`)));
  await pool.close();
} finally {
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true, force: true });
}

async function measure(name: string, requests: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const [ownBefore, appBefore] = [cpuSeconds(process.pid), cpuSeconds(app.pid)];
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (next < people) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const seconds = (performance.now() - started) / 1_000;
  const microseconds = (seconds: number): string => `${Math.round((seconds * 1_000_000) / requests)} µs`;
  console.log(
    `${name.padEnd(18)} ${String(requests).padStart(7)} requests  ${seconds.toFixed(1)} s  ${Math.round(requests / seconds)} requests/s` +
      `  CPU of each: application ${microseconds(cpuSeconds(app.pid) - appBefore)}, this script ${microseconds(cpuSeconds(process.pid) - ownBefore)}`,
  );
}

/** Processor time of all threads so far, from Linux; 0 elsewhere. Unlike a rate it hardly depends on who else uses the machine. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function aPerson(number: number): object {
  const userName = `person${number}@corp.example`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    externalId: `person${number}`,
    userName,
    active: true,
    displayName: `Kari Moe ${number}`,
    name: { formatted: `Kari Moe ${number}`, familyName: `Moe ${number}`, givenName: 'Kari' },
    title: 'Pilot',
    preferredLanguage: 'nb-NO',
    emails: [{ primary: true, type: 'work', value: userName }],
    addresses: [
      {
        primary: true,
        type: 'work',
        country: 'NO',
        formatted: 'HQ 4',
        locality: 'Oslo',
        postalCode: '0150',
        region: 'Oslo',
        streetAddress: 'Kai 1',
      },
    ],
    phoneNumbers: [
      { primary: true, type: 'work', value: `+47 22 ${number}` },
      { primary: false, type: 'mobile', value: `+47 90 ${number}` },
    ],
    [enterprise]: { employeeNumber: String(number), department: 'Flight' },
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, url } = JSON.parse(line) as { msg: string; url: string };
    if (msg === 'ready') return url;
  }
  throw new Error('The application ended before it was ready.');
}
