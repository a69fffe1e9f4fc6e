/**
 * How long the Graph API takes to answer for lists: each filter that clients send, searches, orders, pages deep in a list,
 * counts, relations and delta queries, through HTTP, one request after the other. Prints p50 and p95 in milliseconds.
 *
 *   node bench/graph.ts [--people 100000] [--database embedded|postgres] [--rounds 30] [--deep 200]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makePeople } from '@drawbridge/testkit/people';
import { startPostgres } from '@drawbridge/testkit/postgres';
import {
  GraphClient,
  GraphError,
  runProgram,
  startProgram,
  type ClientCredentials,
} from '@drawbridge/testkit/processes';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    database: { type: 'string', default: 'embedded' },
    rounds: { type: 'string', default: '30' },
    deep: { type: 'string', default: '200' },
  },
});
const count = Number(values.people);
const rounds = Number(values.rounds);
const pagesDeep = Number(values.deep);

type List = { value: { id: string }[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };
type Row = { answered: string | number; p50: string; p95: string };
const table: Record<string, Row> = {};

const folder = await mkdtemp(join(tmpdir(), 'drawbridge-bench-'));
await using server = values.database === 'postgres' ? await startPostgres() : undefined;
const env = server ? { DATABASE_URL: await server.createDatabase() } : {};
const service = await startProgram('service', ['serve', '--data', folder, '--port', '0', '--tls-port', '0'], { env });
const graph = await connect();
try {
  await load();
  await lists();
  await pages();
  await deltas();
} finally {
  await graph.close();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
console.table(table);

async function connect(): Promise<GraphClient> {
  const options = ['--name', 'bench', '--role', 'Global Administrator', '--data', folder];
  const made = await runProgram('service', ['client', 'create', ...options], { env });
  if (made.code !== 0) throw new Error(made.stderr);
  return new GraphClient(service.ready['url']!, JSON.parse(made.stdout) as ClientCredentials);
}

async function load(): Promise<void> {
  const people = makePeople(count);
  const started = performance.now();
  for (let at = 0; at < count; at += 1000) {
    const users = people.users.slice(at, at + 1000).map((user, index) => {
      const { manager: _manager, ...properties } = user;
      // One in a hundred is disabled, so that the rarer value is there to be asked for.
      return { ...properties, accountEnabled: (at + index) % 100 !== 0 };
    });
    await graph.call('POST', '/beta/directory/import', { users });
  }
  for (const group of people.groups.slice(0, 50))
    await graph.call('POST', '/beta/directory/import', {
      groups: [{ ...group, members: group.members.slice(0, 1000) }],
    });
  table['people imported /s'] = row(Math.round((count / (performance.now() - started)) * 1000), []);
}

async function lists(): Promise<void> {
  const [first] = (await graph.call<List>('GET', '/v1.0/users?$top=1')).value as (List['value'][number] &
    Record<string, string>)[];
  const { id } = first!;
  const person = await graph.call<Record<string, string>>(
    'GET',
    `/v1.0/users/${id}?$select=id,displayName,userPrincipalName,mail,mailNickname,employeeId,surname,department`,
  );
  const quoted = (name: string, letters?: number): string =>
    `'${person[name]!.slice(0, letters).replaceAll("'", "''")}'`;
  const filters = [
    ...['userPrincipalName', 'mail', 'mailNickname', 'employeeId'].map((name) => `${name} eq ${quoted(name)}`),
    `id in ('${id}')`,
    'accountEnabled eq true',
    'accountEnabled eq false',
    `startsWith(displayName,${quoted('displayName', 3)})`,
    `startsWith(displayName,${quoted('displayName')})`,
    `startsWith(displayName,${quoted('displayName', 1)}) and accountEnabled eq false`,
    `startsWith(userPrincipalName,${quoted('userPrincipalName', 4)})`,
    `endsWith(mail,'@nowhere.example')`,
    `endsWith(mail,'${person['mail']!.slice(-4)}')`,
    `surname eq ${quoted('surname')}`,
    `department eq ${quoted('department')} and accountEnabled eq false`,
    `mail eq ${quoted('mail')} or employeeId eq ${quoted('employeeId')}`,
    `not startsWith(displayName,${quoted('displayName', 3)})`,
    `createdDateTime ge ${new Date(Date.now() - 3_600_000).toISOString()}`,
    `otherMails/any(m:m eq 'nobody@nowhere.example')`,
  ];
  await measure('list', '/v1.0/users');
  await measure('list, 999 of them', '/v1.0/users?$top=999');
  for (const filter of filters) await measure(filter, `/v1.0/users?${new URLSearchParams({ $filter: filter })}`);
  for (const words of [person['displayName']!.split(' ')[0]!, 'a', 'nobodyhasthis']) {
    await measure(`search "${words}"`, `/v1.0/users?${new URLSearchParams({ $search: `"displayName:${words}"` })}`);
  }
  await measure('count', '/v1.0/users/$count');
  await measure(
    'count of a filter',
    `/v1.0/users/$count?${new URLSearchParams({ $filter: 'accountEnabled eq false' })}`,
  );
  await measure('expand manager', '/v1.0/users?$expand=manager($select=id)');
  await measure('expand memberOf', '/v1.0/users?$expand=memberOf($select=id)');
  await measure('groups, expand members', '/v1.0/groups?$expand=members($select=id)');
}

/** The page after as many pages of 100 as `--deep` says, again and again. */
async function pages(): Promise<void> {
  for (const order of ['', 'displayName', 'userPrincipalName desc', 'createdDateTime desc']) {
    let path = `/v1.0/users?$select=id${order === '' ? '' : `&$orderby=${encodeURIComponent(order)}`}`;
    for (let page = 0; page < pagesDeep; page++)
      path = pathOf((await graph.call<List>('GET', path))['@odata.nextLink']) ?? path;
    await measure(`page ${pagesDeep} by ${order === '' ? 'id' : order}`, path);
  }
}

async function deltas(): Promise<void> {
  const first = await measure('delta, first page', '/v1.0/users/delta');
  const next = pathOf(first?.['@odata.nextLink']);
  if (next !== undefined) await measure('delta, next page', next);
}

function pathOf(link: string | undefined): string | undefined {
  return link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
}

async function measure(name: string, path: string): Promise<List | undefined> {
  const times: number[] = [];
  let answer: List | undefined;
  try {
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      answer = await graph.call<List>('GET', path);
      times.push(performance.now() - started);
    }
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    table[name] = row(`refused: ${thrown.status}`, []);
    return undefined;
  }
  table[name] = row(answer?.value?.length ?? String(answer), times);
  return answer;
}

function row(answered: string | number, times: number[]): Row {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number): string => sorted[Math.floor((sorted.length - 1) * part)]?.toFixed(1) ?? '';
  return { answered, p50: at(0.5), p95: at(0.95) };
}
