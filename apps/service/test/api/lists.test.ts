/** The options of a list that are not `$filter`: `$search`, `$orderby`, `$expand`, page sizes, and whose page token it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[]; '@odata.nextLink'?: string; '@odata.count'?: number };

let service: TestService;
let boss: Thing;
let people: Thing[];
let team: Thing;
beforeAll(async () => {
  service = await startService();
  const names = ['OneVideo Ann-Marie', 'Ann McDonald 3M', 'Joanna Ångström', 'Bob O’Brien', 'bob smith'];
  boss = await create('/v1.0/users', aPerson({ displayName: 'Zoe Boss', mail: 'zoe@corp.example' }));
  people = [];
  for (const displayName of names) people.push(await create('/v1.0/users', aPerson({ displayName })));
  team = await create('/v1.0/groups', aGroup({ displayName: 'Video Team', description: 'Films and cuts' }));
  for (const { id } of people.slice(0, 3)) {
    await service.graph.call('PUT', `/v1.0/users/${id}/manager/$ref`, reference(boss.id));
    await service.graph.call('POST', `/v1.0/groups/${team.id}/members/$ref`, reference(id));
  }
});
afterAll(() => service.close());

const create = (path: string, body: object) => service.graph.call<Thing>('POST', path, body);
const reference = (id: string) => ({ '@odata.id': `https://host/v1.0/directoryObjects/${id}` });
const path = (of: string, options: Record<string, string>) => `/v1.0/${of}?${new URLSearchParams(options)}`;
const list = (of: string, options: Record<string, string>) => service.graph.call<List>('GET', path(of, options));
const namesOf = ({ value }: List) => value.map(({ displayName }) => displayName);

describe('$search', () => {
  it.each([
    ['"displayName:ann"', ['OneVideo Ann-Marie', 'Ann McDonald 3M']],
    ['"displayName:video"', ['OneVideo Ann-Marie']],
    ['"displayName:DONALD"', ['Ann McDonald 3M']],
    ['"displayName:m 3"', ['Ann McDonald 3M']],
    ['"displayName:ångs joa"', ['Joanna Ångström']],
    ['"displayName:brien"', ['Bob O’Brien']],
    ['"displayName:bob" AND "displayName:smith"', ['bob smith']],
    ['"displayName:smith" OR "mail:zoe@"', ['Zoe Boss', 'bob smith']],
    ['"displayName:nna"', []],
    ['"displayName:!"', []],
  ])('%s finds names by the beginnings of their words', async (search, names) => {
    const found = await list('users', { $search: search, $select: 'displayName', $count: 'true' });
    expect(namesOf(found).toSorted()).toEqual(names.toSorted());
    expect(found['@odata.count']).toBe(names.length);
  });

  it('goes with a filter, an order, a count, groups, and refuses what is no property', async () => {
    const filter = `id in ('${people[3]!.id}','${people[0]!.id}')`;
    expect(namesOf(await list('users', { $search: '"displayName:bob"', $filter: filter }))).toEqual(['Bob O’Brien']);
    const ordered = { $search: '"displayName:bob"', $orderby: 'displayName desc' };
    expect(namesOf(await list('users', ordered))).toEqual(['bob smith', 'Bob O’Brien']);
    expect(namesOf(await list('groups', { $search: '"displayName:team" AND "description:CUT"' }))).toEqual([
      'Video Team',
    ]);
    expect(await service.graph.call('GET', path('users/$count', { $search: '"displayName:ann"' }))).toBe(2);
    expect(await refusal(list('users', { $search: '"shoeSize:4"' }))).toMatchObject({
      status: 400,
      code: 'Request_BadRequest',
      message: expect.stringContaining("'shoeSize'") as string,
    });
  });
});

describe('$orderby', () => {
  it('walks all pages in the order, both ways', async () => {
    for (const property of ['displayName', 'userPrincipalName', 'createdDateTime']) {
      const walk = async (direction: string): Promise<string[]> => {
        const ids: string[] = [];
        for await (const { id } of service.graph.list<Thing>(
          path('users', { $orderby: `${property} ${direction}`, $top: '2' }),
        ))
          ids.push(id);
        return ids;
      };
      const up = await walk('asc');
      expect(new Set(up).size).toBe(6);
      expect(await walk('DESC')).toEqual(up.toReversed());
    }
    expect(await refusal(list('users', { $orderby: 'jobTitle' }))).toMatchObject({
      code: 'Request_UnsupportedQuery',
      message: expect.stringContaining('but by userPrincipalName, displayName, createdDateTime') as string,
    });
  });

  it('orders the recycle bin by the time of deletion, and filters and counts it', async () => {
    const gone = [await create('/v1.0/users', aPerson()), await create('/v1.0/users', aPerson())];
    for (const { id } of gone) await service.graph.call('DELETE', `/v1.0/users/${id}`);
    const bin = 'directory/deletedItems/microsoft.graph.user';
    const found = await list(bin, { $orderby: 'deletedDateTime desc', $top: '1', $count: 'true', $select: 'id' });
    expect(found).toMatchObject({ '@odata.count': 2, value: [{ id: gone[1]!.id }] });
    const next = await service.graph.call<List>('GET', found['@odata.nextLink']!.slice(service.url.length));
    expect(next.value).toMatchObject([{ id: gone[0]!.id }]);
    expect((await list(bin, { $filter: `displayName eq '${gone[0]!['displayName'] as string}'` })).value).toHaveLength(
      1,
    );
  });
});

describe('$expand', () => {
  it('brings the manager, reports, groups and members of every object of the page', async () => {
    const managed = await list('users', { $expand: 'manager($select=id,displayName)', $select: 'displayName' });
    const managers = new Map(managed.value.map(({ id, manager }) => [id, manager]));
    for (const { id } of people.slice(0, 3)) {
      expect(managers.get(id)).toEqual({
        '@odata.type': '#microsoft.graph.user',
        id: boss.id,
        displayName: 'Zoe Boss',
      });
    }
    expect(managers.get(boss.id)).toBeNull();
    const one = await service.graph.call<Thing>('GET', `/v1.0/users/${boss.id}?$expand=directReports($select=id)`);
    expect((one['directReports'] as Thing[]).map(({ id }) => id).sort()).toEqual(
      people
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    );
    const member = await service.graph.call<Thing>('GET', `/v1.0/users/${people[0]!.id}?$expand=memberOf`);
    expect(member['memberOf']).toMatchObject([{ '@odata.type': '#microsoft.graph.group', displayName: 'Video Team' }]);
    const groups = await list('groups', { $expand: 'members', $filter: `id eq '${team.id}'` });
    expect((groups.value[0]!['members'] as Thing[]).map(({ id }) => id).sort()).toEqual(
      people
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    );
    expect(await service.graph.call('GET', `/v1.0/groups/${team.id}?$expand=owners`)).toMatchObject({ owners: [] });
  });

  it('brings at most twenty children', async () => {
    const crowd = await create('/v1.0/groups', aGroup());
    for (let index = 0; index < 22; index++) {
      const { id } = await create('/v1.0/users', aPerson({ displayName: `Crowd ${index}` }));
      await service.graph.call('POST', `/v1.0/groups/${crowd.id}/members/$ref`, reference(id));
    }
    const found = await service.graph.call<Thing>('GET', `/v1.0/groups/${crowd.id}?$expand=members($select=id)`);
    expect(found['members']).toHaveLength(20);
  });

  it.each([
    ['users', 'manager,memberOf', 'Request_UnsupportedQuery', 'one relation'],
    ['users', 'shoes', 'Request_UnsupportedQuery', 'memberOf, manager, directReports'],
    ['users', 'manager($select=shoeSize)', 'Request_BadRequest', 'shoeSize'],
    ['users', 'manager($levels=max)', 'Request_UnsupportedQuery', '$levels'],
    ['directory/deletedItems/microsoft.graph.user', 'manager', 'Request_UnsupportedQuery', '$expand'],
  ])('of %s refuses %s', async (of, expand, code, text) => {
    expect(await refusal(list(of, { $expand: expand }))).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(text) as string,
    });
  });
});

describe('pages', () => {
  it('are no larger than the client prefers, unless it asks with $top', async () => {
    const token = await service.tokenOf('Global Reader');
    const ask = async (options: string, prefer: string) => {
      const headers = { authorization: `Bearer ${token}`, prefer };
      return ((await send(`${service.url}/v1.0/users${options}`, { headers })).body as List).value.length;
    };
    expect(await ask('', 'odata.maxpagesize=2')).toBe(2);
    expect(await ask('?$top=3', 'return=minimal, odata.maxpagesize=2')).toBe(3);
    expect(await ask('', 'nonsense')).toBeGreaterThan(3);
  });

  it('are not given for the token of another list', async () => {
    const { '@odata.nextLink': link } = await list('users', { $top: '1', $orderby: 'displayName' });
    const token = new URL(link!).searchParams.get('$skiptoken')!;
    expect((await list('users', { $orderby: 'displayName', $skiptoken: token, $top: '5' })).value).not.toEqual([]);
    for (const [of, options] of [
      ['groups', { $orderby: 'displayName' }],
      ['users', {}],
      ['users', { $orderby: 'displayName desc' }],
      ['users', { $orderby: 'displayName', $filter: "displayName eq 'x'" }],
    ] as const) {
      expect(await refusal(list(of, { ...options, $skiptoken: token })), of).toMatchObject({
        status: 400,
        code: 'Directory_ExpiredPageToken',
      });
    }
  });

  it('of the gallery are filtered, ordered, counted and skipped', async () => {
    const all = await list('applicationTemplates', { $orderby: 'displayName', $count: 'true' });
    expect(namesOf(all)).toEqual(
      namesOf(all).toSorted((a, b) => (String(a).toLowerCase() < String(b).toLowerCase() ? -1 : 1)),
    );
    const first = await list('applicationTemplates', { $orderby: 'displayName', $top: '1' });
    const second = await service.graph.call<List>('GET', first['@odata.nextLink']!.slice(service.url.length));
    expect([...namesOf(first), ...namesOf(second)]).toEqual(namesOf(all).slice(0, 2));
    expect(namesOf(await list('applicationTemplates', { $orderby: 'displayName', $skip: '1', $top: '1' }))).toEqual(
      namesOf(all).slice(1, 2),
    );
    const found = await list('applicationTemplates', {
      $filter: "contains(displayName,'ON-PREM') and not (publisher eq 'x')",
    });
    expect(namesOf(found)).toEqual(['On-premises SCIM app']);
    expect((await refusal(list('applicationTemplates', { $filter: 'shoeSize eq 4' }))).code).toBe('Request_BadRequest');
  });
});

describe('counts', () => {
  it('of every collection are plain text', async () => {
    for (const of of ['users', 'groups', 'applications', 'servicePrincipals']) {
      expect(await service.graph.call('GET', `/v1.0/${of}/$count`), of).toEqual(expect.any(Number));
    }
  });
});
