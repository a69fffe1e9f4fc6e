/** Callers with one narrow permission: what it opens, what it shows, and what it does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphAppId, graphAppRoles } from '../../src/oauth/graph-permissions.ts';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';
import type { GraphClient } from '@drawbridge/testkit/processes';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[] };

let service: TestService;
let person: Thing;
let group: Thing;
beforeAll(async () => {
  service = await startService();
  person = await service.graph.call<Thing>('POST', '/v1.0/users', aPerson({ department: 'Ledger', givenName: 'Ana' }));
  group = await service.graph.call<Thing>('POST', '/v1.0/groups', aGroup());
});
afterAll(() => service.close());

async function holding(permission: string): Promise<GraphClient> {
  const client = await service.client();
  const graph = await service.graph.call<Thing>('GET', `/v1.0/servicePrincipals(appId='${graphAppId}')`);
  await service.graph.call('POST', `/v1.0/servicePrincipals/${graph.id}/appRoleAssignedTo`, {
    principalId: client.principalId,
    resourceId: graph.id,
    appRoleId: graphAppRoles.find(({ value }) => value === permission)?.id,
  });
  return service.graphAs(client);
}

describe('User.ReadBasic.All', () => {
  it('shows names and addresses, and answers for nothing else', async () => {
    const caller = await holding('User.ReadBasic.All');
    const one = await caller.call<Thing>('GET', `/v1.0/users/${person.id}`);
    expect(
      Object.keys(one)
        .filter((name) => !name.startsWith('@'))
        .sort(),
    ).toEqual(['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName']);
    const list = await caller.call<List>(
      'GET',
      "/v1.0/users?$filter=startsWith(displayName,'Person')&$orderby=displayName",
    );
    expect(Object.keys(list.value[0]!).sort()).toEqual(
      Object.keys(one)
        .filter((name) => !name.startsWith('@'))
        .sort(),
    );
    expect((await caller.call<List>('GET', '/v1.0/users?$select=displayName')).value[0]).toEqual({
      id: person.id,
      displayName: person['displayName'],
    });
    for (const path of [
      '/v1.0/users?$select=department', "/v1.0/users?$filter=department eq 'Ledger'", `/v1.0/users/${person.id}?$select=id,city`,
      "/v1.0/users?$filter=not (startsWith(displayName,'x') or employeeId eq '1')", '/v1.0/users?$expand=manager',
      "/v1.0/users/$count?$filter=department eq 'Ledger'", '/v1.0/users?$orderby=createdDateTime', `/v1.0/users/${person.id}/manager`,
      `/v1.0/users/${person.id}/memberOf`, '/v1.0/groups',
    ]) expect((await refusal(caller.call('GET', path.replaceAll(' ', '%20')))).status, path).toBe(403); // prettier-ignore
    expect((await refusal(caller.call('PATCH', `/v1.0/users/${person.id}`, { city: 'Oslo' }))).status).toBe(403);
  });
});

describe('GroupMember', () => {
  it('.Read.All opens groups and their members, for reading', async () => {
    const caller = await holding('GroupMember.Read.All');
    expect((await caller.call<List>('GET', '/v1.0/groups')).value).toHaveLength(1);
    await caller.call('GET', `/v1.0/groups/${group.id}/members`);
    expect((await refusal(caller.call('PATCH', `/v1.0/groups/${group.id}`, { displayName: 'X' }))).status).toBe(403);
  });

  it('.ReadWrite.All changes members, and nothing else of a group', async () => {
    const caller = await holding('GroupMember.ReadWrite.All');
    const bound = { 'members@odata.bind': [`${service.url}/v1.0/directoryObjects/${person.id}`] };
    await caller.call('PATCH', `/v1.0/groups/${group.id}`, bound);
    expect((await caller.call<List>('GET', `/v1.0/groups/${group.id}/members`)).value).toHaveLength(1);
    await caller.call('DELETE', `/v1.0/groups/${group.id}/members/${person.id}/$ref`);
    for (const body of [{ displayName: 'X' }, { 'owners@odata.bind': bound['members@odata.bind'] }])
      expect((await refusal(caller.call('PATCH', `/v1.0/groups/${group.id}`, body))).status).toBe(403);
  });
});

describe('the organization', () => {
  it('is shown with the domains of its people to those who may read it', async () => {
    const caller = await holding('Organization.Read.All');
    const { value } = await caller.call<List>('GET', '/v1.0/organization');
    expect(value).toMatchObject([
      { id: service.services.tenantId, verifiedDomains: [{ name: 'corp.example', isDefault: true }] },
    ]);
    expect(await caller.call('GET', `/v1.0/organization/${value[0]!.id}`)).toMatchObject(value[0]!);
    expect((await refusal(caller.call('GET', '/v1.0/domains'))).status).toBe(403);
    const reader = await holding('Domain.Read.All');
    expect((await reader.call<List>('GET', '/v1.0/domains')).value).toMatchObject([
      { id: 'corp.example', isVerified: true },
    ]);
    expect(await reader.call('GET', '/v1.0/domains/CORP.example')).toMatchObject({ id: 'corp.example' });
    expect((await refusal(reader.call('GET', '/v1.0/domains/other.example'))).status).toBe(404);
    expect((await refusal(reader.call('GET', '/v1.0/organization'))).status).toBe(403);
  });
});

describe('the edge', () => {
  it('says so when it honours return=minimal', async () => {
    const token = await service.tokenOf('Global Administrator');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'return=minimal' };
    const patched = await send(`${service.url}/v1.0/users/${person.id}`, {
      method: 'PATCH',
      headers,
      body: '{"city":"Oslo"}',
    });
    expect([patched.status, patched.headers.get('preference-applied')]).toEqual([204, 'return=minimal']);
    const delta = await send(`${service.url}/v1.0/users/delta`, { headers });
    expect([delta.status, delta.headers.get('preference-applied')]).toEqual([200, 'return=minimal']);
    const read = await send(`${service.url}/v1.0/users/${person.id}`, { headers });
    expect(read.headers.get('preference-applied')).toBeNull();
  });

  it('names the limit of the route that a body is too large for', async () => {
    const token = await service.tokenOf('Global Administrator');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = `{"displayName":"${'x'.repeat(8 * 1024 * 1024)}"}`;
    const refused = await send(`${service.url}/v1.0/users`, { method: 'POST', headers, body });
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining('8388608 bytes')]);
    const large = await send(`${service.url}/v1.0/directory/import`, {
      method: 'POST',
      headers,
      body: 'x'.repeat(64 * 1024 * 1024 + 1),
    });
    expect([large.status, large.text]).toEqual([413, expect.stringContaining('67108864 bytes')]);
  });

  it('refuses contains on directory objects, and names what to use instead', async () => {
    for (const path of ['users', 'groups', 'applications', 'servicePrincipals'])
      expect(await refusal(service.graph.call('GET', `/v1.0/${path}?$filter=contains(displayName,'a')`))).toMatchObject(
        {
          status: 400,
          code: 'Request_UnsupportedQuery',
          message: expect.stringMatching(/startsWith.*\$search/) as string,
        },
      );
  });
});
