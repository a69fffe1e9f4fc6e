import { newToken } from '@drawbridge/base';
import { answers, startScriptedTarget, type ScriptedTarget } from '@drawbridge/testkit';
import { startProgram, type RunningProgram } from '@drawbridge/testkit/processes';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addApplication,
  addJob,
  aGroup,
  aPerson,
  credentials,
  templates,
  type TestJob,
} from '../support/application.ts';
import { eventually, refusal, startService, type TestService } from '../support/service.ts';

type Json = Record<string, unknown>;
type GraphJob = {
  id: string;
  schedule: { state: string; interval: string };
  status: {
    code: string;
    quarantine: { reason: string; error: Json } | null;
    steadyStateFirstAchievedTime: string;
  } & Json;
} & Json;

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = <T = Json>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  service.graph.call<T>(method, path, body);
const jobOf = ({ job }: TestJob) => call<GraphJob>('GET', job);
const stateOf = async (job: TestJob) => {
  const { schedule, status } = await jobOf(job);
  return [schedule.state, status.code];
};
const nowhere = credentials('http://127.0.0.1:9/scim', 'T');
const emptyList = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};

describe('a job', () => {
  it('is made once for an application, in the shape of Graph', async () => {
    const application = await addApplication(service.graph, templates.onPremises);
    const path = `${application.base}/jobs`;
    expect(await call('GET', path)).toMatchObject({ value: [] });
    const made = await call<GraphJob>('POST', path, { '@odata.type': '#x', templateId: 'customappsso' });
    const tenant = service.services.tenantId.replaceAll('-', '');
    expect(made.id).toMatch(new RegExp(`^scim\\.${tenant}\\.[0-9a-f-]{36}$`));
    expect(made).toMatchObject({
      '@odata.context': `${service.url}/v1.0/$metadata#servicePrincipals('${application.id}')/synchronization/jobs/$entity`,
      templateId: 'scim',
      schedule: { expiration: null, interval: 'PT40M', state: 'Disabled' },
      status: {
        code: 'NotConfigured',
        countSuccessiveCompleteFailures: 0,
        escrowsPruned: false,
        steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
        steadyStateLastAchievedTime: '0001-01-01T00:00:00Z',
        quarantine: null,
        progress: [],
        lastExecution: null,
        lastSuccessfulExecution: null,
        synchronizedEntryCountByType: [{ value: 0 }, { value: 0 }],
      },
    });
    expect(await call('GET', `${path}/${made.id}`)).toEqual(made);
    expect(await call('GET', `${path}('${made.id}')`)).toEqual(made);
    expect(await refusal(call('POST', path, { templateId: 'scim' }))).toMatchObject({
      status: 400,
      code: 'SynchronizationJobAlreadyExists',
    });
    expect((await call<{ value: unknown[] }>('GET', path)).value).toHaveLength(1);
    const other = await addApplication(service.graph);
    expect((await refusal(call('POST', `${other.base}/jobs`, { templateId: 'workday' }))).status).toBe(400);
    expect((await refusal(call('GET', `${other.base}/jobs/${made.id}`))).status).toBe(404);

    await call('DELETE', `${path}/${made.id}`);
    expect((await refusal(call('GET', `${path}/${made.id}`))).status).toBe(404);
    expect((await refusal(call('DELETE', `${path}/${made.id}`))).status).toBe(404);
  });

  it('is made once even when asked for many times at once', async () => {
    const { base } = await addApplication(service.graph);
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => call('POST', `${base}/jobs`, {})));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await call<{ value: unknown[] }>('GET', `${base}/jobs`)).value).toHaveLength(1);
  });

  it('is reached by the appId of its application too, and keeps the case of its id', async () => {
    const application = await addApplication(service.graph, '9c9818d2-2900-49e8-8ba4-22688be7c675');
    const { appId } = await call<{ appId: string }>('GET', `/v1.0/servicePrincipals/${application.id}`);
    const base = `/v1.0/ServicePrincipals(appId='${appId}')/Synchronization`;
    const { id } = await call<GraphJob>('POST', `${base}/jobs`, {});
    expect(id).toMatch(/^dataBricks\./);
    expect(await call('GET', `${base}/Jobs/${id}`)).toMatchObject({ id });
    expect((await call<{ value: { id: string }[] }>('GET', `${base}/templates`)).value).toMatchObject([
      { id: 'dataBricks' },
    ]);
    expect(await call('GET', `${base}/templates/dataBricks`)).toMatchObject({ factoryTag: 'customappsso' });
    expect((await refusal(call('GET', `${base}/templates/scim`))).status).toBe(404);
  });

  it('goes through the states that Graph documents', async () => {
    const job = await addJob(service.graph);
    expect(await stateOf(job)).toEqual(['Disabled', 'NotConfigured']);
    await call('POST', `${job.job}/start`);
    expect(await stateOf(job)).toEqual(['Active', 'NotConfigured']);
    await call('POST', `${job.job}/pause`);
    expect(await stateOf(job)).toEqual(['Paused', 'Paused']);

    const other = await addJob(service.graph);
    await call('PUT', `${other.base}/secrets`, nowhere);
    expect(await stateOf(other)).toEqual(['Disabled', 'NotRun']);
    await call('POST', `${other.job}/start`, {});
    await call('POST', `${other.job}/start`);
    expect(await stateOf(other)).toEqual(['Active', 'NotRun']);
    await call('POST', `${other.job}/pause`);
    await call('POST', `${other.job}/restart`);
    expect(await stateOf(other)).toEqual(['Active', 'NotRun']);
  });

  it('needs both Tenant URL and Secret Token to be configured', async () => {
    const job = await addJob(service.graph);
    await call('PUT', `${job.base}/secrets`, { value: [{ key: 'BaseAddress', value: 'https://h.example' }] });
    expect(await stateOf(job)).toEqual(['Disabled', 'NotConfigured']);
  });

  it.each([
    [undefined, 200], ['', 200], ['Watermark, Escrows, QuarantineState', 200], ['watermark', 200], ['Full', 200], ['None', 200],
    ['ConnectorDataStore', 200], ['ForceDeletes', 200], ['Everything', 400], ['Watermark, ', 400], ['constructor', 400], ['__proto__', 400],
  ])('takes the restart scope %j', async (resetScope, status) => {
    const job = await addJob(service.graph);
    const work = call('POST', `${job.job}/restart`, resetScope === undefined ? undefined : { criteria: { resetScope } });
    if (status === 400) expect(await refusal(work)).toMatchObject({ status, message: expect.stringContaining('resetScope') });
    else {
      await work;
      expect((await jobOf(job)).schedule.state).toBe('Active');
    }
  }); // prettier-ignore

  it('changes its interval and state by PATCH, within bounds', async () => {
    const job = await addJob(service.graph);
    const patch = (schedule: unknown) => call('PATCH', job.job, { schedule });
    await patch({ interval: 'PT20M' });
    expect((await jobOf(job)).schedule).toEqual({ expiration: null, interval: 'PT20M', state: 'Disabled' });
    await patch({ interval: 'P1DT1H1M1.5S', state: 'Paused' });
    expect((await jobOf(job)).schedule).toEqual({ expiration: null, interval: 'PT25H1M2S', state: 'Paused' });
    for (const interval of ['PT0S', 'P', 'PT', '40', 'P1Y', 'PT-1S', `P${'9'.repeat(40)}D`, 'P400D', 7])
      expect((await refusal(patch({ interval }))).status, String(interval)).toBe(400);
    for (const state of ['Running', null, 5]) expect((await refusal(patch({ state }))).status).toBe(400);
    await patch(undefined);
  });
});

describe('secrets', () => {
  const list = (job: TestJob) => call<{ value: { key: string; value: string }[] }>('GET', `${job.base}/secrets`);
  const put = (job: TestJob, value: unknown) => call('PUT', `${job.base}/secrets`, { value });
  const stored = async (job: TestJob) =>
    Object.fromEntries((await service.services.secrets.list(job.id)).map(({ key, value }) => [key, value.reveal()]));

  it('are shown masked, settings in clear', async () => {
    const job = await addJob(service.graph);
    const settings = '{"Enabled":true,"DeleteThresholdEnabled":true,"DeleteThresholdValue":500}';
    await call('PUT', `${job.base}/secrets`, credentials('https://h.example/scim', 'very-secret', [
      { key: 'SyncAll', value: 'false' },
      { key: 'SyncNotificationSettings', value: settings },
    ])); // prettier-ignore
    const { value } = await list(job);
    expect(value).toEqual([
      { key: 'BaseAddress', value: 'https://h.example/scim' },
      { key: 'SecretToken', value: '*' },
      { key: 'SyncAll', value: 'false' },
      { key: 'SyncNotificationSettings', value: settings },
    ]);
    await put(job, value);
    expect(await stored(job)).toMatchObject({ SecretToken: 'very-secret', SyncNotificationSettings: settings });
  });

  it('are replaced as a whole; a star keeps, an empty text removes', async () => {
    const job = await addJob(service.graph);
    await put(job, [...nowhere.value, { key: 'SyncAll', value: 'true' }]);
    await put(job, [{ key: 'SecretToken', value: '*' }]);
    expect(await stored(job)).toEqual({ SecretToken: 'T' });
    await call('PUT', `${job.base}/secrets`, { credentials: nowhere.value });
    expect(await stored(job)).toEqual({ BaseAddress: 'http://127.0.0.1:9/scim', SecretToken: 'T' });
    await put(
      job,
      nowhere.value.map(({ key }) => ({ key, value: '' })),
    );
    expect((await list(job)).value).toEqual([]);
  });

  it('are asked for again when the Tenant URL moves to another host: a star would hand them over', async () => {
    const job = await addJob(service.graph);
    await put(job, nowhere.value);
    const elsewhere = credentials('http://127.0.0.2:9/scim', '*');
    for (const refused of [
      put(job, elsewhere.value),
      call('POST', `${job.job}/validateCredentials`, { credentials: elsewhere.value }),
    ]) {
      const { status, message } = await refusal(refused);
      expect({ status, message }).toEqual({
        status: 400,
        message: expect.stringContaining('was given for http://127.0.0.1:9') as string,
      });
    }
    await put(job, [{ key: 'SecretToken', value: '*' }]);
    expect((await refusal(put(job, elsewhere.value))).status).toBe(400);
    expect(await stored(job)).toEqual({ SecretToken: 'T' });
  });

  it('refuse what would lose or break them, and change nothing then', async () => {
    const job = await addJob(service.graph);
    await put(job, nowhere.value);
    const bad: unknown[] = [
      [{ key: 'NoSuchKey', value: 'x' }],
      [{ key: 'BaseAddress', value: 'ftp://x' }],
      [{ key: 'SecretToken' }],
      [{ key: 'SecretToken', value: 5 }],
      [{ key: 'Password', value: '*' }],
      [{ key: 'SyncNotificationSettings', value: 'null' }],
      [{ key: 'SyncNotificationSettings', value: '{"DeleteThresholdValue":"many"}' }],
      [{ key: 'SyncNotificationSettings', value: 'no json' }],
      'x',
      { key: 'SecretToken', value: 'x' },
    ];
    for (const value of bad) expect((await refusal(put(job, value))).status, JSON.stringify(value)).toBe(400);
    for (const body of [{}, { secrets: [] }, { value: null }])
      expect((await refusal(call('PUT', `${job.base}/secrets`, body))).status, JSON.stringify(body)).toBe(400);
    expect(await stored(job)).toEqual({ BaseAddress: 'http://127.0.0.1:9/scim', SecretToken: 'T' });
  });
});

describe('the schema', () => {
  type Schema = {
    version: string;
    synchronizationRules: { objectMappings: { attributeMappings: Json[]; enabled: boolean }[] }[];
  };
  const read = (job: TestJob) => call<Schema>('GET', `${job.job}/schema`);
  const cursorOf = async ({ jobId }: TestJob) => (await service.services.jobs.get(jobId))?.schemaVersion;

  it('is shown whole, and put back unchanged costs nothing', async () => {
    const job = await addJob(service.graph);
    const schema = await read(job);
    expect(schema).toMatchObject({
      id: job.jobId,
      version: 'v1.1',
      synchronizationRules: [{ id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8' }],
      directories: [{ name: 'Azure Active Directory' }, { name: 'customappsso' }],
    });
    expect(await call('PUT', `${job.job}/schema`, schema)).toBeUndefined();
    expect(await cursorOf(job)).toBe(1);
    expect(await read(job)).toEqual(schema);
  });

  it('changes by PUT and by PATCH, and comes back by DELETE', async () => {
    const job = await addJob(service.graph);
    const original = await read(job);
    const changed = structuredClone(original);
    changed.synchronizationRules[0]!.objectMappings[1]!.enabled = false;
    await call('PUT', `${job.job}/schema`, changed);
    expect(await read(job)).toEqual({ ...changed, version: 'v1.2' });
    await call('PATCH', `${job.job}/schema`, original);
    expect(await read(job)).toEqual({ ...original, version: 'v1.3' });
    await call('PUT', `${job.job}/schema`, changed);
    await call('DELETE', `${job.job}/schema`);
    expect(await read(job)).toEqual({ ...original, version: 'v1.5' });
  });

  it('is refused when it cannot be used, with a sentence that says why', async () => {
    const job = await addJob(service.graph);
    const put = (change: (schema: Schema) => void) => {
      return read(job).then((schema) => {
        change(schema);
        return refusal(call('PUT', `${job.job}/schema`, schema));
      });
    };
    const mappings = ({ synchronizationRules }: Schema) =>
      synchronizationRules[0]!.objectMappings[0]!.attributeMappings;
    const broken = await put((schema) => {
      mappings(schema)[2]!['source'] = { type: 'Function', expression: 'Append([x', name: 'Append', parameters: [] };
    });
    expect(broken).toMatchObject({ status: 400, code: 'SchemaInvalid' });
    const unmatched = await put((schema) => mappings(schema).forEach((mapping) => (mapping['matchingPriority'] = 0)));
    expect(unmatched).toMatchObject({
      status: 400,
      code: 'SchemaInvalid',
      message: expect.stringContaining('matching'),
    });
    expect((await put((schema) => (schema.synchronizationRules = []))).status).toBe(400);
    expect((await refusal(call('PUT', `${job.job}/schema`, {}))).status).toBe(400);
    expect(await cursorOf(job)).toBe(1);
  });
});

describe('test connection', () => {
  let target: ScriptedTarget;
  beforeAll(async () => {
    target = await startScriptedTarget();
  });
  afterAll(() => target.close());
  const test = (
    job: TestJob,
    given = credentials(`${target.url}/scim`, 'T').value,
    path = 'jobs/validateCredentials',
  ) => call('POST', `${job.base}/${path}`, { useSavedCredentials: false, templateId: 'scim', credentials: given });

  it('asks the application for a person that cannot exist, with the token given', async () => {
    const job = await addJob(service.graph);
    target.otherwise(answers.json(200, emptyList));
    expect(await test(job)).toBeUndefined();
    const request = target.requests.at(-1)!;
    expect(request.method).toBe('GET');
    expect(decodeURIComponent(request.target.replaceAll('+', ' '))).toMatch(
      /^\/scim\/Users\?filter=userName eq "[0-9a-f-]{36}"/,
    );
    expect(request.headers['authorization']).toBe('Bearer T');
    expect(await test(job, undefined, `jobs/${job.jobId}/validateCredentials`)).toBeUndefined();
  });

  it('takes the saved credentials when asked to, and for a star', async () => {
    const job = await addJob(service.graph);
    target.otherwise(answers.json(200, emptyList));
    await call('PUT', `${job.base}/secrets`, credentials(`${target.url}/saved`, 'saved-token'));
    await call('POST', `${job.job}/validateCredentials`, {
      useSavedCredentials: true,
      credentials: [{ key: 'BaseAddress', value: 'x' }],
    });
    expect(target.requests.at(-1)).toMatchObject({
      target: expect.stringMatching(/^\/saved/),
      headers: { authorization: 'Bearer saved-token' },
    });
    await test(job, credentials(`${target.url}/other`, '*').value);
    expect(target.requests.at(-1)).toMatchObject({
      target: expect.stringMatching(/^\/other/),
      headers: { authorization: 'Bearer saved-token' },
    });
  });

  const prefix = 'SystemForCrossDomainIdentityManagement';
  it.each([
    ['refuses the token', answers.json(401, { detail: 'no' }), `${prefix}InvalidCredentials`],
    ['forbids', answers.status(403), `${prefix}InvalidCredentials`],
    ['has no such path', answers.status(404), `${prefix}CredentialValidationUnavailable`],
    ['answers HTML', answers.html(200, '<html>Sign in</html>'), `${prefix}CredentialValidationUnavailable`],
    ['breaks off in the middle', answers.halfBody(200, JSON.stringify(emptyList)), `${prefix}CredentialValidationUnavailable`],
    ['hangs up', answers.hangUp(), `${prefix}CredentialValidationUnavailable`],
    ['fails', answers.body(500, 'text/plain', 'Internal error'), `${prefix}CredentialValidationUnavailable`],
    ['finds somebody who does not exist', answers.json(200, { ...emptyList, totalResults: 1, Resources: [{ id: '1' }] }), `${prefix}CredentialValidationUnavailable`],
    ['is no HTTP', answers.raw('SSH-2.0-OpenSSH\r\n'), `${prefix}CredentialValidationUnavailable`],
  ])('says what is wrong when the application %s', async (_what, answer, code) => {
    const job = await addJob(service.graph);
    target.otherwise(answer);
    const refused = await refusal(test(job, credentials(`${target.url}/scim`, 'very-secret').value));
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.message).not.toContain('very-secret');
    expect(refused.message.length).toBeGreaterThan(30);
  }); // prettier-ignore

  it('names what is missing or malformed', async () => {
    const job = await addJob(service.graph);
    expect(await refusal(call('POST', `${job.job}/validateCredentials`, { useSavedCredentials: true }))).toMatchObject({
      status: 400,
      code: 'CredentialsMissing',
      message: expect.stringContaining('Tenant URL'),
    });
    expect((await refusal(test(job, [{ key: 'BaseAddress', value: 'https://h.example' }]))).message).toContain(
      'Secret Token',
    );
    for (const url of ['not a url', 'ftp://h', 'https://user:pass-word@h.example']) {
      const refused = await refusal(test(job, credentials(url, 'T').value));
      expect([refused.status, refused.message.includes('pass-word')], url).toEqual([400, false]);
    }
    expect((await refusal(test(job, credentials(`${target.url}`, 'two words').value))).status).toBe(400);
    const settings = { key: 'SyncNotificationSettings', value: 'null' };
    target.otherwise(answers.json(200, emptyList));
    await test(job, [...credentials(target.url, 'T').value, settings]);
    expect((await refusal(test(job, credentials('http://127.0.0.1:9/scim', 'T').value))).status).toBe(400);
    const name = await refusal(test(job, credentials('http://no-such-host.invalid/scim', 'T').value));
    expect(name).toMatchObject({ status: 400, code: 'NameResolutionFailed' });
  });

  it('never goes around the agents of an on-premises application', async () => {
    const job = await addJob(service.graph, templates.onPremises);
    const before = target.requests.length;
    expect(await refusal(test(job))).toMatchObject({ status: 400, code: 'SynchronizationAgentNotAssigned' });
    expect(target.requests).toHaveLength(before);
  });
});

describe('a real SCIM application', () => {
  const token = newToken();
  let directory: string;
  let scim: RunningProgram;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drawbridge-scim-'));
    scim = await startProgram('scim-app', ['--port', '0', '--data', directory, '--token', token]);
  });
  afterAll(async () => {
    await scim.stop();
    await rm(directory, { recursive: true, force: true });
  });
  const url = (): string => `${scim.ready['url']!}/scim`;

  it('is asked for its attributes, which are merged into the directory of the schema, and nothing is stored', async () => {
    const { base, job } = await addJob(service.graph);
    type Directory = { id: string; name: string; objects: { name: string; attributes: { name: string }[] }[] };
    const before = await call<{ value: Directory[] }>('GET', `${job}/schema/directories`);
    const target = before.value.find(({ name }) => name !== 'Azure Active Directory')!;
    const discover = `${job}/schema/directories/${target.id}/discover`;
    expect((await refusal(call('POST', discover))).status).toBe(400);
    await call('PUT', `${base}/secrets`, credentials(url(), token));
    const found = await call<Directory & { discoveryDateTime: string }>('POST', discover);
    expect(found.id).toBe(target.id);
    expect(found.discoveryDateTime).toMatch(/^\d{4}-/);
    for (const object of target.objects) {
      const names = found.objects.find(({ name }) => name === object.name)!.attributes.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(object.attributes.map(({ name }) => name)));
    }
    const count = (directory: Directory) => directory.objects.flatMap(({ attributes }) => attributes).length;
    expect(count(found)).toBeGreaterThan(count(target));
    expect(await call('GET', `${job}/schema/directories/${target.id}`)).toMatchObject({ objects: target.objects });
  });

  it('passes test connection, and provision on demand brings a person and tells its steps', async () => {
    const job = await addJob(service.graph);
    await call('PUT', `${job.base}/secrets`, credentials(url(), token));
    await call('POST', `${job.job}/validateCredentials`, { useSavedCredentials: true });
    expect(await refusal(call('POST', `${job.job}/validateCredentials`, { credentials: credentials(url(), 'wrong').value })))
      .toMatchObject({ code: 'SystemForCrossDomainIdentityManagementInvalidCredentials' }); // prettier-ignore

    const person = await call<{ id: string; userPrincipalName: string }>(
      'POST',
      '/v1.0/users',
      aPerson({ displayName: '山田 花子' }),
    );
    await call('POST', `/v1.0/servicePrincipals/${job.id}/appRoleAssignedTo`, {
      principalId: person.id,
      resourceId: job.id,
    });
    const ruleId = '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8';
    const onDemand = (subjects: unknown[], rule = ruleId) =>
      call<{ key: string; value: string }>('POST', `${job.job}/provisionOnDemand`, {
        parameters: [{ ruleId: rule, subjects }],
      });
    const answer = await onDemand([{ objectId: person.id.toUpperCase(), objectTypeName: 'user' }]);
    expect(answer.key).toBe('Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo');
    const [entry] = JSON.parse(answer.value) as (Json & { changeId: string })[];
    expect(entry).toMatchObject({
      action: 'Create',
      jobId: job.jobId,
      reportableIdentifier: person.userPrincipalName,
      statusInfo: { status: 'Success', errorCode: '', errorCategory: 'None' },
      sourceIdentity: { id: person.id, type: 'User', displayName: '山田 花子' },
      targetSystem: { name: 'customappsso' },
    });
    const steps = (entry!['provisioningSteps'] as { type: string; status: string }[]).map(({ type }) => type);
    expect(steps).toContain('Import');
    expect(steps).toContain('Export');

    const log = await call<{ value: Json[] }>(
      'GET',
      `/v1.0/auditLogs/provisioning?$filter=${encodeURIComponent(`changeId eq '${entry!.changeId}'`)}`,
    );
    expect(log.value).toMatchObject([{ provisioningAction: 'create', sourceIdentity: { id: person.id } }]);

    const nobody = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';
    expect((await refusal(onDemand([{ objectId: nobody, objectTypeName: 'User' }]))).status).toBe(404);
    expect((await refusal(onDemand([{ objectId: person.id, objectTypeName: 'User' }], nobody))).status).toBe(400);
    expect((await refusal(onDemand([{ objectId: person.id, objectTypeName: 'Worker' }]))).status).toBe(400);
    expect((await refusal(onDemand([]))).status).toBe(400);
    const members = Array.from({ length: 1001 }, () => ({ objectId: person.id, objectTypeName: 'User' }));
    expect(
      (await refusal(onDemand([{ objectId: person.id, objectTypeName: 'Group', links: { members } }]))).status,
    ).toBe(400);
  });

  it('refuses provision on demand without credentials as Graph does', async () => {
    const job = await addJob(service.graph);
    const person = await call<{ id: string }>('POST', '/v1.0/users', aPerson());
    const body = {
      parameters: [
        { ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [{ objectId: person.id, objectTypeName: 'User' }] },
      ],
    };
    expect(await refusal(call('POST', `${job.job}/provisionOnDemand`, body))).toMatchObject({
      status: 400,
      code: 'CredentialsMissing',
    });
  });

  it('receives who is assigned when the job is started, and a start without credentials ends in quarantine', async () => {
    await using running = await startService({ worker: true });
    const { graph } = running;
    const job = await addJob(graph);
    await graph.call('POST', `${job.job}/start`);
    const read = () => graph.call<GraphJob>('GET', job.job);
    const quarantined = await eventually(read, ({ status }) => status.code === 'Quarantine');
    expect(quarantined.schedule.state).toBe('Active');
    expect(quarantined.status.quarantine).toMatchObject({
      reason: 'EncounteredQuarantineException',
      error: { code: expect.any(String), message: expect.stringContaining('Tenant URL'), tenantActionable: true },
    });

    const people = [];
    for (let index = 0; index < 3; index++)
      people.push(await graph.call<{ id: string }>('POST', '/v1.0/users', aPerson()));
    const group = await graph.call<{ id: string }>('POST', '/v1.0/groups', aGroup());
    await running.services.directory.addMembers(
      group.id,
      people.map(({ id }) => id),
    );
    await graph.call('POST', `/v1.0/servicePrincipals/${job.id}/appRoleAssignedTo`, {
      principalId: group.id,
      resourceId: job.id,
    });
    await graph.call('PUT', `${job.base}/secrets`, credentials(url(), token));
    await graph.call('POST', `${job.job}/start`);
    const steady = await eventually(
      read,
      ({ status }) => status.code === 'Active' && status.steadyStateFirstAchievedTime > '1',
    );
    expect(steady.status).toMatchObject({
      quarantine: null,
      lastExecution: { state: 'Succeeded', error: null },
      synchronizedEntryCountByType: [{ value: 3 }, { value: 1 }],
    });

    // A change of the directory wakes the job: nobody waits for the interval.
    const late = await graph.call<{ id: string }>('POST', '/v1.0/users', aPerson());
    await graph.call('POST', `/v1.0/groups/${group.id}/members/$ref`, {
      '@odata.id': `https://h/v1.0/directoryObjects/${late.id}`,
    });
    const linkedPeople = (count: number) =>
      eventually(
        read,
        ({ status }) => (status['synchronizedEntryCountByType'] as { value: number }[])[0]!.value === count,
      );
    await linkedPeople(4);

    // Who is in scope is a setting, and needs no restart either: everybody comes, and who was not assigned goes again.
    const stranger = aPerson();
    await graph.call('POST', '/v1.0/users', stranger);
    const find = async (): Promise<{ active?: boolean } | undefined> => {
      const filter = encodeURIComponent(`userName eq "${stranger.userPrincipalName}"`);
      const answer = await fetch(`${url()}/Users?filter=${filter}`, { headers: { authorization: `Bearer ${token}` } });
      return ((await answer.json()) as { Resources: { active?: boolean }[] }).Resources[0];
    };
    const syncAll = (value: string) =>
      graph.call('PUT', `${job.base}/secrets`, credentials(url(), token, [{ key: 'SyncAll', value }]));
    expect(await find()).toBeUndefined();
    await syncAll('true');
    await eventually(find, (account) => account?.active === true);
    await syncAll('false');
    await eventually(find, (account) => account?.active === false);
  });
});
