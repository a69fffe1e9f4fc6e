import { newId } from '@drawbridge/base';
import { aLogRecord, anEscrow, aPage } from '@drawbridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApplication, addJob, aGroup, aPerson, credentials } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type Target = Thing & {
  type: string;
  modifiedProperties: { displayName: string; oldValue: string | null; newValue: string | null }[];
};
type Audit = Thing & {
  activityDisplayName: string;
  result: string;
  resultReason: string;
  initiatedBy: { user: unknown; app: { appId: string; displayName: string; servicePrincipalId: string } | null };
  targetResources: Target[];
  additionalDetails: { key: string; value: string }[];
};
type List = { value: Audit[]; '@odata.count'?: number; '@odata.nextLink'?: string };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const path = '/v1.0/auditLogs/directoryAudits';
const call = <T = Thing>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  service.graph.call<T>(method, url, body);
const list = (filter: string, more = '') => call<List>('GET', `${path}?$filter=${encodeURIComponent(filter)}${more}`);
const about = async (id: string): Promise<Audit[]> =>
  (await list(`targetResources/any(t:t/id eq '${id}')`, '&$orderby=activityDateTime%20asc')).value;
const namesOf = (audits: readonly Audit[]) => audits.map((audit) => audit.activityDisplayName);
const reference = (id: string) => ({ '@odata.id': `${service.url}/v1.0/directoryObjects/${id}` });

describe('the audit log of the directory', () => {
  it('tells the life of a person: who, what, before and after, and never a password', async () => {
    const person = await call(
      'POST',
      '/v1.0/users',
      aPerson({ passwordProfile: { password: 'Canary-Pass-4711-word' } }),
    );
    await call('PATCH', `/v1.0/users/${person.id}`, { jobTitle: 'Clerk' });
    await call('PATCH', `/v1.0/users/${person.id}`, { jobTitle: 'Senior clerk' });
    await call('DELETE', `/v1.0/users/${person.id}`);
    await call('POST', `/v1.0/directory/deletedItems/${person.id}/restore`);
    await call('DELETE', `/v1.0/users/${person.id}`);
    await call('DELETE', `/v1.0/directory/deletedItems/${person.id}`);
    const audits = await about(person.id);
    expect(namesOf(audits)).toEqual([
      'Add user',
      'Update user',
      'Update user',
      'Delete user',
      'Restore user',
      'Delete user',
      'Hard Delete user',
    ]);
    expect(audits[2]).toMatchObject({
      category: 'UserManagement',
      operationType: 'Update',
      loggedByService: 'Core Directory',
      result: 'success',
      resultReason: '',
      initiatedBy: { user: null, app: { displayName: 'Drawbridge command line', appId: expect.any(String) } },
      targetResources: [
        {
          id: person.id,
          type: 'User',
          displayName: person['displayName'],
          userPrincipalName: person['userPrincipalName'],
          modifiedProperties: [{ displayName: 'jobTitle', oldValue: '"Clerk"', newValue: '"Senior clerk"' }],
        },
      ],
    });
    expect(await call('GET', `${path}/${audits[0]!.id}`)).toMatchObject({
      '@odata.context': `${service.url}/v1.0/$metadata#auditLogs/directoryAudits/$entity`,
      activityDisplayName: 'Add user',
    });
    expect(JSON.stringify(audits)).not.toContain('Canary-Pass');
  });

  it('names the member and the group', async () => {
    const person = await call('POST', '/v1.0/users', aPerson());
    const group = await call(
      'POST',
      '/v1.0/groups',
      aGroup({ 'members@odata.bind': [reference(person.id)['@odata.id']] }),
    );
    await call('DELETE', `/v1.0/groups/${group.id}/members/${person.id}/$ref`);
    const audits = await about(group.id);
    expect(namesOf(audits)).toEqual(['Add group', 'Add member to group', 'Remove member from group']);
    expect(audits[1]!.targetResources).toMatchObject([
      {
        id: person.id,
        type: 'User',
        modifiedProperties: [
          { displayName: 'Group.ObjectID', newValue: `"${group.id}"` },
          { displayName: 'Group.DisplayName', newValue: `"${group['displayName']}"` },
        ],
      },
      { id: group.id, type: 'Group', displayName: group['displayName'] },
    ]);
  });

  it('names applications and who is assigned to them', async () => {
    const { id } = await addApplication(service.graph);
    const person = await call('POST', '/v1.0/users', aPerson());
    const assigned = await call('POST', `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`, { principalId: person.id });
    await call('DELETE', `/v1.0/servicePrincipals/${id}/appRoleAssignedTo/${assigned.id}`);
    const names = namesOf(await about(id));
    expect(names).toContain('Add service principal');
    expect(names.slice(-2)).toEqual(['Add app role assignment grant to user', 'Remove app role assignment from user']);
    expect(namesOf(await about(person.id))).toHaveLength(3);
  });

  it('tells what was tried and refused, with the reason, once', async () => {
    const reader = service.graphAs(await service.client('Global Reader'));
    const person = await call('POST', '/v1.0/users', aPerson());
    await refusal(reader.call('DELETE', `/v1.0/users/${person.id}`));
    await refusal(call('PATCH', `/v1.0/users/${person.id}`, { accountEnabled: 'perhaps' }));
    const refused = (await about(person.id)).filter(({ result }) => result === 'failure');
    expect(namesOf(refused)).toEqual(['Delete user', 'Update user']);
    expect(refused[0]!.resultReason).toContain('Insufficient privileges');
    expect(refused[1]!.resultReason).toContain('accountEnabled');
  });

  it('keeps the change and its record together: what could not be recorded did not happen', async () => {
    const { database } = await brokenAuditLog();
    const person = aPerson();
    const refused = await refusal(call('POST', '/v1.0/users', person));
    await database.mend();
    expect(refused.status).toBe(500);
    expect((await refusal(call('GET', `/v1.0/users/${person.userPrincipalName}`))).status).toBe(404);
    await call('POST', '/v1.0/users', person);
  });

  it('keeps changes of jobs, secrets and roles together with their records, too', async () => {
    const application = await addApplication(service.graph);
    const made = await addJob(service.graph);
    const person = await call('POST', '/v1.0/users', aPerson());
    const role = { principalId: person.id, roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509' };
    const before = await call('GET', made.job);
    const schema = await call<Thing & { synchronizationRules: Thing[] }>('GET', `${made.job}/schema`);
    const renamed = {
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({ ...rule, name: 'X' })),
    };
    const { database } = await brokenAuditLog();
    const refused = [
      await refusal(call('POST', `${application.base}/jobs`, { templateId: 'scim' })),
      await refusal(call('PATCH', made.job, { schedule: { interval: 'PT20M' } })),
      await refusal(call('POST', `${made.job}/start`)),
      await refusal(call('PUT', `${made.job}/schema`, renamed)),
      await refusal(call('PUT', `${made.base}/secrets`, credentials('https://scim.example', 'T'))),
      await refusal(call('DELETE', made.job)),
      await refusal(call('POST', '/v1.0/roleManagement/directory/roleAssignments', role)),
    ];
    await database.mend();
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 500));
    expect(await call<List>('GET', `${application.base}/jobs`)).toMatchObject({ value: [] });
    expect(await call('GET', made.job)).toEqual(before);
    expect(await call('GET', `${made.job}/schema`)).toEqual(schema);
    expect(await call<List>('GET', `${made.base}/secrets`)).toMatchObject({ value: [] });
    await call('POST', '/v1.0/roleManagement/directory/roleAssignments', role);
  });

  it('has one record for an import, with its counts', async () => {
    const before = (await list("activityDisplayName eq 'Import users and groups'")).value.length;
    const users = Array.from({ length: 30 }, () => ({ userPrincipalName: aPerson().userPrincipalName }));
    await call('POST', '/beta/directory/import', { users });
    await call('POST', '/beta/directory/import?preview=true', { users });
    const { value } = await list("activityDisplayName eq 'Import users and groups'");
    expect(value).toHaveLength(before + 1);
    expect(value[0]!.additionalDetails).toContainEqual({ key: 'UsersCreated', value: '30' });
  });
});

/** The audit table takes nothing until mended, as with a full disk. */
async function brokenAuditLog() {
  const { auditLog } = service.services;
  const append = auditLog.append.bind(auditLog);
  auditLog.append = async (records, tx) => {
    if (tx && records.length > 0) throw new Error('no space left on device');
    return append(records, tx);
  };
  return { database: { mend: async () => void (auditLog.append = append) } };
}

describe('the audit log of provisioning', () => {
  it('tells the life of a job, with secrets as a star', async () => {
    const { id, job, base } = await addJob(service.graph);
    await call('PUT', `${base}/secrets`, credentials('http://127.0.0.1:9/scim', 'canary-token-4711'));
    await call('PATCH', job, { schedule: { interval: 'PT20M' } });
    const schema = await call<{ synchronizationRules: { objectMappings: { attributeMappings: Thing[] }[] }[] }>(
      'GET',
      `${job}/schema`,
    );
    const mapping = schema.synchronizationRules[0]!.objectMappings.flatMap(
      ({ attributeMappings }) => attributeMappings,
    );
    Object.assign(
      mapping.find(({ targetAttributeName }) => targetAttributeName === 'title')!,
      {
        source: { type: 'Function', name: 'ToUpper', expression: 'ToUpper([jobTitle])', parameters: [] },
      },
    );
    await call('PUT', `${job}/schema`, schema);
    await call('POST', `${job}/start`);
    await call('POST', `${job}/pause`);
    await call('POST', `${job}/restart`);
    await call('DELETE', job);
    const audits = (await about(id)).filter(({ category }) => category === 'ProvisioningManagement');
    expect(namesOf(audits)).toEqual([
      'Add provisioning configuration',
      'Update provisioning setting or credentials',
      'Update provisioning setting or credentials',
      'Update attribute mappings or scope',
      'Enable/start provisioning configuration',
      'Disable/pause provisioning configuration',
      'Enable/restart provisioning configuration',
      'Delete provisioning configuration',
    ]);
    for (const audit of audits) {
      expect(audit).toMatchObject({
        loggedByService: 'Account Provisioning',
        targetResources: [{ id, displayName: 'Payroll' }],
      });
      if (audit.activityDisplayName !== 'Update provisioning setting or credentials' || audit === audits[2])
        expect(audit.additionalDetails[0]).toMatchObject({ key: 'JobId', value: expect.stringMatching(/^scim\./) });
    }
    expect(audits[1]!.targetResources[0]!.modifiedProperties).toEqual([
      { displayName: 'BaseAddress', oldValue: null, newValue: '"http://127.0.0.1:9/scim"' },
      { displayName: 'SecretToken', oldValue: null, newValue: '"*"' },
    ]);
    expect(audits[2]!.targetResources[0]!.modifiedProperties).toEqual([
      { displayName: 'schedule/interval', oldValue: '"PT40M"', newValue: '"PT20M"' },
    ]);
    expect(audits[3]!.targetResources[0]!.modifiedProperties).toEqual([
      { displayName: 'User: title mapping', oldValue: '"[jobTitle]"', newValue: '"ToUpper([jobTitle])"' },
    ]);
    expect(JSON.stringify(audits)).not.toContain('canary');
  });

  it('tells when escrows were worked on, together with the page that did it', async () => {
    const { id, jobId } = await addJob(service.graph);
    const escrow = anEscrow();
    const commit = (page: Parameters<typeof aPage>[0]) =>
      service.services.engine.cycles.commitPage(jobId, undefined, aPage(page));
    await commit({ escrows: [escrow], log: [aLogRecord({ jobId, servicePrincipalId: id })] });
    await commit({
      cleared: [{ sourceId: escrow.sourceId, type: escrow.type }],
      log: [aLogRecord({ jobId, servicePrincipalId: id })],
    });
    await commit({ log: [aLogRecord({ jobId, servicePrincipalId: id })] });
    const audits = (await about(id)).filter(({ activityDisplayName }) => activityDisplayName === 'Process escrow');
    expect(audits.map(({ additionalDetails }) => additionalDetails)).toEqual([
      [{ key: 'JobId', value: jobId }, { key: 'EscrowsFailed', value: '1' }, { key: 'EscrowsMended', value: '0' }],
      [{ key: 'JobId', value: jobId }, { key: 'EscrowsFailed', value: '0' }, { key: 'EscrowsMended', value: '1' }],
    ]); // prettier-ignore
    expect(audits[0]).toMatchObject({ initiatedBy: { app: { displayName: 'Azure AD Provisioning Service' } } });
  });

  it('names the principal and the role when a role is given, and tells a refusal as one', async () => {
    const person = await call('POST', '/v1.0/users', aPerson());
    const body = { principalId: person.id, roleDefinitionId: '4a5d8f65-41da-4de4-8968-e035b65339cf' };
    const { id } = await call('POST', '/v1.0/roleManagement/directory/roleAssignments', body);
    await refusal(call('POST', '/v1.0/roleManagement/directory/roleAssignments', body));
    await call('DELETE', `/v1.0/roleManagement/directory/roleAssignments/${id}`);
    const audits = (await about(person.id)).filter(({ activityDisplayName }) => activityDisplayName.includes('role'));
    expect(audits.map(({ activityDisplayName, result }) => [activityDisplayName, result])).toEqual([
      ['Add member to role', 'success'],
      ['Add member to role', 'failure'],
      ['Remove member from role', 'success'],
    ]);
    expect(JSON.stringify(audits[0])).toContain('Reports Reader');
  });

  it('tells when a job enters quarantine, by itself', async () => {
    const { id, jobId, job } = await addJob(service.graph);
    const { engine, jobs, clock } = service.services;
    const quarantine = {
      reason: 'EncounteredQuarantineException',
      currentBegan: clock.now().toISOString(),
      seriesBegan: clock.now().toISOString(),
      seriesCount: 1,
      nextAttempt: clock.now().toISOString(),
      error: { code: 'X', message: 'The endpoint rejected the token.' },
    } as const;
    engine.onQuarantine?.((await jobs.get(jobId))!, quarantine);
    await call('GET', job);
    const [audit] = (await about(id)).filter(({ activityDisplayName }) => activityDisplayName === 'Quarantine');
    expect(audit).toMatchObject({ initiatedBy: { app: { displayName: 'Azure AD Provisioning Service' } } });
    expect(audit!.additionalDetails).toContainEqual({ key: 'Reason', value: 'EncounteredQuarantineException' });
  });
});

describe('reading the audit log', () => {
  it('answers the filters of Graph', async () => {
    const person = await call('POST', '/v1.0/users', aPerson({ displayName: "Zoë O'Hara" }));
    const [added] = await about(person.id);
    const { app } = added!.initiatedBy;
    const one = `targetResources/any(t:t/id eq '${person.id}')`;
    const holding = [
      `id eq '${added!.id}'`, `activityDateTime ge ${String(added!['activityDateTime'])}`, `activityDisplayName eq 'Add user'`,
      `startswith(activityDisplayName,'Add')`, `category eq 'UserManagement'`, `loggedByService eq 'Core Directory'`, `result eq 'success'`,
      `correlationId eq '${String(added!['correlationId'])}'`, `initiatedBy/app/appId eq '${app!.appId}'`,
      `initiatedBy/app/displayName eq '${app!.displayName}'`, `startswith(initiatedBy/app/displayName,'Drawbridge')`,
      `targetResources/any(t:startswith(t/displayName,'Zoë O''H'))`, `targetResources/any(t:t/type eq 'User' and t/id eq '${person.id}')`,
      'targetResources/any()',
    ]; // prettier-ignore
    for (const filter of holding) {
      const found = await list(`${one} and ${filter}`, '&$count=true');
      expect(
        found.value.map(({ id }) => id),
        filter,
      ).toEqual([added!.id]);
      expect(found['@odata.count'], filter).toBe(1);
    }
    const failing = [
      "activityDisplayName eq 'Add group'",
      "result eq 'failure'",
      "initiatedBy/user/id eq 'x'",
      "targetResources/any(t:t/displayName eq 'zoë')",
    ];
    for (const filter of failing) expect((await list(`${one} and ${filter}`)).value, filter).toEqual([]);
  });

  it('refuses what it does not know', async () => {
    const unsupported = [
      "resultReason eq 'x'",
      "targetResources/any(t:t/secret eq 'x')",
      "tags/any(t:t eq 'x')",
      "targetResources/all(t:t/id eq 'x')",
      "category gt 'x'",
      "constructor eq 'x'",
    ];
    for (const filter of unsupported)
      expect(await refusal(list(filter)), filter).toMatchObject({ status: 400, code: 'Request_UnsupportedQuery' });
    for (const filter of [
      "result eq 'good'",
      "correlationId eq 'x'",
      'category eq 5',
      'activityDateTime ge 2026-99-99',
    ])
      expect(await refusal(list(filter)), filter).toMatchObject({ status: 400, code: 'Request_BadRequest' });
    expect((await refusal(call('GET', `${path}?$orderby=category`))).status).toBe(400);
    for (const id of [newId(), 'x', '__proto__'])
      expect((await refusal(call('GET', `${path}/${id}`))).status).toBe(404);
  });

  it('walks every record once, newest first', async () => {
    const seen: string[] = [];
    for (let next: string | undefined = `${path}?$top=7`; next !== undefined;) {
      const page: List = await call('GET', next);
      seen.push(...page.value.map(({ id }) => id));
      next = page['@odata.nextLink']?.slice(service.url.length);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().reverse());
    expect(seen.length).toBeGreaterThan(20);
  });

  it('is for those who may read it', async () => {
    const reader = service.graphAs(await service.client('Reports Reader'));
    expect((await reader.call<List>('GET', path)).value.length).toBeGreaterThan(0);
    const userAdministrator = service.graphAs(await service.client('User Administrator'));
    expect((await refusal(userAdministrator.call('GET', path))).status).toBe(403);
    expect((await refusal(userAdministrator.call('GET', `${path}/export`))).status).toBe(403);
    expect((await send(`${service.url}${path}/export`)).status).toBe(401);
  });
});
