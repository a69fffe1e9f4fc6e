/** Which account belongs to whom, and a person as mappings see them. */
import { newId, newToken } from '@drawbridge/base';
import { startProgram, type RunningProgram } from '@drawbridge/testkit/processes';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob, aPerson, credentials } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Link = { id: string; targetId: string; lastRecord: unknown; linkedDateTime: string | null };
type Page = { value: Link[]; '@odata.nextLink'?: string; '@odata.count'?: number };

let service: TestService;
let job: string;
let jobId: string;
let servicePrincipalId: string;
let ada: string;
let gone: string;

const call = <T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) =>
  service.graph.call<T>(method, path, body);
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

describe('a link made by hand', () => {
  type Account = { id: string; userName: string; active: boolean; title?: string };
  type Resource = { id: string; userName: string; active: boolean; linkedTo: { id: string } | null };
  const token = newToken();
  let directory: string;
  let app: RunningProgram;
  let made: Awaited<ReturnType<typeof addJob>>;
  let kari: string;
  let ola: string;
  let old: Account;

  const scim = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await (await fetch(`${app.ready['url']!}/scim${path}`, init)).json()) as T;
  };
  const assigned = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { id } = await call<{ id: string }>(
      'POST',
      '/v1.0/users',
      aPerson({ displayName: name, userPrincipalName: `${name.toLowerCase()}@corp.example`, ...more }),
    );
    await call('POST', `/v1.0/servicePrincipals/${made.id}/appRoleAssignedTo`, { principalId: id });
    return id;
  };
  const provision = (objectId: string) =>
    call('POST', `${made.job}/provisionOnDemand`, {
      parameters: [
        { ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [{ objectId, objectTypeName: 'User' }] },
      ],
    });
  const link = (objectId: string, targetId: unknown) =>
    call<Link & Record<string, unknown>>('PUT', `${made.job}/links/${objectId}`, { targetId });
  const search = async (query: Record<string, string>) =>
    call<{ value: Resource[]; attribute: string }>(
      'GET',
      `${made.job}/targetResources?${new URLSearchParams({ objectTypeName: 'User', ...query })}`,
    );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drawbridge-links-'));
    app = await startProgram('scim-app', ['--port', '0', '--data', directory, '--token', token]);
    made = await addJob(service.graph);
    await call('PUT', `${made.base}/secrets`, credentials(`${app.ready['url']!}/scim`, token));
    await call('POST', `${made.job}/start`);
    kari = await assigned('Kari', { jobTitle: 'Pilot' });
    ola = await assigned('Ola');
    await provision(kari);
    await provision(ola);
    old = await scim<Account>('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'kari.old',
      displayName: 'Kari',
      active: false,
    });
  });
  afterAll(async () => {
    await app.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('begins with a search of the application, which tells whose the accounts are', async () => {
    const { value, attribute } = await search({ value: 'kari@corp.example' });
    expect(attribute).toBe('userName');
    expect(value).toMatchObject([{ active: true, linkedTo: { id: kari, displayName: 'Kari', state: 'managed' } }]);
    expect((await search({ attribute: 'displayName', value: 'Kari' })).value).toHaveLength(2);
    const byId = await search({ attribute: 'id', value: old.id });
    expect(byId.value).toEqual([
      { id: old.id, userName: 'kari.old', displayName: 'Kari', externalId: null, active: false, linkedTo: null },
    ]);
    expect((await search({ attribute: 'id', value: newId() })).value).toEqual([]);
  });

  it.each([
    '?objectTypeName=User',
    '?value=a',
    '?objectTypeName=Device&value=a',
    '?objectTypeName=User&value=a&value=b',
    '?objectTypeName=User&value=a&attribute=password',
    '?objectTypeName=User&value=a&attribute=__proto__',
    '?objectTypeName=User&value=a&top=5',
    `?objectTypeName=User&value=${'a'.repeat(1_001)}`,
  ])('refuses the search %s', async (query) => {
    expect((await refusal(call('GET', `${made.job}/targetResources${query}`))).status).toBe(400);
  });

  it('names the account of somebody else, and leaves the link as it is', async () => {
    const [account] = (await search({ value: 'ola@corp.example' })).value;
    expect(await refusal(link(kari, account!.id))).toMatchObject({
      status: 409,
      message: expect.stringContaining("belongs to 'Ola'"),
    });
    expect((await search({ value: 'ola@corp.example' })).value[0]!.linkedTo?.id).toBe(ola);
  });

  it('is refused for what is not there, and for who is not in scope', async () => {
    for (const targetId of [newId(), '..', '💥/../Groups']) {
      expect((await refusal(link(kari, targetId))).status, targetId).toBe(404);
    }
    expect((await refusal(link(kari, 'a\u0000b'))).status).toBe(400);
    expect((await refusal(link(newId(), old.id))).status).toBe(404);
    expect((await refusal(link('nobody', old.id))).status).toBe(404);
    expect(await refusal(link(ada, old.id))).toMatchObject({
      status: 409,
      message: expect.stringContaining('not in scope'),
    });
  });

  it.each([undefined, null, 5, '', 'a'.repeat(1_001), { id: 'a' }])('refuses %j for an account', async (targetId) => {
    expect((await refusal(link(kari, targetId))).status).toBe(400);
  });

  it('gives the link as it is now; the account is written to at once, the one before stays, and it is told who did it', async () => {
    const [first] = (await search({ value: 'kari@corp.example' })).value;
    await scim('PATCH', `/Users/${first!.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'userName', value: 'another.kari' }],
    });
    expect(await link(kari.toUpperCase(), old.id)).toMatchObject({
      '@odata.context': expect.stringContaining('/links/$entity'),
      id: kari,
      objectTypeName: 'User',
      userPrincipalName: 'kari@corp.example',
      targetId: old.id,
      state: 'managed',
      targetActive: true,
      lastRecord: { provisioningAction: 'update', status: 'success' },
    });
    const accounts = (await scim<{ Resources: Account[] }>('GET', '/Users')).Resources;
    expect(accounts.find(({ id }) => id === old.id)).toMatchObject({
      userName: 'kari@corp.example',
      title: 'Pilot',
      active: true,
    });
    expect(accounts.find(({ id }) => id === first!.id)).toMatchObject({ userName: 'another.kari', active: true });
    type Audits = { value: { additionalDetails: { key: string; value: string }[]; result: string }[] };
    const filter = encodeURIComponent("activityDisplayName eq 'Link object to account' and result eq 'success'");
    const { value } = await call<Audits>('GET', `/v1.0/auditLogs/directoryAudits?$filter=${filter}`);
    expect(value).toHaveLength(1);
    expect(value[0]!.additionalDetails).toContainEqual({ key: 'Link', value: `${kari} → ${old.id}` });
  });

  it('that is there already is given, and nothing is done', async () => {
    const before = await call<Page>('GET', `${made.job}/links`);
    expect(await link(kari, old.id)).toMatchObject({ targetId: old.id });
    expect(await call<Page>('GET', `${made.job}/links`)).toEqual(before);
  });
});
