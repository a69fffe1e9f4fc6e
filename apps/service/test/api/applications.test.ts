import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApplication, addJob, aGroup, aPerson, credentials, templates } from '../support/application.ts';
import { refusal, requestToken, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[]; '@odata.count'?: number };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const get = <T = Thing>(path: string) => service.graph.call<T>('GET', path);
const filtered = (path: string, filter: string) => get<List>(`${path}?$filter=${encodeURIComponent(filter)}`);
const nobody = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';

describe('the gallery', () => {
  it('is searched by name and category, and shows one template', async () => {
    const one = await filtered('/v1.0/applicationTemplates', "displayName eq 'On-premises SCIM app'");
    expect(one.value).toHaveLength(1);
    expect(one.value[0]).toMatchObject({ id: templates.onPremises, supportedProvisioningTypes: ['sync'] });
    expect((await filtered('/v1.0/applicationTemplates', "contains(displayName,'scim')")).value.length).toBe(2);
    expect((await filtered('/v1.0/applicationTemplates', "categories/any(c:c eq 'productivity')")).value.length).toBe(
      2,
    );
    expect((await get<List>('/v1.0/applicationTemplates?$top=1&$skip=1')).value).toHaveLength(1);
    expect((await filtered('/v1.0/applicationTemplates', "not(publisher eq 'drawbridge')")).value).toEqual([]);
    expect((await refusal(filtered('/v1.0/applicationTemplates', "nothing eq 'x'"))).status).toBe(400);
    const sorted = await get<List>(
      '/v1.0/applicationTemplates?$orderby=displayName%20desc&$count=true&$select=displayName',
    );
    expect(sorted).toMatchObject({ '@odata.count': 3, value: [{ displayName: 'On-premises SCIM app' }, {}, {}] });
    expect(Object.keys(sorted.value[0]!).sort()).toEqual(['displayName', 'id']);
    const databricks = await filtered(
      '/v1.0/applicationTemplates',
      "displayName eq 'Azure Databricks SCIM Provisioning Connector'",
    );
    expect(databricks.value).toHaveLength(1);
    expect(await get(`/v1.0/applicationTemplates/${templates.custom}`)).toMatchObject({ displayName: 'Custom' });
    expect((await refusal(get(`/v1.0/applicationTemplates/${nobody}`))).status).toBe(404);
  });

  it('makes an application and its service principal of a template', async () => {
    const made = await service.graph.call<{ '@odata.context': string; application: Thing; servicePrincipal: Thing }>(
      'POST',
      `/v1.0/applicationTemplates/${templates.onPremises}/instantiate`,
      { displayName: ' Payroll (on-premises) ', serviceManagementReference: null },
    );
    expect(made['@odata.context']).toBe(`${service.url}/v1.0/$metadata#microsoft.graph.applicationServicePrincipal`);
    expect(made.application).toMatchObject({
      displayName: 'Payroll (on-premises)',
      signInAudience: 'AzureADMyOrg',
      applicationTemplateId: templates.onPremises,
      passwordCredentials: [],
    });
    expect(made.servicePrincipal).toMatchObject({
      appId: made.application['appId'],
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoleAssignmentRequired: true,
      tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
      notificationEmailAddresses: [],
    });
    expect(await get(`/v1.0/applications/${made.application.id}`)).toMatchObject({ id: made.application.id });
    const { id } = await get(`/v1.0/servicePrincipals(appId='${String(made.application['appId'])}')`);
    expect(id).toBe(made.servicePrincipal.id);

    const path = `/v1.0/applicationTemplates/${templates.onPremises}/instantiate`;
    for (const body of [
      {},
      { displayName: '' },
      { displayName: '  ' },
      { displayName: 'x'.repeat(300) },
      { displayName: 5 },
    ])
      expect((await refusal(service.graph.call('POST', path, body))).status, JSON.stringify(body)).toBe(400);
  });
});

describe('applications', () => {
  it('are made, changed and deleted, and keep what is not theirs to change', async () => {
    const made = await service.graph.call<Thing>('POST', '/v1.0/applications', { displayName: 'Script' });
    expect(made).toMatchObject({ displayName: 'Script', appId: expect.any(String), signInAudience: 'AzureADMyOrg' });
    await service.graph.call('PATCH', `/v1.0/applications/${made.id}`, { displayName: 'Other', tags: ['a'] });
    expect(await get(`/v1.0/applications(appId='${String(made['appId'])}')`)).toMatchObject({
      displayName: 'Other',
      tags: ['a'],
    });
    for (const body of [
      { appId: nobody },
      { applicationTemplateId: templates.custom },
      { passwordCredentials: [] },
      { id: nobody },
    ]) {
      const { status, message } = await refusal(service.graph.call('PATCH', `/v1.0/applications/${made.id}`, body));
      expect([status, message]).toEqual([400, expect.stringContaining('read-only')]);
    }
    await service.graph.call('DELETE', `/v1.0/applications/${made.id}`);
    expect((await refusal(get(`/v1.0/applications/${made.id}`))).status).toBe(404);
  });

  it('show a secret once, then only what tells it apart', async () => {
    const made = await service.graph.call<Thing>('POST', '/v1.0/applications', { displayName: 'Script' });
    const principal = await service.graph.call<Thing>('POST', '/v1.0/servicePrincipals', { appId: made['appId'] });
    expect(principal).toMatchObject({ displayName: 'Script', appId: made['appId'] });
    const added = await service.graph.call<Thing & { secretText: string; keyId: string }>(
      'POST',
      `/v1.0/applications/${made.id}/addPassword`,
      { passwordCredential: { displayName: 'ci', endDateTime: '2100-01-01T00:00:00Z' } },
    );
    expect(added).toMatchObject({
      displayName: 'ci',
      endDateTime: '2100-01-01T00:00:00.000Z',
      hint: added.secretText.slice(0, 3),
    });
    const shown = await get<{ passwordCredentials: Thing[] }>(`/v1.0/applications/${made.id}`);
    expect(shown.passwordCredentials).toEqual([
      expect.objectContaining({ keyId: added.keyId, displayName: 'ci', secretText: null }),
    ]);
    expect(JSON.stringify(shown)).not.toContain(added.secretText);
    const listed = await filtered('/v1.0/applications', `appId eq '${String(made['appId'])}'`);
    expect(listed.value[0]).toMatchObject({ passwordCredentials: [{ keyId: added.keyId }] });

    const remove = () =>
      service.graph.call('POST', `/v1.0/applications/${made.id}/removePassword`, { keyId: added.keyId });
    await remove();
    expect((await refusal(remove())).status).toBe(404);
    for (const passwordCredential of ['x', { endDateTime: 'tomorrow' }, { displayName: 5 }]) {
      const work = service.graph.call('POST', `/v1.0/applications/${made.id}/addPassword`, { passwordCredential });
      expect((await refusal(work)).status).toBe(400);
    }
  });

  it('give a secret only to those who may do all that the application may', async () => {
    const strong = await service.client('Global Administrator');
    const weak = await service.client('Cloud Application Administrator');
    const graph = service.graphAs(await service.client('Application Administrator'));
    const add = (id: string) => graph.call<{ secretText: string }>('POST', `/v1.0/applications/${id}/addPassword`, {});
    expect(await refusal(add(strong.applicationId))).toMatchObject({
      status: 403,
      code: 'Authorization_RequestDenied',
    });
    const { secretText } = await add(weak.applicationId);
    const form = { client_id: weak.clientId, client_secret: secretText };
    expect((await requestToken(service.url, weak.tenantId, form)).status).toBe(200);
  });

  it('take their jobs and credentials along when they go', async () => {
    const { services, graph } = service;
    for (const what of ['application', 'servicePrincipal']) {
      const job = await addJob(graph);
      await graph.call('PUT', `${job.base}/secrets`, credentials('https://h.example/scim', 'T'));
      const path = what === 'application' ? `applications/${job.applicationId}` : `servicePrincipals/${job.id}`;
      await graph.call('DELETE', `/v1.0/${path}`);
      expect(await services.jobs.get(job.jobId)).toBeUndefined();
      expect(await services.secrets.list(job.id)).toEqual([]);
      expect((await refusal(get(`/v1.0/servicePrincipals/${job.id}`))).status).toBe(404);
      expect((await refusal(get(job.job))).status).toBe(404);
    }
  });
});

describe('service principals', () => {
  it('are found by appId, name, tag and template', async () => {
    const { id } = await addApplication(service.graph);
    const { appId } = await get(`/v1.0/servicePrincipals/${id}`);
    const path = '/v1.0/servicePrincipals';
    for (const filter of [
      `appId eq '${String(appId)}'`,
      `displayName eq 'Payroll' and appId eq '${String(appId)}'`,
      `id in ('${id}','${nobody}')`,
    ])
      expect(
        (await filtered(path, filter)).value.map((item) => item.id),
        filter,
      ).toEqual([id]);
    for (const filter of [
      "tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')",
      `applicationTemplateId eq '${templates.custom}'`,
      "startsWith(displayName,'pay')",
      "servicePrincipalType eq 'Application'",
    ])
      expect(
        (await filtered(path, filter)).value.map((item) => item.id),
        filter,
      ).toContain(id);
  });

  it('change what an administrator may change', async () => {
    const { id } = await addApplication(service.graph);
    const change = {
      notes: 'n',
      accountEnabled: false,
      appRoleAssignmentRequired: false,
      tags: ['HideApp'],
      notificationEmailAddresses: ['a@b.c'],
    };
    await service.graph.call('PATCH', `/v1.0/servicePrincipals/${id}`, change);
    expect(await get(`/v1.0/servicePrincipals/${id}`)).toMatchObject(change);
    expect(await get(`/v1.0/servicePrincipals/${id}?$select=samlMetadataUrl`)).toMatchObject({
      id,
      samlMetadataUrl: null,
    });
    for (const body of [
      { applicationTemplateId: templates.custom },
      { appId: nobody },
      { servicePrincipalType: 'x' },
      { x: 1 },
    ])
      expect((await refusal(service.graph.call('PATCH', `/v1.0/servicePrincipals/${id}`, body))).status).toBe(400);
  });

  it('need an application, and there is one for each', async () => {
    const made = await service.graph.call<Thing>('POST', '/v1.0/applications', { displayName: 'Script' });
    const create = (appId: unknown) => service.graph.call('POST', '/v1.0/servicePrincipals', { appId });
    await create(made['appId']);
    expect((await refusal(create(made['appId']))).status).toBe(409);
    expect((await refusal(create(nobody))).status).toBe(404);
    expect((await refusal(create('x'))).status).toBe(400);
  });
});

describe('assignments', () => {
  it('bind a person or a group to an application, once, and are read and removed', async () => {
    const { id } = await addApplication(service.graph);
    const person = await service.graph.call<Thing>('POST', '/v1.0/users', aPerson({ displayName: 'Ana Bright' }));
    const group = await service.graph.call<Thing>('POST', '/v1.0/groups', aGroup());
    const path = `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`;
    const { appRoles } = await get<{ appRoles: Thing[] }>(`/v1.0/servicePrincipals/${id}`);
    const assign = (principalId: string, more = {}) =>
      service.graph.call<Thing>('POST', path, { principalId, resourceId: id, ...more });
    const made = await assign(person.id, { appRoleId: appRoles[0]!.id });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^[\w-]{20,}$/),
      deletedDateTime: null,
      appRoleId: appRoles[0]!.id,
      principalDisplayName: 'Ana Bright',
      principalId: person.id,
      principalType: 'User',
      resourceDisplayName: 'Payroll',
      resourceId: id,
    });
    expect(await assign(group.id)).toMatchObject({ principalType: 'Group' });
    expect(await refusal(assign(person.id, { appRoleId: appRoles[0]!.id }))).toMatchObject({
      status: 400,
      message: 'Permission being assigned already exists on the object',
    });
    expect((await get<List>(`${path}?$top=1`)).value).toHaveLength(1);
    const all: string[] = [];
    for await (const item of service.graph.list<{ principalId: string }>(`${path}?$top=1`)) all.push(item.principalId);
    expect(all.sort()).toEqual([person.id, group.id].sort());

    for (const [filter, found] of [
      ["startsWith(principalDisplayName,'ANA')", [person.id]],
      ["startsWith(principalDisplayName,'na')", []],
      ["principalType eq 'Group'", [group.id]],
      [`principalId in ('${group.id}', '${id}') and principalType eq 'Group'`, [group.id]],
      ["principalType eq 'User' and startsWith(principalDisplayName,'ana b')", [person.id]],
      [`principalId eq '${group.id}' and principalType eq 'User'`, []],
    ] as const) {
      const page = await get<List>(`${path}?$count=true&$filter=${encodeURIComponent(filter)}`);
      expect(page.value.map((each) => each['principalId'])).toEqual(found);
      expect(page['@odata.count'], filter).toBe(found.length);
    }
    for (const filter of [
      "principalType eq 'Car'",
      "endsWith(principalDisplayName,'a')",
      "principalType eq 'User' or principalType eq 'Group'",
      "principalType eq 'User' and principalType eq 'User'",
    ])
      expect((await refusal(filtered(path, filter))).status, filter).toBe(400);

    const other = await addApplication(service.graph);
    expect(await get(`${path}/${made.id}`)).toMatchObject({ id: made.id });
    expect((await refusal(get(`/v1.0/servicePrincipals/${other.id}/appRoleAssignedTo/${made.id}`))).status).toBe(404);
    await service.graph.call('DELETE', `${path}/${made.id}`);
    expect((await refusal(get(`${path}/${made.id}`))).status).toBe(404);
  });

  it('refuse roles, principals and resources that do not fit', async () => {
    const { id } = await addApplication(service.graph);
    const person = await service.graph.call<Thing>('POST', '/v1.0/users', aPerson());
    const post = (body: object) =>
      refusal(service.graph.call('POST', `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`, body));
    expect((await post({ principalId: person.id, resourceId: id, appRoleId: nobody })).status).toBe(400);
    expect((await post({ principalId: person.id, appRoleId: '00000000-0000-0000-0000-000000000000' })).status).toBe(
      400,
    );
    expect((await post({ principalId: person.id, resourceId: nobody })).status).toBe(400);
    expect((await post({ principalId: nobody, resourceId: id })).status).toBe(404);
    expect((await post({ resourceId: id })).status).toBe(400);
  });
});

describe('roles', () => {
  it('are listed, and given to a service principal', async () => {
    const { value } = await get<List>('/v1.0/roleManagement/directory/roleDefinitions');
    expect(value.map(({ displayName }) => displayName)).toContain('Global Administrator');
    const client = await service.client();
    const give = (roleDefinitionId: string, principalId = client.principalId) =>
      service.graph.call<Thing>('POST', '/v1.0/roleManagement/directory/roleAssignments', {
        principalId,
        roleDefinitionId,
        directoryScopeId: '/',
      });
    expect(await give('Reports Reader')).toMatchObject({ principalId: client.principalId, directoryScopeId: '/' });
    expect((await refusal(give(nobody))).status).toBe(404);
    expect((await refusal(give('Reports Reader', nobody))).status).toBe(404);
    const graph = service.graphAs(client);
    expect(await graph.call('GET', '/v1.0/auditLogs/provisioning')).toMatchObject({ value: [] });
  });
});
