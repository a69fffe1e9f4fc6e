import { newId, systemClock } from '@drawbridge/base';
import { aPage } from '@drawbridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecentUses } from '../../src/provisioning/recent-uses.ts';
import { addApplication, addJob, aPerson, credentials } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Json = Record<string, unknown>;
type List = { value: (Json & { id: string; name: string })[] };
type Parsed = Json & { error: { code: string; message: string; details: { code: string; message: string }[] } | null };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = <T = Json>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  service.graph.call<T>(method, path, body);

describe('the synchronization tree', () => {
  it('has an entity with the masked secrets', async () => {
    const { id, base } = await addApplication(service.graph);
    expect(await call('GET', base)).toMatchObject({ id, secrets: [] });
    await call('PUT', `${base}/secrets`, credentials('https://scim.example', 'canary-token'));
    expect(await call('GET', base)).toEqual({
      '@odata.context': `${service.url}/v1.0/$metadata#servicePrincipals('${id}')/synchronization/$entity`,
      id,
      secrets: [
        { key: 'BaseAddress', value: 'https://scim.example' },
        { key: 'SecretToken', value: '*' },
      ],
    });
    expect(await refusal(call('POST', `${base}/acquireAccessToken`, { credentials: [] }))).toMatchObject({
      status: 501,
      code: 'NotImplemented',
    });
  });

  it('stands under the application as well', async () => {
    const application = await addApplication(service.graph);
    const { appId } = await call<{ appId: string }>('GET', `/v1.0/applications/${application.applicationId}`);
    const base = `/v1.0/applications/${application.applicationId}/synchronization`;
    const { id } = await call<{ id: string }>('POST', `${base}/jobs`, { templateId: 'scim' });
    const job = await call('GET', `${application.base}/jobs/${id}`);
    expect(await call('GET', `${base}/jobs/${id}`)).toEqual(job);
    expect(await call('GET', `/v1.0/applications(appId='${appId}')/synchronization/jobs('${id}')`)).toEqual(job);
    await call('PUT', `${base}/secrets`, credentials('https://scim.example', 'T'));
    expect(await call('GET', base)).toEqual(await call('GET', application.base));
    expect((await call<List>('GET', `${base}/templates/scim/schema/functions`)).value.length).toBeGreaterThan(30);
    expect((await refusal(call('GET', `/v1.0/applications/${newId()}/synchronization`))).status).toBe(404);
    expect((await refusal(call('GET', `/v1.0/applications/${application.id}/synchronization`))).status).toBe(404);
    const lone = await call<{ id: string }>('POST', '/v1.0/applications', { displayName: 'No principal' });
    expect((await refusal(call('GET', `/v1.0/applications/${lone.id}/synchronization/jobs`))).status).toBe(404);
    await call('DELETE', `${base}/jobs/${id}`);
    expect((await refusal(call('GET', `${application.base}/jobs/${id}`))).status).toBe(404);
  });

  it('shows the schema of a template, which cannot be changed', async () => {
    const { base, job } = await addJob(service.graph);
    const ofTemplate = await call<{ synchronizationRules: unknown }>('GET', `${base}/templates/scim/schema`);
    const ofJob = await call<{ synchronizationRules: unknown }>('GET', `${job}/schema`);
    expect(ofTemplate.synchronizationRules).toEqual(ofJob.synchronizationRules);
    for (const method of ['PUT', 'PATCH'] as const)
      expect((await refusal(call(method, `${base}/templates/scim/schema`, ofTemplate))).status).toBe(501);
    expect((await refusal(call('GET', `${base}/templates/other/schema`))).status).toBe(404);
  });

  it('lists functions, operators and directories, for a job and for its template', async () => {
    const { base, job } = await addJob(service.graph);
    for (const schema of [`${job}/schema`, `${base}/templates/scim/schema`]) {
      const functions = await call<List>('GET', `${schema}/functions`);
      expect(functions.value.find(({ name }) => name === 'Switch')).toMatchObject({
        id: 'Switch',
        parameters: [
          { name: 'source', type: 'String', required: true, allowMultipleOccurrences: false },
          { name: 'defaultValue', required: false },
          { name: 'switchValue', allowMultipleOccurrences: true },
        ],
      });
      const operators = await call<List>('GET', `${schema}/filterOperators`);
      expect(operators.value.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['EQUALS', 'NOT REGEX MATCH', 'IS NULL', 'IS TRUE', 'Includes', 'ENDS_WITH', '&', '!&']),
      );
      expect(operators.value[0]).toMatchObject({ arity: 'Binary', multivaluedComparisonType: 'All' });
      const directories = await call<List>('GET', `${schema}/directories`);
      expect(directories.value.map(({ name }) => name)).toEqual(['Azure Active Directory', 'customappsso']);
      const [first] = directories.value;
      expect(await call('GET', `${schema}/directories/${first!.id}`)).toMatchObject({ ...first });
      expect((await refusal(call('GET', `${schema}/directories/${newId()}`))).status).toBe(404);
    }
  });
});

describe('parseExpression', () => {
  let path: string;
  beforeAll(async () => {
    path = `${(await addJob(service.graph)).job}/schema/parseExpression`;
  });
  const parse = (body: unknown) => call<Parsed>('POST', path, body);
  const samples = (properties: Record<string, unknown>) => ({
    definition: null,
    properties: Object.entries(properties).map(([key, value]) => ({ key, value })),
  });

  it('answers as documented by Graph', async () => {
    const expression = 'Replace([preferredLanguage], "-", , , "_", , )';
    const testInputObject = {
      definition: null,
      properties: [
        { key: 'preferredLanguage', value: 'en-US' },
        { key: 'appRoleAssignments', 'value@odata.type': '#Collection(String)', value: ['Default'] },
      ],
    };
    expect(await parse({ expression, targetAttributeDefinition: null, testInputObject })).toEqual({
      '@odata.context': `${service.url}/v1.0/$metadata#microsoft.graph.parseExpressionResponse`,
      parsingSucceeded: true,
      evaluationSucceeded: true,
      evaluationResult: ['en_US'],
      error: null,
      parsedExpression: {
        expression,
        name: 'Replace',
        type: 'Function',
        parameters: [
          {
            key: 'source',
            value: { expression: '[preferredLanguage]', name: 'preferredLanguage', type: 'Attribute', parameters: [] },
          },
          { key: 'Find', value: { expression: '"-"', name: '-', type: 'Constant', parameters: [] } },
          { key: 'Replacement', value: { expression: '"_"', name: '_', type: 'Constant', parameters: [] } },
        ],
      },
    });
  });

  it('only reads when there is nothing to try it on', async () => {
    expect(await parse({ expression: '[mail]' })).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: false,
      evaluationResult: [],
      error: null,
    });
  });

  it('tells what is wrong, and where, as an answer', async () => {
    const broken = await parse({ expression: 'Join(" ",\n  [a] [b])', testInputObject: samples({}) });
    expect(broken).toMatchObject({ parsingSucceeded: false, evaluationSucceeded: false, parsedExpression: null });
    expect(broken.error!.message).toContain('Line 2, column 7');
    expect(broken.error!.details).toEqual(
      expect.arrayContaining([
        { code: 'position', message: '16', target: 'expression' },
        { code: 'line', message: '2', target: 'expression' },
        { code: 'column', message: '7', target: 'expression' },
      ]),
    );
    const failing = await parse({ expression: 'CDate([a])', testInputObject: samples({ a: 'x' }) });
    expect(failing).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: false,
      error: { message: expect.stringContaining('CDate') },
    });
    expect(await parse({ expression: `Append([a], "${'x'.repeat(10_000)}")` })).toMatchObject({
      parsingSucceeded: false,
    });
  });

  it('takes values of every kind, and survives hostile ones', async () => {
    const tried = async (expression: string, properties: Record<string, unknown>) =>
      (await parse({ expression, testInputObject: samples(properties) })).evaluationResult;
    expect(await tried('[a]', { a: true })).toEqual(['True']);
    expect(await tried('[a]', { a: 5 })).toEqual(['5']);
    expect(await tried('[a]', { a: null })).toEqual([]);
    expect(await tried('Join(",", [a])', { a: ['x', 1, false] })).toEqual(['x,1,false']);
    expect(await tried('[constructor]', {})).toEqual([]);
    for (const body of [
      {},
      { expression: 5 },
      { expression: '[a]', testInputObject: { properties: {} } },
      { expression: '[a]', testInputObject: samples({ a: { b: 1 } }) },
    ])
      expect((await refusal(parse(body))).status).toBe(400);
    expect(await parse({ expression: '('.repeat(9000) })).toMatchObject({ parsingSucceeded: false });
  });
});

describe('a schema that is refused', () => {
  it('names every finding with its place', async () => {
    const { job } = await addJob(service.graph);
    const schema = await call<{ synchronizationRules: { targetDirectoryName: string; objectMappings: Json[] }[] }>(
      'GET',
      `${job}/schema`,
    );
    const [rule] = schema.synchronizationRules;
    rule!.targetDirectoryName = 'nowhere';
    const [, users] = rule!.objectMappings as { attributeMappings: Json[]; scope: unknown }[];
    users!.attributeMappings[2] = {
      ...users!.attributeMappings[2],
      source: { type: 'Function', name: 'Nope', expression: 'Nope(', parameters: [] },
    };
    users!.attributeMappings[4] = { ...users!.attributeMappings[4], targetAttributeName: 'emails[' };
    users!.scope = {
      groups: [
        {
          name: 'x',
          clauses: [{ sourceOperandName: 'city', operatorName: 'SOUNDS LIKE', targetOperand: { values: ['a'] } }],
        },
      ],
    };
    const answer = await send(`${service.url}${job}/schema`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await service.tokenOf('Global Administrator')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(schema),
    });
    expect(answer.status).toBe(400);
    const { error } = answer.body as {
      error: { code: string; details: { code: string; message: string; target: string }[] };
    };
    expect(error.code).toBe('SchemaInvalid');
    const at = 'synchronizationRules[0]';
    expect(error.details.map(({ target }) => target).toSorted()).toEqual([
      `${at}/objectMappings[1]/attributeMappings[2]`,
      `${at}/objectMappings[1]/attributeMappings[4]`,
      `${at}/objectMappings[1]/scope/groups[0]/clauses[0]`,
      `${at}/targetDirectoryName`,
    ]);
    expect(error.details.every(({ message }) => message.length > 10)).toBe(true);
  });
});

describe('object connections', () => {
  it('are shown, and removed only while the job does not work', async () => {
    const { jobId, job } = await addJob(service.graph);
    const sourceId = newId();
    const link = { sourceId, type: 'User', targetId: 't-1', displayName: 'Ana', state: 'managed' } as const;
    await service.services.cycles.commitPage(jobId, undefined, aPage({ put: [link] }));
    const path = `/beta${job.slice('/v1.0'.length)}/objectConnections`;
    expect(await call('GET', `${path}('${sourceId}')`)).toMatchObject({
      objectId: sourceId,
      sourceAnchor: sourceId,
      targetAnchor: 't-1',
      displayName: 'Ana',
      objectTypeName: 'User',
    });
    expect((await refusal(call('GET', path))).status).toBe(400);
    expect((await refusal(call('GET', `${path}('${newId()}')`))).status).toBe(404);
    expect((await refusal(call('GET', `${path}('x')`))).status).toBe(404);
    await call('POST', `${job}/start`);
    expect(await refusal(call('DELETE', `${path}('${sourceId}')`))).toMatchObject({
      status: 409,
      code: 'SynchronizationJobActive',
    });
    await call('POST', `${job}/pause`);
    await call('DELETE', `${path}('${sourceId}')`);
    await call('DELETE', `${path}('${sourceId}')`);
    expect((await refusal(call('GET', `${path}('${sourceId}')`))).status).toBe(404);
  });
});

describe('provision on demand', () => {
  it('is answered five times in ten seconds for a job, then with 429 and when to come back', async () => {
    const { job } = await addJob(service.graph);
    const person = await call<{ id: string }>('POST', '/v1.0/users', aPerson());
    const body = {
      parameters: [
        { ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [{ objectId: person.id, objectTypeName: 'User' }] },
      ],
    };
    const token = await service.tokenOf('Global Administrator');
    const ask = () =>
      send(`${service.url}${job}/provisionOnDemand`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (let time = 0; time < 5; time++)
      expect((await ask()).body).toMatchObject({ error: { code: 'CredentialsMissing' } });
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect(refused.body).toMatchObject({ error: { code: 'TooManyRequests' } });
  });

  it('counts a sliding window, each job for itself', () => {
    let nowMs = 0;
    const uses = new RecentUses({ ...systemClock, monotonicMs: () => nowMs }, { most: 2, windowMs: 1000 });
    expect(uses.use('a')).toBeUndefined();
    nowMs = 400;
    expect(uses.use('a')).toBeUndefined();
    expect(uses.use('a')).toBe(600);
    expect(uses.use('b')).toBeUndefined();
    nowMs = 1000;
    expect(uses.use('a')).toBeUndefined();
    expect(uses.use('a')).toBe(400);
  });
});
