import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[]; '@odata.nextLink'?: string };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const person = (given = {}) => service.graph.call<Thing>('POST', '/v1.0/users', aPerson(given));
const group = (given = {}) => service.graph.call<Thing>('POST', '/beta/groups', aGroup(given));
const reference = (id: string) => ({ '@odata.id': `https://host/v1.0/directoryObjects/${id}` });
const idsOf = ({ value }: List) => value.map(({ id }) => id).sort();

describe('groups', () => {
  it('are created under beta as under v1.0, changed and deleted', async () => {
    const made = await group({ description: 'All of them' });
    expect(made).toMatchObject({
      '@odata.context': `${service.url}/beta/$metadata#groups/$entity`,
      description: 'All of them',
      mailEnabled: false,
      securityEnabled: true,
      groupTypes: [],
      proxyAddresses: [],
      visibility: null,
    });
    await service.graph.call('PATCH', `/v1.0/groups/${made.id}`, { displayName: 'Renamed' });
    expect(await service.graph.call('GET', `/v1.0/groups/${made.id}?$select=displayName`)).toMatchObject({
      displayName: 'Renamed',
    });
    await service.graph.call('DELETE', `/v1.0/groups/${made.id}`);
    expect((await refusal(service.graph.call('GET', `/v1.0/groups/${made.id}`))).status).toBe(404);
  });

  it('take members by reference, once', async () => {
    const [team, nested, member] = [await group(), await group(), await person()];
    const path = `/v1.0/groups/${team.id}/members`;
    await service.graph.call('POST', `${path}/$ref`, reference(member.id));
    await service.graph.call('POST', `${path}/$ref`, reference(nested.id));
    const again = await refusal(service.graph.call('POST', `${path}/$ref`, reference(member.id)));
    expect(again).toMatchObject({ status: 400, code: 'Request_BadRequest' });
    expect(again.message).toContain('One or more added object references already exist');

    const members = await service.graph.call<List>('GET', path);
    expect(idsOf(members)).toEqual([member.id, nested.id].sort());
    expect(members.value.map((item) => item['@odata.type']).sort()).toEqual([
      '#microsoft.graph.group',
      '#microsoft.graph.user',
    ]);
    expect(idsOf(await service.graph.call('GET', `${path}/microsoft.graph.user`))).toEqual([member.id]);
    expect(idsOf(await service.graph.call('GET', `${path}/microsoft.graph.group`))).toEqual([nested.id]);
    expect(idsOf(await service.graph.call('GET', `/v1.0/users/${member.id}/memberOf`))).toEqual([team.id]);
    const token = await service.tokenOf('Groups Administrator');
    const count = await send(`${service.url}${path}/$count`, { headers: { authorization: `Bearer ${token}` } });
    expect([count.text, count.headers.get('content-type')]).toEqual(['2', 'text/plain; charset=utf-8']);

    await service.graph.call('DELETE', `${path}/${member.id}/$ref`);
    expect((await refusal(service.graph.call('DELETE', `${path}/${member.id}/$ref`))).status).toBe(404);
    expect(idsOf(await service.graph.call('GET', path))).toEqual([nested.id]);
  });

  it('refuse members that do not exist and a body that names none', async () => {
    const { id } = await group();
    const add = (body: object) => refusal(service.graph.call('POST', `/v1.0/groups/${id}/members/$ref`, body));
    expect((await add(reference('b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45'))).status).toBe(404);
    expect((await add(reference(id))).status).toBe(400);
    expect((await add({ '@odata.id': 'x' })).message).toContain('Not a valid reference update');
    expect((await add({ id })).status).toBe(400);
  });

  it('take up to twenty members with themselves, all or none', async () => {
    const members = [await person(), await person()];
    const bind = (ids: string[]) => ({ 'members@odata.bind': ids.map((id) => reference(id)['@odata.id']) });
    const made = await group(bind(members.map(({ id }) => id)));
    const more = await person();
    await service.graph.call('PATCH', `/v1.0/groups/${made.id}`, bind([more.id]));
    const all = [...members, more].map(({ id }) => id).sort();
    expect(idsOf(await service.graph.call('GET', `/v1.0/groups/${made.id}/members`))).toEqual(all);

    const before = await service.services.directory.countGroups();
    const missing = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';
    expect((await refusal(group(bind([more.id, missing])))).status).toBe(404);
    expect((await refusal(group(bind(Array.from({ length: 21 }, () => more.id))))).status).toBe(400);
    expect(await service.services.directory.countGroups()).toBe(before);
  });

  it('list their members in pages', async () => {
    const made = await group();
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push((await person()).id);
    await service.services.directory.addMembers(made.id, ids);
    const found: string[] = [];
    for await (const member of service.graph.list<Thing>(`/v1.0/groups/${made.id}/members?$top=2&$select=id`))
      found.push(member.id);
    expect(found.sort()).toEqual(ids.sort());
  });
});

describe('a membership rule that no group has yet', () => {
  const path = '/beta/groups/evaluateDynamicMembership';
  const membershipRule = 'user.department -eq "Tried rules"';

  it('is tried on one user, and shows whom it lets in', async () => {
    const [inside, outside] = [await person({ department: 'Tried rules' }), await person()];
    const tryOn = (memberId: string) => service.graph.call('POST', path, { membershipRule, memberId });
    expect(await tryOn(inside.id)).toMatchObject({ membershipRule, membershipRuleEvaluationResult: true });
    expect(await tryOn(outside.id)).toMatchObject({ membershipRuleEvaluationResult: false });
    const gone = await person({ department: 'Tried rules' });
    await service.graph.call('DELETE', `/v1.0/users/${gone.id}`);
    const { userPrincipalName } = await service.graph.call<Thing>('GET', `/v1.0/users/${inside.id}`);
    expect(await service.graph.call('POST', path, { membershipRule })).toMatchObject({
      membershipRuleEvaluationResult: null,
      matches: [{ id: inside.id, userPrincipalName }],
      hasMoreMatches: false,
    });
  });

  it('says that there are more than it shows', async () => {
    for (let index = 0; index < 11; index += 1) await person({ department: 'Many' });
    const answer = await service.graph.call<{ matches: Thing[]; hasMoreMatches: boolean }>('POST', path, {
      membershipRule: 'user.department -eq "Many"',
    });
    expect([answer.matches.length, answer.hasMoreMatches]).toEqual([10, true]);
  });

  it('is refused with its place when it cannot be read, and for a user who is not there', async () => {
    const wrong = await refusal(service.graph.call('POST', path, { membershipRule: 'user.department -equals "x"' }));
    expect(wrong).toMatchObject({ status: 400 });
    expect(wrong.message).toContain('at character 17');
    const memberId = '00000000-0000-4000-8000-000000000000';
    expect((await refusal(service.graph.call('POST', path, { membershipRule, memberId }))).status).toBe(404);
  });

  it('is for those who change groups and see users', async () => {
    const answerTo = async (token: string | undefined) =>
      (
        await send(`${service.url}${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ membershipRule }),
        })
      ).status;
    expect(await answerTo(undefined)).toBe(401);
    expect(await answerTo(await service.tokenOf('Global Reader'))).toBe(403);
    expect(await answerTo(await service.tokenOf('Groups Administrator'))).toBe(200);
  });
});
