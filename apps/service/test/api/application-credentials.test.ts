/** Certificates, federated credentials, owners, and permissions of this API given to applications. */
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectoryRole } from '../../src/oauth/directory-roles.ts';
import { graphAppId } from '../../src/oauth/graph-permissions.ts';
import { aGroup, aPerson, addApplication, templates } from '../support/application.ts';
import { derOf, ellipticCertificatePem, rsaCertificatePem } from '../support/client-certificate.ts';
import { refusal, requestToken, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[] };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const get = <T = Thing>(path: string) => service.graph.call<T>('GET', path);
const post = <T = Thing>(path: string, body?: unknown) => service.graph.call<T>('POST', path, body);
const patch = (path: string, body: unknown) => service.graph.call('PATCH', path, body);
const remove = (path: string) => service.graph.call('DELETE', path);
const register = (given: object = {}) => post('/v1.0/applications', { displayName: 'Script', ...given });
const nobody = 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45';

/** A client that holds exactly these permissions, granted as app roles of Microsoft Graph. */
async function clientWith(...values: string[]) {
  const client = await service.client();
  const graphPrincipal = await get<Thing & { appRoles: Thing[] }>(`/v1.0/servicePrincipals(appId='${graphAppId}')`);
  for (const value of values) {
    const role = graphPrincipal.appRoles.find((each) => each['value'] === value);
    await post(`/v1.0/servicePrincipals/${graphPrincipal.id}/appRoleAssignedTo`, {
      principalId: client.principalId,
      resourceId: graphPrincipal.id,
      appRoleId: role?.id,
    });
  }
  return client;
}

describe('certificates of an application', () => {
  it('refuse a private key, and what is no certificate', async () => {
    const { id } = await register();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    for (const keyCredentials of [
      [{ key: privateKey }],
      [{ key: Buffer.from(privateKey).toString('base64') }],
      [{ key: derOf(ellipticCertificatePem) }],
      [{ key: 'AAAA' }],
      [{ key: '' }],
      [{}],
      [{ keyId: nobody }],
      [{ key: 'AAAA', type: 'Symmetric' }],
      'x',
      Array.from({ length: 31 }, () => ({})),
    ]) {
      const answer = await refusal(patch(`/v1.0/applications/${id}`, { keyCredentials }));
      expect(answer.status, JSON.stringify(keyCredentials).slice(0, 80)).toBe(400);
      expect(answer.message).not.toContain('PRIVATE KEY');
    }
    expect(await get(`/v1.0/applications/${id}`)).toMatchObject({ keyCredentials: [] });
  });

  it('are added, kept by their id, and removed; the token endpoint reads them', async () => {
    const { services } = service;
    const made = await register({ keyCredentials: [{ key: derOf(rsaCertificatePem), displayName: 'first' }] });
    const appId = String(made['appId']);
    expect(made['keyCredentials']).toEqual([
      expect.objectContaining({ displayName: 'first', key: null, type: 'AsymmetricX509Cert', usage: 'Verify' }),
    ]);
    const [stored] = await services.applicationCredentials.certificatesOf(appId);
    expect(stored?.certificatePem.replaceAll(/\s/g, '')).toBe(rsaCertificatePem.replaceAll(/\s/g, ''));
    expect(stored?.thumbprint).toMatch(/^[\w-]{27}$/);
    await patch(`/v1.0/applications/${made.id}`, { keyCredentials: [{ keyId: stored?.keyId }], displayName: 'Other' });
    expect(await services.applicationCredentials.certificatesOf(appId)).toEqual([stored]);
    const twice = [{ keyId: stored?.keyId }, { key: derOf(rsaCertificatePem) }];
    expect((await refusal(patch(`/v1.0/applications/${made.id}`, { keyCredentials: twice }))).status).toBe(400);
    await patch(`/v1.0/applications/${made.id}`, { keyCredentials: [] });
    expect(await services.applicationCredentials.certificatesOf(appId)).toEqual([]);
  });
});

describe('federated credentials', () => {
  const given = {
    name: 'github-main',
    issuer: 'https://token.actions.example',
    subject: 'repo:a/b:ref:refs/heads/main',
  };

  it('are made, read by id and name, changed and removed', async () => {
    const { id, appId } = await register();
    const path = `/v1.0/applications/${id}/federatedIdentityCredentials`;
    const made = await post(path, given);
    expect(made).toMatchObject({ ...given, audiences: ['api://AzureADTokenExchange'], description: null });
    expect(await get(`${path}/${made.id}`)).toMatchObject(given);
    expect(await get(`${path}/github-main`)).toMatchObject({ id: made.id });
    await patch(`${path}/${made.id}`, { subject: 'repo:a/b:environment:production', description: 'd' });
    expect((await get<List>(path)).value).toEqual([
      expect.objectContaining({ id: made.id, subject: 'repo:a/b:environment:production', description: 'd' }),
    ]);
    expect(await service.services.applicationCredentials.federatedCredentialsOf(String(appId))).toMatchObject([
      { name: 'github-main', issuer: given.issuer, audiences: ['api://AzureADTokenExchange'] },
    ]);
    await remove(`${path}/github-main`);
    expect((await refusal(get(`${path}/${made.id}`))).status).toBe(404);
    expect((await get<List>(path)).value).toEqual([]);
  });

  it('are one for each name, and for each issuer and subject; and well-formed', async () => {
    const { id } = await register();
    const path = `/v1.0/applications/${id}/federatedIdentityCredentials`;
    await post(path, given);
    expect((await refusal(post(path, { ...given, subject: 'other' }))).status).toBe(409);
    expect((await refusal(post(path, { ...given, name: 'other' }))).status).toBe(409);
    const second = await post(path, { ...given, name: 'second', subject: 'second' });
    expect((await refusal(patch(`${path}/${second.id}`, { subject: given.subject }))).status).toBe(409);
    for (const change of [
      { name: 'x' },
      { name: 'with space' },
      { issuer: 'http://a.example' },
      { issuer: 'javascript:x' },
      { subject: '' },
      { audiences: [] },
      { audiences: ['a', 'b'] },
      { audiences: 'a' },
      { subject: 'x'.repeat(700) },
    ])
      // prettier-ignore
      expect((await refusal(post(path, { ...given, name: 'third', subject: 'third', ...change }))).status).toBe(400);
    expect((await refusal(get(`${path}/${nobody}`))).status).toBe(404);
    for (let index = 2; index < 20; index++) await post(path, { ...given, name: `n-${index}`, subject: `s-${index}` });
    expect((await refusal(post(path, { ...given, name: 'n-20', subject: 's-20' }))).message).toContain('at most 20');
  });
});

describe('redirect URIs, scopes and roles', () => {
  it('are checked, shown on the service principal, and read by the token endpoint', async () => {
    const made = await register({ web: { redirectUris: ['https://a.example/back'] } });
    const appId = String(made['appId']);
    const principal = await post('/v1.0/servicePrincipals', { appId, tags: ['HideApp'], accountEnabled: true });
    expect(principal).toMatchObject({ tags: ['HideApp'], servicePrincipalNames: [appId] });
    await patch(`/v1.0/applications/${made.id}`, {
      displayName: 'Renamed',
      identifierUris: [`api://${appId}`],
      publicClient: { redirectUris: ['http://localhost'] },
      isFallbackPublicClient: true,
    });
    expect(await service.services.applicationCredentials.redirectUrisOf(appId)).toEqual({
      web: ['https://a.example/back'],
      spa: [],
      publicClient: ['http://localhost'],
      isFallbackPublicClient: true,
    });
    expect(await get(`/v1.0/servicePrincipals/${principal.id}`)).toMatchObject({
      displayName: 'Renamed',
      appDisplayName: 'Renamed',
      servicePrincipalNames: [appId, `api://${appId}`],
      replyUrls: ['https://a.example/back', 'http://localhost'],
    });
    for (const change of [
      { web: { redirectUris: ['http://a.example'] } },
      { spa: { redirectUris: ['javascript:alert(1)'] } },
      { web: [] },
      { api: { oauth2PermissionScopes: [{ id: 'x' }] } },
    ])
      // prettier-ignore
      expect((await refusal(patch(`/v1.0/applications/${made.id}`, change))).status, JSON.stringify(change)).toBe(400);
    const other = await refusal(register({ identifierUris: [`api://${appId}`] }));
    expect(other).toMatchObject({
      status: 409,
      message: expect.stringContaining('A conflicting object with one or more'),
    });
  });

  it('of an application reach its service principal; a role is disabled before it goes', async () => {
    const { applicationId, id } = await addApplication(service.graph);
    const { appRoles } = await get<{ appRoles: Thing[] }>(`/v1.0/applications/${applicationId}`);
    const admin = { id: nobody, displayName: 'Admin', value: 'admin', isEnabled: true, allowedMemberTypes: ['User'] };
    await patch(`/v1.0/applications/${applicationId}`, { appRoles: [...appRoles, admin] });
    expect(
      (await get<{ appRoles: Thing[] }>(`/v1.0/servicePrincipals/${id}`)).appRoles.map((role) => role.id),
    ).toContain(nobody);
    const dropped = await refusal(patch(`/v1.0/applications/${applicationId}`, { appRoles }));
    expect(dropped).toMatchObject({ status: 400, message: expect.stringContaining('unless disabled first') });
    await patch(`/v1.0/applications/${applicationId}`, { appRoles: [...appRoles, { ...admin, isEnabled: false }] });
    await patch(`/v1.0/applications/${applicationId}`, { appRoles });
    await patch(`/v1.0/servicePrincipals/${id}`, { appRoles: [...appRoles, admin] });
    const ofPrincipal = await refusal(patch(`/v1.0/servicePrincipals/${id}`, { appRoles }));
    expect(ofPrincipal).toMatchObject({ status: 400, message: expect.stringContaining('unless disabled first') });
    await patch(`/v1.0/servicePrincipals/${id}`, { appRoles: [...appRoles, { ...admin, isEnabled: false }] });
    await patch(`/v1.0/servicePrincipals/${id}`, { appRoles });
    const twice = [...appRoles, admin, { ...admin, id: 'c2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45' }];
    expect((await refusal(patch(`/v1.0/applications/${applicationId}`, { appRoles: twice }))).status).toBe(400);
  });
});

describe('owners', () => {
  it('are added once, listed page by page, and removed', async () => {
    const { id, appId } = await register();
    const principal = await post('/v1.0/servicePrincipals', { appId });
    const people = [await post('/v1.0/users', aPerson()), await post('/v1.0/users', aPerson())];
    for (const path of [`/v1.0/applications/${id}/owners`, `/v1.0/servicePrincipals/${principal.id}/owners`]) {
      const add = (ownerId: string) =>
        post(`${path}/$ref`, { '@odata.id': `${service.url}/v1.0/directoryObjects/${ownerId}` });
      for (const person of people) await add(person.id);
      expect(await refusal(add(people[0]!.id))).toMatchObject({
        status: 400,
        message: expect.stringContaining('One or more added object references already exist'),
      });
      expect((await refusal(add(nobody))).status).toBe(404);
      expect((await refusal(add((await post('/v1.0/groups', aGroup())).id))).status).toBe(404);
      const listed: Thing[] = [];
      for await (const owner of service.graph.list<Thing>(`${path}?$top=1`)) listed.push(owner);
      expect(listed.map((owner) => owner.id).sort()).toEqual(people.map((person) => person.id).sort());
      expect(listed[0]).toMatchObject({ '@odata.type': '#microsoft.graph.user' });
      await remove(`${path}/${people[1]!.id}/$ref`);
      expect((await refusal(remove(`${path}/${people[1]!.id}/$ref`))).status).toBe(404);
    }
    const owned = await get<List>(`/v1.0/users/${people[0]!.id}/ownedObjects`);
    expect(owned.value.map((object) => object.id).sort()).toEqual([id, principal.id].sort());
    expect((await get<List>(`/v1.0/servicePrincipals/${principal.id}/ownedObjects`)).value).toEqual([]);
    expect((await get<List>(`/v1.0/servicePrincipals/${principal.id}/memberOf`)).value).toEqual([]);
  });
});

describe('assignments seen from the principal', () => {
  it('are those that the application shows', async () => {
    const { id } = await addApplication(service.graph);
    const person = await post('/v1.0/users', aPerson());
    const group = await post('/v1.0/groups', aGroup());
    for (const path of [`/v1.0/users/${String(person['userPrincipalName'])}`, `/v1.0/groups/${group.id}`]) {
      const principalId = path.includes('users') ? person.id : group.id;
      const made = await post(`${path}/appRoleAssignments`, { principalId, resourceId: id });
      expect(made).toMatchObject({ principalId, resourceId: id });
      expect(await get(`${path}/appRoleAssignments/${made.id}`)).toMatchObject({ id: made.id });
      const filter = encodeURIComponent(`resourceId eq '${id}'`);
      expect((await get<List>(`${path}/appRoleAssignments?$filter=${filter}`)).value).toHaveLength(1);
      expect((await get<List>(`${path}/appRoleAssignments?$filter=${filter.replaceAll(id, nobody)}`)).value).toEqual(
        [],
      );
      expect((await refusal(get(`${path}/appRoleAssignments?$filter=id%20eq%20'x'`))).status).toBe(400);
      expect((await get(`/v1.0/servicePrincipals/${id}/appRoleAssignedTo/${made.id}`)).id).toBe(made.id);
      for (const body of [
        { principalId: nobody, resourceId: id },
        { principalId },
        { principalId, resourceId: nobody },
      ])
        expect([400, 404]).toContain((await refusal(post(`${path}/appRoleAssignments`, body))).status);
      await remove(`${path}/appRoleAssignments/${made.id}`);
      expect((await refusal(get(`/v1.0/servicePrincipals/${id}/appRoleAssignedTo/${made.id}`))).status).toBe(404);
    }
  });
});

describe('Microsoft Graph', () => {
  it("is a service principal with Microsoft's own ids, and stays as it is", async () => {
    const graph = await get<Thing & { appRoles: Thing[]; oauth2PermissionScopes: Thing[] }>(
      `/v1.0/servicePrincipals(appId='${graphAppId}')`,
    );
    expect(graph.appRoles.find(({ id }) => id === '9b50c33d-700f-43b1-b2eb-87e89b703581')).toMatchObject({
      value: 'Synchronization.ReadWrite.All',
      allowedMemberTypes: ['Application'],
    });
    expect(graph.oauth2PermissionScopes.map(({ value }) => value)).toContain('offline_access');
    expect((await refusal(remove(`/v1.0/servicePrincipals/${graph.id}`))).status).toBe(400);
    expect((await refusal(patch(`/v1.0/servicePrincipals/${graph.id}`, { appRoles: [] }))).status).toBe(400);
    expect((await refusal(post('/v1.0/servicePrincipals', { appId: graphAppId }))).status).toBe(409);
  });

  it('gives an application the permissions that are assigned to it, and nothing to people', async () => {
    const client = await clientWith('User.Read.All', 'Group.Read.All');
    expect(await service.services.applicationCredentials.grantedAppRolesOf(client.principalId)).toEqual([
      'Group.Read.All',
      'User.Read.All',
    ]);
    const graph = await get(`/v1.0/servicePrincipals(appId='${graphAppId}')`);
    const person = await post('/v1.0/users', aPerson());
    const role = { resourceId: graph.id, appRoleId: 'df021288-bdef-4463-88db-98f22de89214' };
    const answer = refusal(post(`/v1.0/users/${person.id}/appRoleAssignments`, { principalId: person.id, ...role }));
    expect((await answer).status).toBe(400);
  });

  it('lets nobody give away a permission that they do not hold', async () => {
    const graph = await get(`/v1.0/servicePrincipals(appId='${graphAppId}')`);
    const administrator = service.graphAs(await service.client('Application Administrator'));
    const client = await service.client();
    const give = (appRoleId?: string) =>
      administrator.call('POST', `/v1.0/servicePrincipals/${client.principalId}/appRoleAssignments`, {
        principalId: client.principalId,
        resourceId: graph.id,
        ...(appRoleId === undefined ? {} : { appRoleId }),
      });
    expect((await refusal(give('9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'))).status).toBe(403);
    expect((await refusal(give())).status).toBe(400);
    await give('5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce');
  });

  it('lets nobody make a credential for an application that was granted more than they hold', async () => {
    const strong = await clientWith('RoleManagement.ReadWrite.Directory');
    const administrator = service.graphAs(await service.client('Application Administrator'));
    const path = `/v1.0/applications/${strong.applicationId}`;
    for (const [method, url, body] of [
      ['POST', `${path}/addPassword`, {}],
      ['PATCH', path, { keyCredentials: [{ key: derOf(rsaCertificatePem) }] }],
      ['POST', `${path}/federatedIdentityCredentials`, { name: 'abc', issuer: 'https://a.example', subject: 's' }],
    ] as const)
      expect((await refusal(administrator.call(method, url, body))).status, url).toBe(403);
  });
});

describe('a client that may change what it owns', () => {
  it('owns what it makes, and changes nothing else', async () => {
    const client = await clientWith('Application.ReadWrite.OwnedBy');
    const { access_token: token } = (
      await requestToken(service.url, client.tenantId, {
        client_id: client.clientId,
        client_secret: client.clientSecret,
      })
    ).body as { access_token: string };
    expect(decodeJwt(token)['roles']).toContain('Application.ReadWrite.OwnedBy');
    const graph = service.graphAs(client);
    const mine = await graph.call<{ application: Thing; servicePrincipal: Thing }>(
      'POST',
      `/v1.0/applicationTemplates/${templates.custom}/instantiate`,
      { displayName: 'Mine' },
    );
    const own = await graph.call<Thing>('POST', '/v1.0/applications', { displayName: 'Own' });
    await graph.call('POST', '/v1.0/servicePrincipals', { appId: own['appId'] });
    await graph.call('PATCH', `/v1.0/applications/${mine.application.id}`, { notes: 'x' });
    await graph.call('PATCH', `/v1.0/servicePrincipals(appId='${String(own['appId'])}')`, { notes: 'x' });
    await graph.call('POST', `/v1.0/applications/${own.id}/addPassword`, {});
    const jobs = `/v1.0/servicePrincipals/${mine.servicePrincipal.id}/synchronization/jobs`;
    await graph.call('POST', jobs, { templateId: 'scim' });
    expect(await graph.call<List>('GET', jobs)).toMatchObject({ value: [{ templateId: 'scim' }] });

    const theirs = await addApplication(service.graph);
    const { appId } = await register();
    for (const [method, path, body] of [
      ['PATCH', `/v1.0/applications/${theirs.applicationId}`, { notes: 'x' }],
      ['PATCH', `/v1.0/servicePrincipals/${theirs.id}`, { notes: 'x' }],
      ['DELETE', `/v1.0/servicePrincipals/${theirs.id}`, undefined],
      ['POST', `/v1.0/applications/${theirs.applicationId}/addPassword`, {}],
      ['POST', '/v1.0/servicePrincipals', { appId }],
      ['GET', `/v1.0/servicePrincipals/${theirs.id}/synchronization/jobs`, undefined],
      ['PATCH', `/v1.0/applications/${nobody}`, { notes: 'x' }],
      ['GET', '/v1.0/users', undefined],
    ] as const)
      expect((await refusal(graph.call(method, path, body))).status, path).toBe(403);
    await graph.call('DELETE', `/v1.0/applications/${own.id}`);
  });
});

describe('roles of security', () => {
  it('open the logs and nothing else', async () => {
    for (const [role, audits] of [
      ['Security Operator', 403],
      ['Security Administrator', 200],
    ] as const satisfies readonly (readonly [DirectoryRole, number])[]) {
      const graph = service.graphAs(await service.client(role));
      const statusOf = async (path: string) => graph.call('GET', path).then(() => 200, (thrown: { status: number }) => thrown.status); // prettier-ignore
      expect(await statusOf('/v1.0/auditLogs/provisioning')).toBe(200);
      expect(await statusOf('/v1.0/users')).toBe(403);
      expect([audits, 404]).toContain(await statusOf('/v1.0/auditLogs/directoryAudits'));
    }
  });
});
