/** The examples of the pages about matching, decisions, references and brakes: small worlds, and what cycles do in them. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { linkByHand, type ObjectType, type SourceObject } from '@drawbridge/engine';
import { createWorld, objectMappingOf, type World } from '../world.ts';
import { given, table, type Blocks } from './page-examples.ts';

type Values = Record<string, string>;

const personOf = (name: string, attributes: Values = {}): SourceObject =>
  aPerson({
    id: name,
    displayName: name,
    principalName: attributes['userPrincipalName'] ?? `${name.toLowerCase()}@corp.example`,
    attributes,
  });

export async function matching(page: Blocks) {
  const world = await createWorld();
  const precedence = given<Record<string, number>>(page, 'precedence');
  await world.changeSchema((schema) => {
    for (const mapping of objectMappingOf(schema, 'User').attributeMappings) {
      mapping.matchingPriority = precedence[mapping.targetAttributeName] ?? 0;
    }
  });
  for (const account of given<Values[]>(page, 'accounts')) world.target.seed('Users', account);
  const people = Object.entries(given<Record<string, Values>>(page, 'people'));
  for (const [name, attributes] of people) world.source.put(personOf(name, attributes));
  await world.cycle();
  const lines = people.map(([name]) => {
    const { action, error, steps } = world.lastLogOf(name)!;
    const found = steps.findLast(({ type }) => type === 'matching')!.description;
    return `${name}: ${error ? error.errorCode : action}\n  ${found}`;
  });
  return { result: lines.join('\n'), chosen: await chosen(world, given<Values>(page, 'choice')) };
}

/** A person says whose account it is. */
async function chosen({ job, engine, target, lastLogOf }: World, choice: Values): Promise<string> {
  const lines: string[] = [];
  for (const [objectId, userName] of Object.entries(choice)) {
    const targetId = String(target.user(userName)!['id']);
    await linkByHand({ job: await job(), engine, objectId, targetId });
    const account = target.users.find(({ id }) => id === targetId)!;
    const { action, status } = lastLogOf(objectId)!;
    lines.push(`${objectId}: ${action}, ${status}\n  ${userName} is ${String(account['userName'])} now`);
  }
  return lines.join('\n');
}

const states: Readonly<Record<string, (world: World, id: string, isProvisioned: boolean) => void>> = {
  'active, in scope': (world, id, isProvisioned) =>
    world.source.change(id, isProvisioned ? { attributes: { displayName: 'Renamed' } } : {}),
  'disabled, in scope': (world, id) => world.source.change(id, { state: 'disabled' }),
  unassigned: (world, id) => world.source.change(id, { assigned: false }),
  'in the recycle bin': (world, id) => world.source.change(id, { state: 'softDeleted' }),
  'gone for good': (world, id) => world.source.purge(id),
};

/** What a cycle does to one object in a state: with no account, with one that matches, and with its own. */
async function decisionOf(type: ObjectType, state: string, account: 'none' | 'matches' | 'own'): Promise<string> {
  const world = await createWorld();
  const { id } = world.source.put(type === 'User' ? personOf('Grace') : aGroup({ id: 'Crew', displayName: 'Crew' }));
  if (account === 'own') await world.settle();
  if (account === 'matches' && type === 'User') world.target.seed('Users', { userName: 'grace@corp.example' });
  if (account === 'matches' && type === 'Group') world.target.seed('Groups', { displayName: 'Crew' });
  const before = world.log().length;
  states[state]!(world, id, account === 'own');
  await world.cycle();
  const record = world.log()[before];
  if (!record) return 'not looked at';
  return record.steps.at(-1)!.details['SkipReason'] ?? record.action;
}

export async function decisions() {
  const rows: string[][] = [];
  for (const type of ['User', 'Group'] as const) {
    for (const state of Object.keys(states).filter((name) => type === 'User' || !name.startsWith('disabled'))) {
      const cells = [];
      for (const account of ['none', 'matches', 'own'] as const) cells.push(await decisionOf(type, state, account));
      rows.push([type, state, ...cells]);
    }
  }
  return { result: table([['object', 'state', 'no account', 'an account matches', 'has its account'], ...rows]) };
}

type People = Readonly<Record<string, { readonly assigned: boolean; readonly manager?: string }>>;

/** What was written since, in the words of the page. */
async function writesSince(world: World, from: number, names: readonly string[]): Promise<readonly string[]> {
  const links = await world.stores.links.linksOf(world.jobId, names);
  const kinds = { User: 'Users', Group: 'Groups' } as const;
  const byPath = new Map([...links].map(([name, { type, targetId }]) => [`/${kinds[type]}/${targetId}`, name]));
  const byId = new Map([...links].map(([name, { targetId }]) => [targetId, name]));
  return world.target.writes.slice(from).map(({ method, path, body }) => {
    const [operation] = (body?.['Operations'] ?? []) as { op: string; path: string; value: unknown }[];
    if (!operation) return `  ${method} ${path}: ${String(body?.['displayName'])}`;
    const values = [operation.value].flat() as { value: string }[];
    const attribute = operation.path.split(':').at(-1)!;
    const named = values.map(({ value }) => byId.get(value)).sort();
    return `  ${method} ${byPath.get(path)}: ${operation.op} ${attribute} ${named.join(', ')}`;
  });
}

export async function references(page: Blocks) {
  const world = await createWorld();
  const people = given<People>(page, 'people');
  const groups = given<Record<string, readonly string[]>>(page, 'groups');
  for (const [name, { assigned, manager }] of Object.entries(people)) {
    world.source.put({ ...personOf(name), assigned, ...(manager === undefined ? {} : { managerId: manager }) });
  }
  for (const [name, members] of Object.entries(groups)) {
    world.source.put(aGroup({ id: name, displayName: name }));
    for (const member of members) world.source.addMember(name, member);
  }
  const names = [...Object.keys(people), ...Object.keys(groups)];
  await world.settle();
  const first = await writesSince(world, 0, names);
  const warnings = world
    .log()
    .filter(({ status }) => status === 'warning')
    .map(({ steps }) => `  warning: ${steps[0]!.description}`);
  const from = world.target.writes.length;
  const late = Object.keys(people).filter((name) => !people[name]!.assigned);
  for (const name of late) world.source.change(name, { assigned: true });
  await world.cycle();
  const then = await writesSince(world, from, names);
  const told = ['first cycle', ...first, ...new Set(warnings), `${late.join(', ')} assigned`, ...then];
  return { result: told.join('\n') };
}

type Step = {
  readonly leave?: number;
  readonly comeBack?: number;
  readonly approve?: number;
  readonly reject?: number;
};

export async function brakes(page: Blocks) {
  const world = await createWorld({ job: { settings: given<Values>(page, 'settings') } });
  const { accounts, steps } = given<{ accounts: number; steps: readonly Step[] }>(page, 'story');
  const ids = Array.from({ length: accounts }, (_, n) => `person-${String(n).padStart(3, '0')}`);
  for (const id of ids) world.source.put(personOf(id));
  await world.settle();
  const staged = async (): Promise<readonly string[]> =>
    (await world.stores.links.listStaged(world.jobId, { state: 'pending', limit: 100 })).map(
      ({ sourceId }) => sourceId,
    );
  const decide = async (state: 'approved' | 'rejected', count: number): Promise<unknown> =>
    world.stores.cycles.decideStaged(world.jobId, {
      state,
      at: new Date(),
      sourceIds: (await staged()).slice(0, count),
    });
  const rows: string[][] = [];
  let gone = 0;
  for (const { leave = 0, comeBack = 0, approve = 0, reject = 0 } of steps) {
    for (const id of ids.slice(gone, gone + leave)) world.source.change(id, { assigned: false });
    gone += leave;
    for (const id of (await staged()).slice(0, comeBack)) world.source.change(id, { assigned: true });
    if (approve > 0) await decide('approved', approve);
    if (reject > 0) await decide('rejected', reject);
    const { status } = await world.cycle();
    const what = Object.entries({ leave, 'come back': comeBack, approved: approve, rejected: reject });
    rows.push([
      what.flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : [])).join(', '),
      String(status.lastTally?.disabled),
      String((await staged()).length),
      status.quarantine?.reason ?? 'healthy',
    ]);
  }
  return { result: table([['before the cycle', 'disabled', 'waiting', 'the job is'], ...rows]) };
}
