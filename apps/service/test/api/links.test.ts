/** Which account belongs to whom, and a person as mappings see them. */
import { newId } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Link = { id: string; targetId: string; lastRecord: unknown; linkedDateTime: string | null };
type Page = { value: Link[]; '@odata.nextLink'?: string; '@odata.count'?: number };

let service: TestService;
let job: string;
let jobId: string;
let servicePrincipalId: string;
let ada: string;
let gone: string;

const call = <T>(method: 'GET' | 'POST', path: string, body?: unknown) => service.graph.call<T>(method, path, body);
const links = (query = '') => call<Page>('GET', `${job}/links${query}`);
const byTarget = async (id: string) => (await links(`?$filter=${encodeURIComponent(`targetId eq '${id}'`)}`)).value[0]!;

beforeAll(async () => {
  service = await startService();
  ({ job, jobId, id: servicePrincipalId } = await addJob(service.graph));
  ada = (
    await call<{ id: string }>('POST', '/v1.0/users', {
      accountEnabled: true,
      userPrincipalName: 'ada@corp.example',
      displayName: 'Ada Lovelace',
      mailNickname: 'ada',
      city: 'Oslo',
      otherMails: ['a@home.example', 'b@home.example'],
    })
  ).id;
  gone = newId();
  const common = { type: 'User' as const, state: 'managed' as const };
  await service.services.cycles.commitPage(jobId, undefined, {
    links: {
      put: [
        { ...common, sourceId: ada, targetId: 'account-1', displayName: 'Ada Lovelace', targetActive: true },
        { ...common, sourceId: gone, targetId: 'account-2', displayName: 'Bob', state: 'unmanaged' },
      ],
      drop: [],
    },
    references: { written: [], removed: [] },
    escrows: { put: [], clear: [] },
    log: [],
  });
});
afterAll(() => service.close());

describe('the links of a job', () => {
  it('say which account belongs to whom, since when, and who is gone', async () => {
    const { value } = await links();
    expect(value.map(({ id }) => id)).toEqual([ada, gone].sort());
    expect(value.find(({ id }) => id === ada)).toEqual({
      id: ada,
      objectTypeName: 'User',
      displayName: 'Ada Lovelace',
      userPrincipalName: 'ada@corp.example',
      isInDirectory: true,
      targetId: 'account-1',
      state: 'managed',
      targetActive: true,
      deletionDateTime: null,
      linkedDateTime: expect.stringMatching(/^\d{4}-/),
      lastRecord: null,
    });
    expect(value.find(({ id }) => id === gone)).toMatchObject({
      userPrincipalName: null,
      isInDirectory: false,
      state: 'unmanaged',
      targetActive: null,
    });
  });

  it.each([
    ["targetId eq 'account-2'", () => [gone]],
    ["state eq 'managed'", () => [ada]],
    ["startsWith(displayName,'Ada') and objectTypeName eq 'User'", () => [ada]],
    ["targetId eq 'Account-1' or targetId eq 'nothing'", () => []],
  ])('are found by %s', async (filter, expected) => {
    const { value } = await links(`?$filter=${encodeURIComponent(filter)}`);
    expect(value.map(({ id }) => id)).toEqual(expected());
  });

  it('are found by the ids of people', async () => {
    const filter = encodeURIComponent(`objectId in ('${ada}','${newId()}')`);
    expect((await links(`?$filter=${filter}`)).value.map(({ id }) => id)).toEqual([ada]);
  });

  it('come in pages, counted', async () => {
    const first = await links('?$top=1&$count=true');
    expect(first['@odata.count']).toBe(2);
    const { pathname, search } = new URL(first['@odata.nextLink']!);
    const second = await call<Page>('GET', pathname + search);
    expect([...first.value, ...second.value].map(({ id }) => id)).toEqual([ada, gone].sort());
  });

  it.each(['$orderby=displayName', '$search="displayName:a"', "$filter=city eq 'Oslo'", "$filter=state eq 'lost'"])(
    'refuse %s',
    async (query) => {
      expect((await refusal(links(`?${encodeURI(query)}`))).status).toBe(400);
    },
  );

  it('begin again where a new account takes the place of the old one', async () => {
    const before = (await links(`?$filter=${encodeURIComponent(`objectId eq '${ada}'`)}`)).value[0]!;
    const link = { sourceId: ada, type: 'User', displayName: 'Ada L', state: 'managed' } as const;
    const put = (targetId: string) =>
      service.services.cycles.commitPage(jobId, undefined, {
        links: { put: [{ ...link, targetId }], drop: [] },
        references: { written: [], removed: [] },
        escrows: { put: [], clear: [] },
        log: [],
      });
    await put('account-1');
    const same = await byTarget('account-1');
    expect(same.linkedDateTime).toBe(before.linkedDateTime);
    await put('account-3');
    const changed = await byTarget('account-3');
    expect(Date.parse(changed.linkedDateTime!)).toBeGreaterThan(Date.parse(before.linkedDateTime!));
  });

  it('of another application are not there', async () => {
    const other = await addJob(service.graph);
    const path = `/v1.0/servicePrincipals/${other.id}/synchronization/jobs/${jobId}/links`;
    expect((await refusal(call('GET', path))).status).toBe(404);
    expect((await call<Page>('GET', `${other.job}/links`)).value).toEqual([]);
  });
});

describe('a source object', () => {
  it('is a person as mappings see them', async () => {
    const path = `${job}/sourceObjects/${ada}`;
    const person = await call<{ properties: { key: string; value: unknown }[] }>('GET', path);
    expect(person).toMatchObject({
      id: ada,
      objectTypeName: 'User',
      displayName: 'Ada Lovelace',
      userPrincipalName: 'ada@corp.example',
      state: 'active',
      isAssigned: false,
      appRoles: [],
    });
    expect(person.properties).toEqual(
      expect.arrayContaining([
        { key: 'city', value: 'Oslo' },
        { key: 'originalUserPrincipalName', value: 'ada@corp.example' },
        { key: 'otherMails', value: ['a@home.example', 'b@home.example'] },
      ]),
    );
    await call('POST', `/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`, { principalId: ada });
    expect(await call('GET', path)).toMatchObject({ isAssigned: true });
  });

  it.each(['nobody', newId()])('that is not there is not found: %s', async (id) => {
    expect((await refusal(call('GET', `${job}/sourceObjects/${id}`))).status).toBe(404);
  });
});
