import { Secret } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, aPerson } from '../support/application.ts';
import { eventually, refusal, send, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string; userPrincipalName: string };
type Things = { value: Thing[]; '@odata.count'?: number };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = <T = Thing>(method: Parameters<typeof service.graph.call>[0], path: string, body?: object) =>
  service.graph.call<T>(method, path, body);
const person = (given = {}) => call('POST', '/v1.0/users', aPerson(given));
const group = (given = {}) => call('POST', '/v1.0/groups', aGroup(given));
const reference = (id: string, set = 'directoryObjects') => `https://graph.microsoft.com/v1.0/${set}/${id}`;
const idsOf = ({ value }: Things): string[] => value.map(({ id }) => id).sort();
const missing = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';

describe('nested groups', () => {
  it('are walked both ways, counted, and told by type', async () => {
    const [outer, inner, one, two] = [await group(), await group(), await person(), await person()];
    await call('POST', `/v1.0/groups/${outer.id}/members/$ref`, { '@odata.id': reference(inner.id, 'groups') });
    await call('POST', `/v1.0/groups/${outer.id}/members/$ref`, { '@odata.id': reference(one.id, 'users') });
    await call('POST', `/v1.0/groups/${inner.id}/members/$ref`, { '@odata.id': reference(two.id) });
    await call('POST', `/v1.0/groups/${inner.id}/members/$ref`, { '@odata.id': reference(outer.id) });

    const direct = await call<Things>('GET', `/v1.0/groups/${outer.id}/members?$count=true`);
    expect(idsOf(direct)).toEqual([inner.id, one.id].sort());
    expect(direct['@odata.count']).toBe(2);
    expect(direct.value.map((item) => item['@odata.type']).sort()).toEqual([
      '#microsoft.graph.group',
      '#microsoft.graph.user',
    ]);
    const all = await call<Things>('GET', `/beta/groups/${outer.id}/transitiveMembers`);
    expect(idsOf(all)).toEqual([inner.id, one.id, two.id].sort());
    const users = await call<Things>('GET', `/v1.0/groups/${outer.id}/transitiveMembers/microsoft.graph.user?$top=1`);
    expect(users.value).toHaveLength(1);
    expect(users).toHaveProperty('@odata.nextLink');
    const token = await service.tokenOf('Global Reader');
    for (const [path, count] of [
      ['members/$count', '2'],
      ['transitiveMembers/$count', '3'],
      ['transitiveMembers/microsoft.graph.user/$count', '2'],
    ]) {
      const answer = await send(`${service.url}/v1.0/groups/${outer.id}/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.text, path).toBe(count);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    }
    expect(idsOf(await call('GET', `/v1.0/users/${two.id}/memberOf`))).toEqual([inner.id]);
    expect(idsOf(await call('GET', `/v1.0/users/${two.userPrincipalName}/transitiveMemberOf`))).toEqual(
      [outer.id, inner.id].sort(),
    );
    expect(idsOf(await call('GET', `/v1.0/groups/${inner.id}/transitiveMemberOf/microsoft.graph.group`))).toEqual([
      outer.id,
    ]);
    expect((await refusal(call('GET', `/v1.0/groups/${missing}/transitiveMembers`))).status).toBe(404);
  });

  it('answer who is in which', async () => {
    const [outer, inner, one] = [await group(), await group({ securityEnabled: false, mailEnabled: true, groupTypes: ['Unified'] }), await person()]; // prettier-ignore
    await call('PATCH', `/v1.0/groups/${outer.id}`, { 'members@odata.bind': [reference(inner.id)] });
    await call('PATCH', `/v1.0/groups/${inner.id}`, { 'members@odata.bind': [reference(one.id)] });
    type Ids = { value: string[]; '@odata.context': string };
    const all = await call<Ids>('POST', `/v1.0/users/${one.id}/getMemberObjects`, { securityEnabledOnly: false });
    expect(all.value.sort()).toEqual([outer.id, inner.id].sort());
    expect(all['@odata.context']).toMatch(/\$metadata#Collection\(Edm\.String\)$/);
    for (const path of [`users/${one.id}`, `directoryObjects/${one.id}`])
      expect((await call<Ids>('POST', `/v1.0/${path}/getMemberGroups`, { securityEnabledOnly: true })).value).toEqual([
        outer.id,
      ]);
    const asked = [outer.id, missing];
    expect((await call<Ids>('POST', `/v1.0/users/${one.id}/checkMemberGroups`, { groupIds: asked })).value).toEqual([
      outer.id,
    ]);
    expect(
      (await call<Ids>('POST', `/v1.0/groups/${inner.id}/microsoft.graph.checkMemberObjects`, { ids: asked })).value,
    ).toEqual([outer.id]);
    const tooMany = { groupIds: Array.from({ length: 21 }, () => outer.id) };
    expect((await refusal(call('POST', `/v1.0/users/${one.id}/checkMemberGroups`, tooMany))).status).toBe(400);
    expect((await refusal(call('POST', `/v1.0/users/${missing}/checkMemberGroups`, { groupIds: asked }))).status).toBe(
      404,
    );
  });
});

describe('references', () => {
  it.each([
    'x',
    missing,
    'https://graph.microsoft.com/v1.0/devices/b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45',
    'https://graph.microsoft.com/v2.0/users/b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45',
    'https://graph.microsoft.com/v1.0/users/anna@corp.example',
    'https://graph.microsoft.com/v1.0/users/b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45/manager',
    'javascript:/v1.0/users/b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45',
  ])("like %s are refused in Graph's words", async (bad) => {
    const { id } = await group();
    const refused = { status: 400, message: expect.stringContaining('Not a valid reference update') };
    const body = { '@odata.id': bad };
    expect(await refusal(call('POST', `/v1.0/groups/${id}/members/$ref`, body))).toMatchObject(refused);
    expect(await refusal(group({ 'owners@odata.bind': [bad] }))).toMatchObject(refused);
  });

  it('are read whatever their host, their key and the tenant before the collection', async () => {
    const [{ id }, one, two, three] = [await group(), await person(), await person(), await person()];
    for (const each of [
      `https://graph.microsoft.com/beta/users('${one.id}')`,
      `http://localhost/v1.0/${missing}/directoryObjects/${two.id.toUpperCase()}`,
      `https://graph.windows.example/v1.0/users/${three.id}/`,
    ])
      await call('POST', `/v1.0/groups/${id}/members/$ref`, { '@odata.id': each });
    expect(idsOf(await call('GET', `/v1.0/groups/${id}/members`))).toEqual([one.id, two.id, three.id].sort());
    const again = await refusal(call('POST', `/v1.0/groups/${id}/members/$ref`, { '@odata.id': reference(one.id) }));
    expect(again.message).toContain('One or more added object references already exist');
  });
});

describe('owners of a group', () => {
  it('come with the group or by reference, and are taken away', async () => {
    const [one, two] = [await person(), await person()];
    const { id } = await group({ 'owners@odata.bind': [reference(one.id, 'users')] });
    await call('POST', `/v1.0/groups/${id}/owners/$ref`, { '@odata.id': reference(two.id, 'users') });
    const owners = await call<Things>('GET', `/v1.0/groups/${id}/owners?$select=id,displayName`);
    expect(idsOf(owners)).toEqual([one.id, two.id].sort());
    expect(owners.value[0]).toHaveProperty(['@odata.type'], '#microsoft.graph.user');
    const again = call('POST', `/v1.0/groups/${id}/owners/$ref`, { '@odata.id': reference(two.id) });
    expect((await refusal(again)).message).toContain('One or more added object references already exist');
    await call('DELETE', `/v1.0/groups/${id}/owners/${one.id}/$ref`);
    expect((await refusal(call('DELETE', `/v1.0/groups/${id}/owners/${one.id}/$ref`))).status).toBe(404);
    expect(idsOf(await call('GET', `/v1.0/groups/${id}/owners`))).toEqual([two.id]);
  });
});

describe('directory objects', () => {
  it('are read by id, one or many, each with its type', async () => {
    const [one, made] = [await person(), await group()];
    expect(await call('GET', `/v1.0/directoryObjects/${made.id}`)).toMatchObject({
      '@odata.type': '#microsoft.graph.group',
      id: made.id,
    });
    expect((await refusal(call('GET', `/v1.0/directoryObjects/${missing}`))).status).toBe(404);
    const ids = [one.id, made.id, missing];
    const path = '/v1.0/directoryObjects/getByIds';
    expect(idsOf(await call('POST', path, { ids, types: ['user', 'group'] }))).toEqual([one.id, made.id].sort());
    expect(idsOf(await call('POST', path, { ids, types: ['group'] }))).toEqual([made.id]);
    expect(idsOf(await call('POST', path, { ids, types: ['device'] }))).toEqual([]);
    for (const bad of [{}, { ids: ['x'] }, { ids: [] }, { ids: Array.from({ length: 1001 }, () => missing) }])
      expect((await refusal(call('POST', path, bad))).status).toBe(400);
  });

  it('show only the kinds that the caller may read', async () => {
    const { principalId, ...credentials } = await service.client('Groups Administrator');
    const graph = service.graphAs(credentials);
    const made = await group();
    const path = '/v1.0/directoryObjects/getByIds';
    expect(idsOf(await graph.call('POST', path, { ids: [made.id, principalId] }))).toEqual([made.id]);
    expect((await refusal(graph.call('GET', `/v1.0/directoryObjects/${principalId}`))).status).toBe(403);
  });
});

describe('dynamic groups', () => {
  it('fill in the background, say how far they are, and follow people at once', async () => {
    const [fits, other] = [await person({ department: 'Rowing' }), await person()];
    const { id } = await group({
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.department -eq "rowing"',
      membershipRuleProcessingState: 'On',
    });
    const status = await eventually(
      () => call('GET', `/beta/groups/${id}?$select=membershipRuleProcessingStatus,membershipRuleProcessingState`),
      ({ membershipRuleProcessingStatus: now }) => (now as { status: string }).status === 'Succeeded',
    );
    expect(status).toMatchObject({
      membershipRuleProcessingState: 'On',
      membershipRuleProcessingStatus: { lastMembershipUpdated: expect.stringMatching(/Z$/) },
    });
    expect(idsOf(await call('GET', `/v1.0/groups/${id}/members`))).toEqual([fits.id]);
    await call('PATCH', `/v1.0/users/${other.id}`, { department: 'Rowing' });
    await call('PATCH', `/v1.0/users/${fits.id}`, { department: null });
    expect(idsOf(await call('GET', `/v1.0/groups/${id}/members`))).toEqual([other.id]);
    const byHand = call('POST', `/v1.0/groups/${id}/members/$ref`, { '@odata.id': reference(fits.id) });
    expect(await refusal(byHand)).toMatchObject({ status: 400, code: 'Request_BadRequest' });
    expect((await refusal(call('DELETE', `/v1.0/groups/${id}/members/${other.id}/$ref`))).status).toBe(400);
  });

  it('refuse a rule that cannot be read, and say where', async () => {
    const given = { groupTypes: ['DynamicMembership'], membershipRule: 'user.department -equals "x"' };
    expect(await refusal(group(given))).toMatchObject({
      status: 400,
      message: expect.stringContaining('at character 17, an operator such as -eq is expected'),
    });
    expect((await refusal(group({ groupTypes: ['DynamicMembership'] }))).status).toBe(400);
  });
});

describe('the password of a user', () => {
  it('goes to their account, and a weak one keeps the user from being made', async () => {
    const password = 'Rowing-Boats-4711-quietly';
    const one = await person({ passwordProfile: { password, forceChangePasswordNextSignIn: false } });
    const attempt = (given: string) =>
      service.services.accounts.verifyPassword({
        userPrincipalName: one.userPrincipalName,
        password: new Secret(given),
        source: '127.0.0.1',
      });
    expect(await attempt(password)).toMatchObject({ outcome: 'signed-in', mustChangePassword: false });
    await call('PATCH', `/v1.0/users/${one.id}`, { passwordProfile: { password: `${password}-2` } });
    expect(await attempt(`${password}-2`)).toMatchObject({ outcome: 'signed-in', mustChangePassword: true });
    const weak = aPerson({ passwordProfile: { password: 'x' } });
    expect(await refusal(call('POST', '/v1.0/users', weak))).toMatchObject({ status: 400 });
    expect((await refusal(call('GET', `/v1.0/users/${weak.userPrincipalName}`))).status).toBe(404);
    expect((await refusal(person({ passwordProfile: 'x' }))).status).toBe(400);
    expect(await call('GET', `/v1.0/users/${one.id}?$select=id,passwordProfile`)).toMatchObject({
      passwordProfile: null,
    });
  });
});
