/** People without any directory role: what they own is theirs to configure and to read about, and nothing else is. */
import { newId } from '@drawbridge/base';
import { aLogRecord, aPage } from '@drawbridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob, aPerson, templates, type TestJob } from '../support/application.ts';
import { send, startService, type RawAnswer, type TestService } from '../support/service.ts';
import { addAccount, authorization, goodPassword, redeem, type Tokens } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';

type Call = (method: string, path: string, body?: unknown) => Promise<RawAnswer>;

let service: TestService;
let mine: TestJob;
let theirs: TestJob;
let ownerId: string;
let owner: Call;
let readOnlyOwner: Call;
let stranger: Call;

const everything = 'openid https://graph.microsoft.com/.default';

beforeAll(async () => {
  service = await startService();
  [mine, theirs] = [await addJob(service.graph), await addJob(service.graph)];
  const person = await addAccount(service);
  ownerId = person.id;
  // Of the application: its service principal is theirs by that.
  await own(mine.applicationId, ownerId);
  owner = await callsOf(person, everything);
  readOnlyOwner = await callsOf(person, 'openid User.Read Application.Read.All');
  stranger = await callsOf(await addAccount(service), everything);
  for (const job of [mine, theirs]) {
    const log = [aLogRecord({ jobId: job.jobId, servicePrincipalId: job.id, cycleId: newId() })];
    await service.services.cycles.commitPage(job.jobId, undefined, aPage({ log }));
  }
});
afterAll(() => service.close());

const own = (applicationId: string, id: string): Promise<unknown> =>
  service.graph.call('POST', `/v1.0/applications/${applicationId}/owners/$ref`, {
    '@odata.id': `${service.url}/v1.0/directoryObjects/${id}`,
  });

/** Requests of a person who signed in with a client of these scopes. */
async function callsOf({ userPrincipalName }: { userPrincipalName: string }, scope: string): Promise<Call> {
  const visitor = new Visitor(service.url);
  const { url, verifier } = authorization(service, { scope });
  const page = await visitor.follow(url);
  await visitor.follow(page.at, { username: userPrincipalName });
  const form = { username: userPrincipalName, password: goodPassword };
  const back = await visitor.follow(`${page.at}/password`, form);
  const { access_token: token } = (await redeem(service, back.at, verifier)).body as Tokens;
  return (method, path, body) =>
    send(service.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

const statusesOf = async (call: Call, requests: readonly (readonly [string, string, unknown?])[]) => {
  const found: string[] = [];
  for (const [method, path, body] of requests)
    found.push(`${(await call(method, path, body)).status} ${method} ${path}`);
  return found;
};
const valueOf = async (answer: Promise<RawAnswer>) => ((await answer).body as { value: { id: string }[] }).value;

const ofApplication = ({ id, applicationId, job, base }: TestJob) =>
  [
    ['GET', `/v1.0/servicePrincipals/${id}`],
    ['GET', `/v1.0/applications/${applicationId}`],
    ['GET', `/v1.0/servicePrincipals/${id}/owners`],
    ['GET', `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`],
    ['GET', `${base}/jobs`],
    ['GET', `${job}/schema`],
    ['GET', `${base}/secrets`],
    ['PATCH', `/v1.0/servicePrincipals/${id}`, { notes: 'x' }],
    ['POST', `${job}/pause`, {}],
  ] as const;

describe('a person who owns an application and has no role', () => {
  it('reads and configures it, assigns to it, and starts it', async () => {
    for (const line of await statusesOf(owner, ofApplication(mine))) expect(line).toMatch(/^20[04] /);
    const { id: principalId } = await service.graph.call<{ id: string }>('POST', '/v1.0/users', aPerson());
    const path = `/v1.0/servicePrincipals/${mine.id}/appRoleAssignedTo`;
    const assigned = await owner('POST', path, { principalId });
    expect(assigned.status, assigned.text).toBe(201);
    expect((await owner('DELETE', `${path}/${(assigned.body as { id: string }).id}`)).status).toBe(204);
    const secrets = { value: [{ key: 'BaseAddress', value: 'http://127.0.0.1:9/scim' }, { key: 'SecretToken', value: 'x' }] }; // prettier-ignore
    expect((await owner('PUT', `${mine.base}/secrets`, secrets)).status).toBe(204);
    // Nobody answers at that address: the job starts, and says so.
    expect((await owner('POST', `${mine.job}/start`, {})).status).toBe(204);
  });

  it('comes to nothing of another one, nor to lists of all, nor makes any', async () => {
    const requests = [
      ...ofApplication(theirs),
      ['GET', '/v1.0/applications'],
      ['GET', '/v1.0/servicePrincipals'],
      ['GET', '/v1.0/servicePrincipals/$count'],
      ['POST', '/v1.0/applications', { displayName: 'x' }],
      ['POST', `/v1.0/applicationTemplates/${templates.custom}/instantiate`, { displayName: 'x' }],
      ['DELETE', `/v1.0/servicePrincipals/${theirs.id}`],
      ['GET', '/v1.0/auditLogs/directoryAudits'],
      ['GET', '/v1.0/directoryObjects/' + theirs.id],
    ] as const;
    for (const line of await statusesOf(owner, requests)) expect(line).toMatch(/^403 /);
  });

  it('reads the provisioning log of it, whatever the filter asks for', async () => {
    const path = '/v1.0/auditLogs/provisioning';
    const [record, ...more] = (await valueOf(owner('GET', `${path}?$count=true`))) as never as [
      { id: string; servicePrincipal: { id: string } },
    ];
    expect(more).toEqual([]);
    expect(record.servicePrincipal.id).toBe(mine.id);
    const [other] = await valueOf(owner('GET', `${path}?$filter=servicePrincipal/id eq '${theirs.id}'`));
    expect(other).toBeUndefined();
    expect(await valueOf(owner('GET', `${path}?$filter=jobId eq 'x' or jobId ne 'x'`))).toHaveLength(1);
    const all = await service.graph.call<{ value: { id: string; servicePrincipal: { id: string } }[] }>('GET', path);
    const foreign = all.value.find(({ servicePrincipal }) => servicePrincipal.id === theirs.id)!;
    expect((await owner('GET', `${path}/${foreign.id}`)).status).toBe(404);
    expect((await owner('GET', `${path}/${record.id}`)).status).toBe(200);
    const exported = (await owner('GET', `${path}/export?format=ndjson`)).text.trim().split('\n');
    expect(exported.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([record.id]);
  });

  it('finds people by their names and groups, to assign them', async () => {
    const [person] = (await valueOf(owner('GET', '/v1.0/users?$top=1'))) as never as [object];
    expect(Object.keys(person).sort()).toEqual(
      ['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName'].filter((name) => name in person),
    );
    expect((await owner('GET', '/v1.0/users?$select=department')).status).toBe(403);
    expect((await owner('GET', '/v1.0/groups')).status).toBe(200);
  });

  it('lets agent groups serve it, and nothing else', async () => {
    const path = '/beta/onPremisesPublishingProfiles/provisioning';
    const group = await service.graph.call<{ id: string }>('POST', `${path}/agentGroups`, { displayName: 'North' });
    const reference = { '@odata.id': `${service.url}${path}/agentGroups/${group.id}` };
    const publish = (call: Call, resourceName: string) =>
      call('POST', `${path}/publishedResources`, { displayName: 'Payroll', resourceName });
    const published = await publish(owner, mine.id);
    expect(published.status, published.text).toBe(201);
    const { id } = published.body as { id: string };
    expect((await owner('POST', `${path}/publishedResources/${id}/agentGroups/$ref`, reference)).status).toBe(204);
    expect(await valueOf(owner('GET', `${path}/publishedResources/${id}/agentGroups`))).toMatchObject([
      { id: group.id },
    ]);
    expect((await owner('GET', `${path}/agents`)).status).toBe(200);
    expect((await publish(owner, theirs.id)).status).toBe(403);
    expect((await publish(stranger, theirs.id)).status).toBe(403);
    const foreign = await service.graph.call<{ id: string }>('POST', `${path}/publishedResources`, {
      displayName: 'Theirs',
      resourceName: theirs.id,
    });
    expect(await valueOf(owner('GET', `${path}/publishedResources`))).toMatchObject([{ resourceName: mine.id }]);
    for (const [method, at, body] of [
      ['GET', `${path}/publishedResources/${foreign.id}`],
      ['DELETE', `${path}/publishedResources/${foreign.id}`],
      ['POST', `${path}/publishedResources/${foreign.id}/agentGroups/$ref`, reference],
      ['DELETE', `${path}/publishedResources/${foreign.id}/agentGroups/${group.id}/$ref`],
    ] as const)
      expect((await owner(method, at, body)).status, `${method} ${at}`).toBe(404);
    expect((await owner('POST', `${path}/agentGroups`, { displayName: 'South' })).status).toBe(403);
    expect((await owner('POST', `${path}/enrolmentTokens`, {})).status).toBe(403);
  });

  it('is told what is theirs', async () => {
    const { body } = await owner('GET', '/v1.0/me/permissions');
    expect(body).toMatchObject({
      permissions: ['User.Read', 'User.ReadBasic.All', 'GroupMember.Read.All'],
      roles: [],
      ownedServicePrincipalIds: [mine.id],
    });
    expect(await valueOf(owner('GET', '/v1.0/me/ownedObjects'))).toMatchObject([{ id: mine.applicationId }]);
  });

  it('can do no more through a client than its scopes permit', async () => {
    const permitted = ofApplication(mine).slice(0, 4);
    for (const line of await statusesOf(readOnlyOwner, permitted)) expect(line).toMatch(/^200 /);
    for (const line of await statusesOf(readOnlyOwner, ofApplication(mine).slice(4))) expect(line).toMatch(/^403 /);
    expect((await readOnlyOwner('GET', '/v1.0/auditLogs/provisioning')).status).toBe(403);
  });

  it('can do nothing any more when the application is not theirs', async () => {
    const person = await addAccount(service);
    await own(mine.applicationId, person.id);
    const call = await callsOf(person, everything);
    expect((await call('GET', mine.job)).status).toBe(200);
    await service.graph.call('DELETE', `/v1.0/applications/${mine.applicationId}/owners/${person.id}/$ref`);
    expect((await call('GET', mine.job)).status).toBe(403);
    expect((await call('GET', '/v1.0/auditLogs/provisioning')).status).toBe(403);
  });
});

describe('a person who owns nothing and has no role', () => {
  it('comes to no application and no log', async () => {
    const requests = [
      ...ofApplication(mine),
      ['GET', '/v1.0/auditLogs/provisioning'],
      ['GET', '/v1.0/auditLogs/provisioning/export'],
      ['GET', '/v1.0/users'],
      ['GET', '/v1.0/groups'],
      ['GET', '/beta/onPremisesPublishingProfiles/provisioning/agents'],
    ] as const;
    for (const line of await statusesOf(stranger, requests)) expect(line).toMatch(/^403 /);
    expect((await stranger('GET', '/v1.0/me/permissions')).body).toMatchObject({
      permissions: ['User.Read'],
      ownedServicePrincipalIds: [],
    });
  });
});
