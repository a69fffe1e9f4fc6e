import { systemClock, silentLogger } from '@drawbridge/base';
import { answers, startScriptedTarget } from '@drawbridge/testkit';
import { Agent, enrol, type AgentIdentity } from '@drawbridge/tunnel/agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob, credentials, templates } from '../support/application.ts';
import { eventually, refusal, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[] };

const base = '/beta/onPremisesPublishingProfiles/provisioning';
const nobody = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';
const software = { version: '1.2.3', os: 'test-os' };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = <T = Thing>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  service.graph.call<T>(method, `${base}${path}`, body);
const reference = (kind: string, id: string) => ({ '@odata.id': `${service.tlsUrl}${base}/${kind}/${id}` });
const idsOf = ({ value }: List) => value.map(({ id }) => id);

async function enrolAgent(): Promise<AgentIdentity> {
  const { token } = await call<{ token: string }>('POST', '/enrolmentTokens', {});
  return enrol({ serviceUrl: service.tlsUrl, token, machineName: 'srv-app01', software });
}

async function runAgent(identity: AgentIdentity) {
  const stop = new AbortController();
  const agent = new Agent({
    identity,
    storeIdentity: async () => undefined,
    software,
    clock: systemClock,
    logger: silentLogger,
  });
  const ended = agent.run(stop.signal).then(
    () => 'ended',
    (thrown: { code?: string }) => thrown.code ?? 'failed',
  );
  await eventually(
    () => call('GET', `/agents/${identity.agentId}`),
    ({ status }) => status === 'active',
  );
  return {
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}

describe('agents', () => {
  it('enrol with a token for one of them, and are listed as Graph shows them', async () => {
    const answer = await call<{ token: string; expirationDateTime: string }>('POST', '/enrolmentTokens');
    const lifeMs = new Date(answer.expirationDateTime).getTime() - systemClock.now().getTime();
    expect(lifeMs).toBeGreaterThan(59 * 60_000);
    expect(lifeMs).toBeLessThanOrEqual(60 * 60_000);
    const { agentId } = await enrol({
      serviceUrl: service.tlsUrl,
      token: answer.token,
      machineName: 'srv-app01',
      software,
    });
    await expect(
      enrol({ serviceUrl: service.tlsUrl, token: answer.token, machineName: 'second', software }),
    ).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_USED' });

    const shown = {
      id: agentId,
      machineName: 'srv-app01',
      externalIp: '127.0.0.1',
      status: 'inactive',
      supportedPublishingTypes: ['provisioning'],
      agentVersion: '1.2.3',
      operatingSystem: 'test-os',
      enrolledDateTime: expect.stringMatching(/Z$/),
      connectedSinceDateTime: null,
      requestsInFlight: 0,
    };
    expect(await call('GET', `/agents/${agentId}`)).toMatchObject(shown);
    const list = await service.graph.call<List>('GET', "/v1.0/onPremisesPublishingProfiles('provisioning')/agents");
    expect(list.value).toContainEqual(expect.objectContaining(shown));
    expect(JSON.stringify(list)).not.toMatch(/BEGIN|thumbprint/i);
    expect((await refusal(call('GET', `/agents/${nobody}`))).status).toBe(404);
  });

  it('carry requests to the application they are assigned to, from the moment they connect', async () => {
    await using target = await startScriptedTarget();
    target.otherwise(answers.json(200, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, itemsPerPage: 0, startIndex: 1, Resources: [],
    })); // prettier-ignore
    const job = await addJob(service.graph, templates.onPremises);
    await service.graph.call('PUT', `${job.base}/secrets`, credentials(`${target.url}/scim`, 'T'));
    const test = () => service.graph.call('POST', `${job.job}/validateCredentials`, { useSavedCredentials: true });
    expect((await refusal(test())).code).toBe('SynchronizationAgentNotAssigned');

    const resource = await call('POST', '/publishedResources', {
      displayName: 'Payroll',
      resourceName: job.id.toUpperCase(),
    });
    const group = await call('POST', '/agentGroups', { displayName: 'Payroll agents' });
    await call('POST', `/publishedResources/${resource.id}/agentGroups/$ref`, reference('agentGroups', group.id));
    expect((await refusal(test())).code).toBe('SynchronizationAgentNotAssigned');

    const identity = await enrolAgent();
    await call('POST', `/agents/${identity.agentId}/agentGroups/$ref`, reference('agentGroups', group.id));
    expect((await refusal(test())).code).toBe('SynchronizationAgentUnavailable');
    await using agent = await runAgent(identity);
    await test();
    expect(target.requests).toHaveLength(1);
    expect(await call('GET', `/agents/${identity.agentId}?$expand=agentGroups`)).toMatchObject({
      status: 'active',
      lastContactDateTime: expect.stringMatching(/Z$/),
      connectedSinceDateTime: expect.stringMatching(/Z$/),
      agentGroups: [{ id: group.id, displayName: 'Payroll agents', isDefault: false, publishingType: 'provisioning' }],
    });

    // Deleting an agent revokes it: its channel is cut and it does not come back.
    await call('DELETE', `/agents/${identity.agentId}`);
    expect(await agent.ended).toBe('AGENT_REVOKED');
    expect((await refusal(call('GET', `/agents/${identity.agentId}`))).status).toBe(404);
    expect(idsOf(await call('GET', '/agents'))).not.toContain(identity.agentId);
    expect((await refusal(test())).code).toBe('SynchronizationAgentNotAssigned');
  });
});

describe('agent groups', () => {
  it('are made, renamed, expanded and deleted', async () => {
    const { agentId } = await enrolAgent();
    const group = await call('POST', '/agentGroups', { displayName: 'One' });
    expect(group).toMatchObject({ displayName: 'One', isDefault: false, publishingType: 'provisioning' });
    await call('PATCH', `/agentGroups/${group.id}`, { displayName: 'Two' });
    await call('POST', `/agentGroups/${group.id}/agents/$ref`, reference('agents', agentId));
    const again = await refusal(
      call('POST', `/agents/${agentId}/agentGroups/$ref`, reference('agentGroups', group.id)),
    );
    expect(again).toMatchObject({ status: 400, message: expect.stringContaining('already exist') });
    expect(await call('GET', `/agentGroups/${group.id}?$expand=agents,publishedResources`)).toMatchObject({
      displayName: 'Two',
      agents: [{ id: agentId }],
      publishedResources: [],
    });
    expect(idsOf(await call('GET', `/agentGroups/${group.id}/agents`))).toEqual([agentId]);
    expect(idsOf(await call('GET', `/agents/${agentId}/agentGroups`))).toEqual([group.id]);
    expect(idsOf(await call('GET', '/agentGroups'))).toContain(group.id);

    await call('DELETE', `/agents/${agentId}/agentGroups/${group.id}/$ref`);
    expect((await refusal(call('DELETE', `/agentGroups/${group.id}/agents/${agentId}/$ref`))).status).toBe(404);
    await call('POST', `/agentGroups/${group.id}/agents/$ref`, reference('agents', agentId));
    await call('DELETE', `/agentGroups/${group.id}`);
    expect((await refusal(call('GET', `/agentGroups/${group.id}`))).status).toBe(404);
    expect(idsOf(await call('GET', `/agents/${agentId}/agentGroups`))).toEqual([]);
  });

  it('refuse names and members that are none', async () => {
    for (const body of [{}, { displayName: '' }, { displayName: 5 }, { displayName: 'x'.repeat(300) }])
      expect((await refusal(call('POST', '/agentGroups', body))).status).toBe(400);
    const group = await call('POST', '/agentGroups', { displayName: 'One' });
    const join = (body: object) => refusal(call('POST', `/agentGroups/${group.id}/agents/$ref`, body));
    expect((await join(reference('agents', nobody))).status).toBe(404);
    expect((await join({})).status).toBe(400);
    expect((await join({ '@odata.id': 'x' })).status).toBe(400);
  });
});

describe('published resources', () => {
  it('are made once for a name, found by it, served by groups, and deleted', async () => {
    const resource = await call('POST', '/publishedResources', { displayName: 'Payroll', resourceName: 'payroll' });
    expect(resource).toMatchObject({ displayName: 'Payroll', resourceName: 'payroll', publishingType: 'provisioning' });
    expect(
      (await refusal(call('POST', '/publishedResources', { displayName: 'x', resourceName: 'payroll' }))).status,
    ).toBe(409);
    const filter = encodeURIComponent("resourceName eq 'payroll'");
    expect(idsOf(await call('GET', `/publishedResources?$filter=${filter}`))).toEqual([resource.id]);
    const other = encodeURIComponent("displayName eq 'payroll'");
    expect((await refusal(call('GET', `/publishedResources?$filter=${other}`))).code).toBe('Request_UnsupportedQuery');

    const group = await call('POST', '/agentGroups', { displayName: 'One' });
    const path = `/publishedResources/${resource.id}/agentGroups`;
    await call('POST', `${path}/$ref`, reference('agentGroups', group.id));
    expect((await refusal(call('POST', `${path}/$ref`, reference('agentGroups', group.id)))).status).toBe(400);
    expect(await call('GET', `/publishedResources/${resource.id}?$expand=agentGroups`)).toMatchObject({
      agentGroups: [{ id: group.id }],
    });
    await call('DELETE', `${path}/${group.id}/$ref`);
    expect((await refusal(call('DELETE', `${path}/${group.id}/$ref`))).status).toBe(404);

    await call('PATCH', `/publishedResources/${resource.id}`, { displayName: 'Renamed' });
    expect(await call('GET', `/publishedResources/${resource.id}`)).toMatchObject({ displayName: 'Renamed' });
    await call('DELETE', `/publishedResources/${resource.id}`);
    expect((await refusal(call('GET', `/publishedResources/${resource.id}`))).status).toBe(404);
  });
});

describe('the publishing profile', () => {
  it('holds agents, groups and resources on demand, and when agents may be updated', async () => {
    const group = await call('POST', '/agentGroups', { displayName: 'Profile' });
    const resource = await call('POST', '/publishedResources', { displayName: 'P', resourceName: 'profile-resource' });
    const plain = await call('GET', '');
    expect(plain).toMatchObject({
      id: 'provisioning',
      isEnabled: true,
      hybridAgentUpdaterConfiguration: { allowUpdateConfigurationOverride: false, updateWindow: null },
    });
    expect(plain).not.toHaveProperty('agents');
    const whole = await call<Record<string, Thing[]>>('GET', '?$expand=publishedResources,agents,agentGroups');
    expect(whole['agents']).toEqual(expect.any(Array));
    expect(whole['agentGroups']?.map(({ id }) => id)).toContain(group.id);
    expect(whole['publishedResources']?.map(({ id }) => id)).toContain(resource.id);

    const hybridAgentUpdaterConfiguration = {
      allowUpdateConfigurationOverride: true,
      deferUpdateDateTime: '2027-01-01T00:00:00Z',
      updateWindow: { updateWindowStartTime: '02:00:00.0000000', updateWindowEndTime: '04:00:00.0000000' },
    };
    await call('PATCH', '', { hybridAgentUpdaterConfiguration });
    expect(await call('GET', '')).toMatchObject({ hybridAgentUpdaterConfiguration });
    for (const wrong of [5, { updateWindow: { updateWindowStartTime: 'noon' } }, { deferUpdateDateTime: 'x' }])
      expect((await refusal(call('PATCH', '', { hybridAgentUpdaterConfiguration: wrong }))).status).toBe(400);
  });

  it('has the references of its table from both ends', async () => {
    const group = await call('POST', '/agentGroups', { displayName: 'Ends' });
    const resource = await call('POST', '/publishedResources', { displayName: 'E', resourceName: 'ends-resource' });
    const { agentId } = await enrolAgent();
    await call('POST', `/agents/${agentId}/agentGroups/$ref`, reference('agentGroups', group.id));
    await call('POST', `/publishedResources/${resource.id}/agentGroups/$ref`, reference('agentGroups', group.id));
    expect(idsOf(await call<List>('GET', `/publishedResources/${resource.id}/agentGroups`))).toEqual([group.id]);
    expect(idsOf(await call<List>('GET', `/agentGroups/${group.id}/publishedResources`))).toEqual([resource.id]);
    const agents = await call<{ value: (Thing & { agentGroups: Thing[] })[] }>('GET', '/agents?$expand=agentGroups');
    expect(agents.value.find(({ id }) => id === agentId)?.agentGroups.map(({ id }) => id)).toEqual([group.id]);
  });
});
