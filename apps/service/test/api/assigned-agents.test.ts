/** Which agents serve an application, chosen under the application. */
import { enrol } from '@drawbridge/tunnel/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob, templates } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

const profile = '/beta/onPremisesPublishingProfiles/provisioning';
const software = { version: '1.2.3', os: 'test-os' };

type Shown = { id: string; machineName: string; status: string; isAssigned: boolean };

let service: TestService;
let ids: readonly string[];
beforeAll(async () => {
  service = await startService();
  const made: string[] = [];
  for (const machineName of ['one', 'two']) {
    const { token } = await service.graph.call<{ token: string }>('POST', `${profile}/enrolmentTokens`);
    made.push((await enrol({ serviceUrl: service.tlsUrl, token, machineName, software })).agentId);
  }
  ids = made;
});
afterAll(() => service.close());

const list = async (base: string) => (await service.graph.call<{ value: Shown[] }>('GET', `${base}/agents`)).value;
const assigned = async (base: string) => (await list(base)).filter((agent) => agent.isAssigned).map(({ id }) => id);
const choose = (base: string, agentIds: unknown) => service.graph.call('PUT', `${base}/agents`, { agentIds });
const groups = async () =>
  (await service.graph.call<{ value: { id: string }[] }>('GET', `${profile}/agentGroups`)).value.map(({ id }) => id);

describe('the agents of an application', () => {
  it('are all listed, and chosen as a whole', async () => {
    const { base } = await addJob(service.graph, templates.onPremises);
    expect(await list(base)).toMatchObject([
      { machineName: 'one', status: 'inactive', isAssigned: false },
      { machineName: 'two', status: 'inactive', isAssigned: false },
    ]);
    await choose(base, [ids[0]]);
    expect(await assigned(base)).toEqual([ids[0]]);
    await choose(base, [ids[1], ids[0]!.toUpperCase(), ids[1]]);
    expect(await assigned(base)).toEqual(ids);
    const before = await groups();
    await choose(base, []);
    expect(await assigned(base)).toEqual([]);
    expect(await groups()).toHaveLength(before.length - 1);
  });

  it('leave a group that serves other applications as it is', async () => {
    const [first, second] = [await addJob(service.graph, templates.onPremises), await addJob(service.graph)];
    await choose(first.base, ids);
    const resources = await service.graph.call<{ value: { id: string; resourceName: string }[] }>(
      'GET',
      `${profile}/publishedResources`,
    );
    const resource = resources.value.find(({ resourceName }) => resourceName === first.id)!;
    const [group] = (
      await service.graph.call<{ value: { id: string }[] }>(
        'GET',
        `${profile}/publishedResources/${resource.id}/agentGroups`,
      )
    ).value;
    const other = await service.graph.call<{ id: string }>('POST', `${profile}/publishedResources`, {
      displayName: 'Second',
      resourceName: second.id,
    });
    await service.graph.call('POST', `${profile}/publishedResources/${other.id}/agentGroups/$ref`, {
      '@odata.id': `${service.tlsUrl}${profile}/agentGroups/${group!.id}`,
    });
    expect(await assigned(second.base)).toEqual(ids);
    await choose(first.base, [ids[1]]);
    expect(await assigned(first.base)).toEqual([ids[1]]);
    expect(await assigned(second.base)).toEqual(ids);
  });

  it('are refused when one does not exist, or the list is none', async () => {
    const { base } = await addJob(service.graph);
    const nobody = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';
    for (const wrong of [[nobody], ['one'], 'one', null, [null]])
      expect((await refusal(choose(base, wrong))).status, JSON.stringify(wrong)).toBe(400);
    expect(await assigned(base)).toEqual([]);
  });

  it('are shown to readers and chosen by who may configure provisioning, agent administrator or not', async () => {
    const { base } = await addJob(service.graph);
    const as = async (role: string | undefined, method: 'GET' | 'PUT') =>
      (
        await send(`${service.url}${base}/agents`, {
          method,
          headers: {
            authorization: `Bearer ${await service.tokenOf(...((role === undefined ? [] : [role]) as never[]))}`,
            'content-type': 'application/json',
          },
          ...(method === 'PUT' ? { body: JSON.stringify({ agentIds: [ids[0]] }) } : {}),
        })
      ).status;
    expect([await as(undefined, 'GET'), await as('Reports Reader', 'GET'), await as('Global Reader', 'GET')]).toEqual([
      403, 403, 200,
    ]);
    expect([await as('Global Reader', 'PUT'), await as('Cloud Application Administrator', 'PUT')]).toEqual([403, 204]);
    expect((await send(`${service.url}${base}/agents`)).status).toBe(401);
  });
});
