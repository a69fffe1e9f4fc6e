import { systemClock, type Clock } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Item = Record<string, unknown> & { id: string };
type Page = { value: Item[]; '@odata.context': string; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };

let clockOffsetMs = 0;
const clock: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + clockOffsetMs) };
const dayMs = 86_400_000;

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startService({ clock });
  token = await service.tokenOf('Global Administrator');
});
afterAll(() => service.close());

const call = <T = Item>(method: Parameters<typeof service.graph.call>[0], path: string, body?: object) =>
  service.graph.call<T>(method, path, body);
const person = (given = {}) => call('POST', '/v1.0/users', aPerson(given));
const group = (given = {}) => call('POST', '/v1.0/groups', aGroup(given));

async function get(path: string, prefer = ''): Promise<Page> {
  const url = path.startsWith('http') ? path : service.url + path;
  const answer = await send(url, { headers: { authorization: `Bearer ${token}`, ...(prefer ? { prefer } : {}) } });
  expect(answer.status, `${path}: ${answer.text}`).toBe(200);
  return answer.body as Page;
}

/** All pages up to the delta link. */
async function round(start: string, prefer = ''): Promise<{ items: Item[]; deltaLink: string; pages: number }> {
  const items: Item[] = [];
  for (let [link, pages] = [start, 1]; ; pages++) {
    const page = await get(link, prefer);
    items.push(...page.value);
    const { '@odata.nextLink': next, '@odata.deltaLink': deltaLink } = page;
    if (deltaLink !== undefined) return { items, deltaLink, pages };
    if (next === undefined) throw new Error('A page has neither a next nor a delta link.');
    link = next;
  }
}

describe('a delta query', () => {
  it('of users tells all, then changes, those in the recycle bin and those gone', async () => {
    const people = [await person(), await person(), await person()];
    const first = await round('/v1.0/users/delta', 'odata.maxpagesize=2');
    expect(first.pages).toBeGreaterThan(1);
    expect(first.items.map(({ id }) => id)).toEqual(expect.arrayContaining(people.map(({ id }) => id)));
    expect(first.deltaLink).toMatch(/^http.*\/v1\.0\/users\/delta\?\$deltatoken=/);
    expect((await round(first.deltaLink)).items).toEqual([]);

    const [changed, binned, gone] = people.map(({ id }) => id);
    await call('PATCH', `/v1.0/users/${changed}`, { jobTitle: 'Cook' });
    for (const id of [binned, gone]) await call('DELETE', `/v1.0/users/${id}`);
    await call('DELETE', `/v1.0/directory/deletedItems/${gone}`);
    const { items, deltaLink } = await round(first.deltaLink);
    expect(items).toHaveLength(3);
    expect(items.find(({ id }) => id === changed)).toMatchObject({ jobTitle: 'Cook', displayName: expect.any(String) });
    expect(items).toContainEqual({ id: binned, '@removed': { reason: 'changed' } });
    expect(items).toContainEqual({ id: gone, '@removed': { reason: 'deleted' } });
    await call('POST', `/v1.0/directory/deletedItems/${binned}/restore`);
    expect((await round(deltaLink)).items).toMatchObject([{ id: binned, displayName: expect.any(String) }]);
  });

  it('is called in every form that Graph knows, and from now on with latest', async () => {
    await person();
    for (const path of [
      '/beta/users/microsoft.graph.delta',
      '/v1.0/users/delta()',
      '/v1.0/users/microsoft.graph.delta()',
    ])
      expect((await round(path)).items.length, path).toBeGreaterThan(0);
    const latest = await get('/v1.0/users/delta?$deltatoken=latest');
    expect(latest.value).toEqual([]);
    const { id } = await person();
    expect((await round(latest['@odata.deltaLink'] ?? '')).items.map((item) => item.id)).toEqual([id]);
  });

  it('keeps its selection, and counts only what was selected; return=minimal tells only what changed', async () => {
    const { id } = await person({ jobTitle: 'Cook' });
    const select = '$select=displayName,jobTitle,manager,onPremisesExtensionAttributes';
    const first = await round(`/v1.0/users/delta?${select}&$filter=id%20eq%20'${id}'`);
    expect(first.items).toEqual([
      { id, displayName: expect.any(String), jobTitle: 'Cook', onPremisesExtensionAttributes: null },
    ]);
    await call('PATCH', `/v1.0/users/${id}`, { department: 'Kitchen', jobTitle: 'Cook' });
    expect((await round(first.deltaLink)).items).toEqual([]);
    const boss = await person();
    await call('PUT', `/v1.0/users/${id}/manager/$ref`, { '@odata.id': `${service.url}/v1.0/users/${boss.id}` });
    const manager = await round(first.deltaLink, 'return=minimal');
    const link = { '@odata.type': '#microsoft.graph.user', id: boss.id };
    expect(manager.items).toEqual([{ id, 'manager@delta': [link] }]);
    await call('PATCH', `/v1.0/users/${id}`, {
      jobTitle: 'Lead',
      onPremisesExtensionAttributes: { extensionAttribute1: 'a' },
    });
    expect((await round(manager.deltaLink, 'return=minimal')).items).toEqual([
      { id, jobTitle: 'Lead', onPremisesExtensionAttributes: { extensionAttribute1: 'a' } },
    ]);
    expect((await get(first.deltaLink))['@odata.context']).toContain('#users(displayName,jobTitle,manager,');
  });

  it('of groups tells members and owners, unless something else was selected', async () => {
    const [one, two, made] = [await person(), await person(), await group()];
    const ref = (id: string) => ({ '@odata.id': `${service.url}/v1.0/directoryObjects/${id}` });
    await call('POST', `/v1.0/groups/${made.id}/members/$ref`, ref(one.id));
    const filter = `$filter=id eq '${made.id}' or id eq '${one.id}'`.replaceAll(' ', '%20');
    const first = await round(`/v1.0/groups/delta?${filter}`);
    const member = { '@odata.type': '#microsoft.graph.user', id: one.id };
    expect(first.items).toMatchObject([{ id: made.id, 'members@delta': [member] }]);
    const names = await round(`/v1.0/groups/delta?$select=displayName&${filter}`);
    expect(names.items).toEqual([{ id: made.id, displayName: made['displayName'] }]);
    await call('POST', `/v1.0/groups/${made.id}/members/$ref`, ref(two.id));
    await call('DELETE', `/v1.0/groups/${made.id}/members/${one.id}/$ref`);
    await call('POST', `/v1.0/groups/${made.id}/owners/$ref`, ref(two.id));
    const { items } = await round(first.deltaLink);
    expect(items).toHaveLength(1);
    expect(items[0]?.['members@delta']).toEqual(
      expect.arrayContaining([
        { ...member, '@removed': { reason: 'deleted' } },
        { '@odata.type': '#microsoft.graph.user', id: two.id },
      ]),
    );
    expect(items[0]?.['owners@delta']).toEqual([{ '@odata.type': '#microsoft.graph.user', id: two.id }]);
    expect((await round(names.deltaLink)).items).toEqual([]);
  });

  it('of applications, service principals and all directory objects says what each is', async () => {
    const links = await Promise.all(
      ['applications', 'servicePrincipals', 'directoryObjects'].map((set) =>
        get(`/v1.0/${set}/delta?$deltatoken=latest`),
      ),
    );
    const { id } = await person();
    const application = await call('POST', '/v1.0/applications', { displayName: 'Delta' });
    const [applications, , objects] = await Promise.all(links.map((page) => round(page['@odata.deltaLink'] ?? '')));
    expect(applications?.items.map((item) => item.id)).toEqual([application.id]);
    expect(objects?.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ '@odata.type': '#microsoft.graph.user', id }),
        expect.objectContaining({ '@odata.type': '#microsoft.graph.application', id: application.id }),
      ]),
    );
    const all = await round('/v1.0/directoryObjects/delta?$select=displayName');
    expect(new Set(all.items.map((item) => item['@odata.type'])).size).toBeGreaterThan(2);
  });

  it('refuses a token that is not its own, and one that is too old with where to start', async () => {
    const { deltaLink } = await round('/v1.0/users/delta');
    const tampered = deltaLink.replace(
      /deltatoken=(.)/,
      (_all, first: string) => `deltatoken=${first === 'A' ? 'B' : 'A'}`,
    );
    for (const bad of [
      tampered,
      deltaLink.replace('/users/', '/groups/'),
      `${service.url}/v1.0/users/delta?$skiptoken=abc`,
      `${service.url}/v1.0/users/delta?$deltatoken=e30.`,
    ])
      expect((await send(bad, { headers: { authorization: `Bearer ${token}` } })).status, bad).toBe(400);
    clockOffsetMs = 7 * dayMs + 60_000;
    try {
      const fresh = await service.tokenOf('Global Administrator');
      const old = await send(deltaLink, { headers: { authorization: `Bearer ${fresh}` } });
      expect(old.status).toBe(410);
      expect(old.body).toMatchObject({ error: { code: 'syncStateNotFound' } });
      expect(old.headers.get('location')).toBe(`${service.url}/v1.0/users/delta`);
    } finally {
      clockOffsetMs = 0;
    }
  });

  it.each([
    '$top=5',
    '$orderby=displayName',
    "$filter=displayName%20eq%20'x'",
    '$expand=manager,x',
    '$select=shoeSize',
    '$search=x',
    '$filter=id%20eq%20%27x%27',
  ])('refuses %s', async (option) => {
    expect((await refusal(call('GET', `/v1.0/users/delta?${option}`))).status).toBe(400);
  });

  it('takes $expand=members as the older pages of Graph write it', async () => {
    await group();
    expect((await round('/v1.0/groups/delta?$expand=members')).items.length).toBeGreaterThan(0);
  });
});
