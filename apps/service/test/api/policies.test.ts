/** What a job's brakes, settings and previews look like from outside, on a whole service with a real target. */
import { startProgram, type RunningProgram } from '@drawbridge/testkit/processes';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addJob, aGroup, aPerson, credentials, type TestJob } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Json = Record<string, unknown>;
const token = 'canary-token-7f3b';

/** Until what is expected is so. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

let service: TestService;
let app: RunningProgram;
let directory: string;
let target: string;
beforeAll(async () => {
  service = await startService({ worker: true });
  directory = await mkdtemp(join(tmpdir(), 'drawbridge-policies-'));
  app = await startProgram('scim-app', ['--port', '0', '--token', token, '--data', directory]);
  target = `${app.ready['url']!}/scim`;
});
afterAll(async () => {
  await app.stop();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

const call = <T = Json>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  service.graph.call<T>(method, path, body);
const settings = (values: Record<string, string>) => ({
  synchronizationJobSettings: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const accounts = async (): Promise<Map<string, Json>> => {
  const answer = await fetch(`${target}/Users?count=1000`, { headers: { authorization: `Bearer ${token}` } });
  const { Resources = [] } = (await answer.json()) as { Resources?: Json[] };
  return new Map(Resources.map((one) => [String(one['userName']), one]));
};

type Person = { id: string; userPrincipalName: string };
async function crowd(count: number, values: Record<string, string> = {}) {
  const job = await addJob(service.graph);
  await call('PUT', `${job.base}/secrets`, credentials(target, token));
  const people = await Promise.all(
    Array.from({ length: count }, () =>
      call<Person>('POST', '/v1.0/users', aPerson({ department: 'Sales', passwordProfile: undefined })),
    ),
  );
  const assignments = await Promise.all(
    people.map(({ id }) =>
      call<{ id: string }>('POST', `/v1.0/servicePrincipals/${job.id}/appRoleAssignedTo`, {
        principalId: id,
        resourceId: job.id,
      }),
    ),
  );
  await call('PATCH', job.job, settings(values));
  return { job, people, assignments };
}
async function started(count: number, values: Record<string, string> = {}) {
  const made = await crowd(count, values);
  await call('POST', `${made.job.job}/start`);
  await eventually(async () => {
    const known = await accounts();
    expect(made.people.every(({ userPrincipalName }) => known.has(userPrincipalName))).toBe(true);
  });
  return made;
}
const unassign = ({ job }: { job: TestJob }, assignment: { id: string } | undefined) =>
  call('DELETE', `/v1.0/servicePrincipals/${job.id}/appRoleAssignedTo/${assignment!.id}`);
const statusOf = async ({ job }: TestJob) =>
  (await call<{ status: { code: string; quarantine: { reason: string } | null } }>('GET', job)).status;

describe('job settings', () => {
  it('are replaced by PATCH, shown by GET, and refused by name when they mean nothing', async () => {
    const { job } = await addJob(service.graph);
    await call('PATCH', job, settings({ UserUnassignedAction: 'DeleteAfterDays:30', DeletionThresholdPercent: '20' }));
    const shown = await call<{ synchronizationJobSettings: { name: string; value: string }[] }>('GET', job);
    expect(shown.synchronizationJobSettings).toEqual(
      expect.arrayContaining([
        { name: 'UserUnassignedAction', value: 'DeleteAfterDays:30' },
        { name: 'LookaheadQueryEnabled', value: 'False' },
      ]),
    );
    const unknown = await refusal(call('PATCH', job, settings({ MakeCoffee: 'True' })));
    expect(unknown).toMatchObject({ status: 400 });
    expect(unknown.message).toContain("'MakeCoffee'");
    expect(unknown.message).toContain('UserUnassignedAction');
    for (const wrong of [
      { UserUnassignedAction: 'DeleteAfterDays:0' },
      { GroupUnassignedAction: 'Disable' },
      { DeletionThresholdPercent: '101' },
      { UserDisableAttributes: '["x"]' },
      { UserDisableAttributes: '{"emails[type eq":"x"}' },
      { WireTraceUntil: 'tomorrow' },
      { constructor: 'x' },
    ]) {
      expect((await refusal(call('PATCH', job, settings(wrong)))).status, JSON.stringify(wrong)).toBe(400);
    }
    const twice = [
      { name: 'Bulk', value: 'True' },
      { name: 'Bulk', value: 'False' },
    ];
    expect((await refusal(call('PATCH', job, { synchronizationJobSettings: twice }))).status).toBe(400);
    await call('PATCH', job, settings({}));
    expect(await call('GET', job)).not.toMatchObject({
      synchronizationJobSettings: expect.arrayContaining([{ name: 'UserUnassignedAction', value: expect.anything() }]),
    });
  });
});

describe('staged deletions', () => {
  it('are listed page by page, and go or stay by a person’s word', async () => {
    const made = await started(4, { QuarantineTooManyDeletesThreshold: '0' });
    const path = `${made.job.job}/stagedDeletions`;
    for (const assignment of made.assignments.slice(0, 3)) await unassign(made, assignment);
    type Staged = Json & { id: string };
    await eventually(async () => expect((await call<{ value: Staged[] }>('GET', path)).value).toHaveLength(3));
    await eventually(async () => expect((await statusOf(made.job)).quarantine?.reason).toBe('TooManyDeletes'));
    const first = await call<{ value: Staged[]; '@odata.nextLink': string; '@odata.count': number }>(
      'GET',
      `${path}?$top=2&$count=true`,
    );
    expect(first).toMatchObject({ '@odata.count': 3 });
    expect(first.value[0]).toMatchObject({ action: 'disable', event: 'unassigned', state: 'pending' });
    const rest = await call<{ value: Staged[] }>('GET', first['@odata.nextLink'].slice(service.url.length));
    expect(rest.value).toHaveLength(1);
    expect((await refusal(call('GET', `${path}?$filter=${encodeURIComponent("displayName eq 'x'")}`))).status).toBe(
      400,
    );

    const [yes, no, other] = made.people.slice(0, 3) as [Person, Person, Person];
    await call('POST', `${path}/${yes.id}/approve`);
    await eventually(async () => {
      const known = await accounts();
      expect(known.get(yes.userPrincipalName)?.['active']).toBe(false);
      expect(known.get(no.userPrincipalName)?.['active']).toBe(true);
    });
    expect(await call('POST', `${path}/reject`, { ids: [no.id, other.id] })).toEqual({ decided: 2 });
    await eventually(async () => expect((await statusOf(made.job)).quarantine).toBeNull());
    expect((await accounts()).get(no.userPrincipalName)?.['active']).toBe(true);
    const rejected = await call<{ value: Staged[] }>(
      'GET',
      `${path}?$filter=${encodeURIComponent("state eq 'rejected'")}`,
    );
    expect(rejected.value.map(({ id }) => id).sort()).toEqual([no.id, other.id].sort());

    expect((await refusal(call('POST', `${path}/${made.people[3]!.id}/approve`))).status).toBe(404);
    expect((await refusal(call('POST', `${path}/nobody/approve`))).status).toBe(404);
    for (const body of [{}, { ids: [] }, { ids: ['x'] }, { ids: [no.id], all: true }, { all: false }]) {
      expect((await refusal(call('POST', `${path}/approve`, body))).status, JSON.stringify(body)).toBe(400);
    }
  });
});

describe('escrows', () => {
  it('are listed with error and next attempt, tried again now, and matched again', async () => {
    const { job, people } = await crowd(1);
    const [person] = people as [Person];
    const create = (userName: string) =>
      fetch(`${target}/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName }),
      });
    const schema = await call<Json & { synchronizationRules: { objectMappings: Json[] }[] }>(
      'GET',
      `${job.job}/schema`,
    );
    const user = schema.synchronizationRules[0]!.objectMappings.find((one) => one['sourceObjectName'] === 'User')!;
    const mappings = user['attributeMappings'] as Json[];
    mappings.find((one) => one['targetAttributeName'] === 'active')!['source'] = {
      type: 'Constant',
      name: 'maybe',
      expression: '"maybe"',
    };
    expect((await refusal(call('PUT', `${job.job}/schema`, schema))).status).toBe(400);
    mappings.find((one) => one['targetAttributeName'] === 'active')!['source'] = {
      type: 'Attribute',
      name: 'department',
      expression: '[department]',
    };
    await call('PUT', `${job.job}/schema`, schema);
    await call('POST', `${job.job}/start`);
    type Shown = Json & { id: string; attempts: number; nextAttemptDateTime: string };
    const escrows = async () => (await call<{ value: Shown[] }>('GET', `${job.job}/escrows`)).value;
    await eventually(async () => expect(await escrows()).toHaveLength(1));
    const [escrow] = await escrows();
    expect(escrow).toMatchObject({
      id: person.id,
      objectTypeName: 'User',
      errorCode: 'SchemaPropertyCanOnlyAcceptValue',
      kind: 'persistent',
      error: { code: 'MAPPING_VALUE_INVALID' },
    });
    expect(Date.parse(escrow!.nextAttemptDateTime)).toBeGreaterThan(Date.now());
    await call('POST', `${job.job}/escrows/${person.id}/retry`);
    await eventually(async () => expect((await escrows())[0]!.attempts).toBeGreaterThan(escrow!.attempts));
    expect((await refusal(call('POST', `${job.job}/escrows/${job.id}/retry`))).status).toBe(404);
    expect((await refusal(call('POST', `${job.job}/escrows/x/rematch`))).status).toBe(404);

    await call('PATCH', `/v1.0/users/${person.id}`, { department: 'True' });
    await eventually(async () => expect(await escrows()).toEqual([]));
    const before = (await accounts()).get(person.userPrincipalName)!;
    await fetch(`${target}/Users/${String(before['id'])}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await create(person.userPrincipalName)).status).toBe(201);
    await call('POST', `${job.job}/escrows/${person.id}/rematch`);
    await eventually(async () => {
      const after = (await accounts()).get(person.userPrincipalName)!;
      expect(after).toMatchObject({ active: true, displayName: expect.any(String) });
    });
  });
});

describe('evaluateScope', () => {
  const clause = (operatorName: string, value?: string) => ({
    sourceOperandName: 'department',
    operatorName,
    targetOperand: { values: value === undefined ? [] : [value] },
  });
  const sample = { properties: [{ key: 'department', value: 'Sales' }] };

  it('says in or out, and what each clause concluded', async () => {
    const { job } = await addJob(service.graph);
    const scope = {
      groups: [
        { name: 'A', clauses: [clause('EQUALS', 'Sales'), clause('IS NULL')] },
        { name: 'B', clauses: [clause('EQUALS', 'Sales')] },
      ],
    };
    expect(
      await call('POST', `${job}/schema/evaluateScope`, { scope, objectTypeName: 'user', testInputObject: sample }),
    ).toMatchObject({
      inScope: true,
      clauses: [
        { group: 'A', clause: "department EQUALS 'Sales'", result: true },
        { group: 'A', clause: 'department IS NULL', result: false },
        { group: 'B', clause: "department EQUALS 'Sales'", result: true },
      ],
    });
  });

  it('refuses a filter that is no filter', async () => {
    const { job } = await addJob(service.graph);
    for (const scope of [
      null,
      {},
      [],
      'all',
      { group: [] },
      { groups: 'x' },
      { groups: [{ name: 'A', clauses: [] }] },
      { groups: [{ name: 'A', clauses: [clause('SOUNDS LIKE', 'x')] }] },
      { groups: [{ name: 'A', clauses: [clause('EQUALS')] }] },
      { groups: [{ name: 'A', clauses: [clause('REGEX MATCH', '(a+)+$')] }] },
      { groups: [{ name: 'A', clauses: [{ ...clause('EQUALS', 'x'), sourceOperandName: 3 }] }] },
    ]) {
      const body = { scope, objectTypeName: 'User', testInputObject: sample };
      expect((await refusal(call('POST', `${job}/schema/evaluateScope`, body))).status, JSON.stringify(scope)).toBe(
        400,
      );
    }
    const groups = [{ name: 'A', clauses: [clause('EQUALS', 'x')] }];
    for (const rest of [
      { objectTypeName: 'Robot', testInputObject: sample },
      { objectTypeName: 'User' },
      { objectTypeName: 'User', testInputObject: { properties: [{ key: 'x', value: { y: 1 } }] } },
    ]) {
      expect((await refusal(call('POST', `${job}/schema/evaluateScope`, { scope: { groups }, ...rest }))).status).toBe(
        400,
      );
    }
  });
});

describe('explain and preview', () => {
  it('tell what would be written, also under an unsaved schema, and write nothing', async () => {
    const { job, people } = await crowd(2);
    const [person] = people as [Person];
    const size = (await accounts()).size;
    const { value } = await call<{ value: Json[] }>('POST', `${job.job}/explain`, {
      objectId: person.id,
      objectTypeName: 'User',
    });
    expect(value).toMatchObject([
      { action: 'Create', plannedChange: { kind: 'create', operations: expect.arrayContaining([
        { op: 'add', path: 'userName', value: person.userPrincipalName },
      ]) } },
    ]); // prettier-ignore
    const schema = await call<Json & { synchronizationRules: { objectMappings: Json[] }[] }>(
      'GET',
      `${job.job}/schema`,
    );
    const user = schema.synchronizationRules[0]!.objectMappings.find((one) => one['sourceObjectName'] === 'User')!;
    user['scope'] = {
      groups: [
        {
          name: 'Nobody',
          clauses: [{ sourceOperandName: 'department', operatorName: 'EQUALS', targetOperand: { values: ['Ops'] } }],
        },
      ],
    };
    const out = await call<{ value: Json[] }>('POST', `${job.job}/explain`, {
      objectId: person.id,
      objectTypeName: 'User',
      schema,
    });
    expect(out.value).toMatchObject([{ plannedChange: { kind: 'none', reason: 'NotEffectivelyEntitled' } }]);
    expect(await call('POST', `${job.job}/preview`, {})).toMatchObject({
      counts: { create: 2, none: 0 },
      lookedAt: 2,
      isComplete: true,
    });
    expect(await call('POST', `${job.job}/preview`, { schema, sampleSize: 1 })).toMatchObject({
      counts: { create: 0, none: 2 },
      sample: [{ kind: 'none' }],
    });
    expect(await call('POST', `${job.job}/preview`, { limit: 1 })).toMatchObject({ lookedAt: 1, isComplete: false });
    expect((await refusal(call('POST', `${job.job}/preview`, { limit: 0 }))).status).toBe(400);
    expect((await refusal(call('POST', `${job.job}/preview`, { schema: {} }))).status).toBe(400);
    expect((await refusal(call('POST', `${job.job}/explain`, { objectId: 'x', objectTypeName: 'User' }))).status).toBe(
      400,
    );
    expect((await accounts()).size, 'nothing was written').toBe(size);
  });
});

describe('a group of any size on demand', () => {
  it('is provisioned with every member it has', async () => {
    const job = await addJob(service.graph);
    await call('PUT', `${job.base}/secrets`, credentials(target, token));
    const people = await Promise.all(
      Array.from({ length: 12 }, () => call<Person>('POST', '/v1.0/users', aPerson({ passwordProfile: undefined }))),
    );
    const crew = await call<{ id: string; displayName: string }>('POST', '/v1.0/groups', aGroup());
    for (const { id } of people) {
      await call('POST', `/v1.0/groups/${crew.id}/members/$ref`, {
        '@odata.id': `${service.url}/v1.0/directoryObjects/${id}`,
      });
    }
    await call('POST', `/v1.0/servicePrincipals/${job.id}/appRoleAssignedTo`, {
      principalId: crew.id,
      resourceId: job.id,
    });
    const answer = await call<{ value: string }>('POST', `${job.job}/provisionOnDemand`, {
      parameters: [
        {
          ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
          subjects: [{ objectId: crew.id, objectTypeName: 'Group', allMembers: true }],
        },
      ],
    });
    const entries = JSON.parse(answer.value) as { action: string }[];
    expect(entries.filter(({ action }) => action === 'Create')).toHaveLength(13);
    const groups = await fetch(
      `${target}/Groups?filter=${encodeURIComponent(`displayName eq "${crew.displayName}"`)}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    const { Resources } = (await groups.json()) as { Resources: { members: unknown[] }[] };
    expect(Resources[0]!.members).toHaveLength(12);
  });
});

describe('a wire trace', () => {
  it('comes with the answer of an on-demand run, or for a job until a moment, and never holds the token', async () => {
    const { job, people } = await crowd(1, { WireTraceUntil: new Date(Date.now() + 600_000).toISOString() });
    type Traced = { value: string; trace?: { method: string; url: string; status: number }[] };
    const run = (trace: boolean) =>
      call<Traced>('POST', `${job.job}/provisionOnDemand`, {
        trace,
        parameters: [
          {
            ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
            subjects: [{ objectId: people[0]!.id, objectTypeName: 'User' }],
          },
        ],
      });
    const { trace = [] } = await run(true);
    expect(trace.map(({ method, status }) => [method, status])).toContainEqual(['POST', 201]);
    expect((await run(false)).trace).toBeUndefined();
    const kept = await call<{ value: Json[] }>('GET', `${job.job}/wireTrace`);
    expect(kept.value.length).toBeGreaterThan(trace.length);
    expect(JSON.stringify([trace, kept])).not.toContain(token);
    const tooLong = settings({ WireTraceUntil: new Date(Date.now() + 2 * 86_400_000).toISOString() });
    expect((await refusal(call('PATCH', job.job, tooLong))).status).toBe(400);
    await call('PATCH', job.job, settings({}));
    await run(false);
    expect((await call<{ value: Json[] }>('GET', `${job.job}/wireTrace`)).value).toEqual([]);
  });
});
