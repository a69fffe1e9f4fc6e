/** Roles over the API: built-in and custom, given to users, groups and service principals; the last administrator stays. */
import { newId } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryRoles, type DirectoryRole } from '../../src/oauth/directory-roles.ts';
import { aGroup, aPerson } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';
import { addAccount } from '../support/sign-in.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

type Assignment = { id: string; principalId: string; roleDefinitionId: string; directoryScopeId: string };
const assignments = '/v1.0/roleManagement/directory/roleAssignments';
const definitions = '/v1.0/roleManagement/directory/roleDefinitions';
const filtered = (filter: string) => `${assignments}?$filter=${encodeURIComponent(filter)}`;
const give = (principalId: string, role: DirectoryRole) =>
  service.graph.call<Assignment>('POST', assignments, {
    principalId,
    roleDefinitionId: directoryRoles[role],
    directoryScopeId: '/',
  });

describe('roleAssignments', () => {
  test('are given, listed by principal and by role, and taken', async () => {
    const { id } = await addAccount(service);
    const made = await give(id, 'Reports Reader');
    expect(made).toMatchObject({ principalId: id, directoryScopeId: '/' });
    for (const filter of [
      `principalId eq '${id}'`,
      `roleDefinitionId eq '${directoryRoles['Reports Reader']}' and principalId eq '${id}'`,
    ]) {
      const { value } = await service.graph.call<{ value: Assignment[] }>('GET', filtered(filter));
      expect(value.map((each) => each.id)).toEqual([made.id]);
    }
    expect(await service.graph.call('GET', `${assignments}/${made.id}`)).toMatchObject({ principalId: id });
    await service.graph.call('DELETE', `${assignments}/${made.id}`);
    expect((await refusal(service.graph.call('GET', `${assignments}/${made.id}`))).status).toBe(404);
  });

  test('come in pages', async () => {
    for (let i = 0; i < 3; i++) await give((await addAccount(service)).id, 'Security Operator');
    const found: Assignment[] = [];
    const path = `${filtered(`roleDefinitionId eq '${directoryRoles['Security Operator']}'`)}&$top=2`;
    for await (const each of service.graph.list<Assignment>(path)) found.push(each);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
  });

  test('are refused twice, for nobody, for a role that is none, and for a part of the directory', async () => {
    const { id } = await addAccount(service);
    await give(id, 'Global Reader');
    expect(await refusal(give(id, 'Global Reader'))).toMatchObject({
      status: 400,
      message: expect.stringContaining('already'),
    });
    expect((await refusal(give(newId(), 'Global Reader'))).status).toBe(404);
    const wrong = (more: object) =>
      refusal(service.graph.call('POST', assignments, { principalId: id, roleDefinitionId: newId(), ...more }));
    expect((await wrong({})).status).toBe(404);
    expect((await wrong({ roleDefinitionId: directoryRoles['Reports Reader'], directoryScopeId: '/x' })).status).toBe(
      400,
    );
    expect((await refusal(service.graph.call('GET', filtered("startswith(principalId,'a')")))).status).toBe(400);
  });

  test('of a group hold for its members, and only of a group made for roles', async () => {
    const { id } = await addAccount(service);
    const group = (isAssignableToRole: boolean) =>
      service.graph.call<{ id: string }>('POST', '/v1.0/groups', aGroup({ isAssignableToRole }));
    const plain = await group(false);
    expect((await refusal(give(plain.id, 'Reports Reader'))).message).toContain('isAssignableToRole');
    const forRoles = await group(true);
    await give(forRoles.id, 'Reports Reader');
    expect(await service.services.roles.idsOf(id)).toEqual([]);
    await service.services.directory.addMembers(forRoles.id, [id]);
    expect(await service.services.roles.idsOf(id)).toEqual([directoryRoles['Reports Reader']]);
    expect((await service.services.accounts.find(id))?.roleTemplateIds).toEqual([directoryRoles['Reports Reader']]);
    await service.services.directory.deleteGroup(forRoles.id);
    expect(await service.services.roles.idsOf(id)).toEqual([]);
  });

  test('keep the last Global Administrator who can sign in, also when two go at once', async () => {
    const [ada, bob] = [await addAccount(service), await addAccount(service)];
    const held = [await give(ada.id, 'Global Administrator'), await give(bob.id, 'Global Administrator')];
    const outcomes = await Promise.allSettled(
      held.map(({ id }) => service.graph.call('DELETE', `${assignments}/${id}`)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const kept = held[outcomes.findIndex(({ status }) => status === 'rejected')]!;
    expect(await refusal(service.graph.call('DELETE', `${assignments}/${kept.id}`))).toMatchObject({
      status: 400,
      message: expect.stringContaining('last Global Administrator'),
    });
  });
});

test('a group that can hold roles is changed by those only who may give roles', async () => {
  const { id } = await addAccount(service);
  const administrator = service.graphAs(await service.client('Groups Administrator'));
  const forRoles = aGroup({ isAssignableToRole: true });
  expect((await refusal(administrator.call('POST', '/v1.0/groups', forRoles))).status).toBe(403);
  const group = await service.graph.call<{ id: string }>('POST', '/v1.0/groups', forRoles);
  const path = `/v1.0/groups/${group.id}`;
  const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${id}` };
  expect((await refusal(administrator.call('POST', `${path}/members/$ref`, reference))).status).toBe(403);
  expect((await refusal(administrator.call('PATCH', path, { description: 'mine' }))).status).toBe(403);
  expect((await refusal(administrator.call('DELETE', path))).status).toBe(403);
  expect((await refusal(service.graph.call('PATCH', path, { isAssignableToRole: false }))).status).toBe(400);
  await service.graph.call('POST', `${path}/members/$ref`, reference);
  await administrator.call('GET', path);
  await administrator.call('POST', `${path}/getMemberObjects`, { securityEnabledOnly: false });
});

test('an administrator is renamed, disabled and deleted by those only who may do as much', async () => {
  const { id } = await addAccount(service, { role: 'Global Administrator' });
  const helpDesk = service.graphAs(await service.client('User Administrator'));
  const path = `/v1.0/users/${id}`;
  const passwordProfile = { password: 'nine green valleys at dusk' };
  for (const patch of [{ accountEnabled: false }, { userPrincipalName: 'mine@corp.example' }, { passwordProfile }])
    expect((await refusal(helpDesk.call('PATCH', path, patch))).status).toBe(403);
  expect((await refusal(helpDesk.call('DELETE', path))).status).toBe(403);
  await helpDesk.call('PATCH', path, { jobTitle: 'Chief' });
  await service.graph.call('PATCH', path, { passwordProfile });
});

describe('roleDefinitions', () => {
  const actions = [
    'microsoft.directory/provisioningLogs/allProperties/read',
    'microsoft.directory/servicePrincipals/synchronization/standard/read',
  ];
  const aRole = (displayName: string, allowedResourceActions = actions) =>
    service.graph.call<{ id: string }>('POST', definitions, {
      displayName,
      rolePermissions: [{ allowedResourceActions }],
    });

  test('tell how many hold each role', async () => {
    const countOf = async (id: string) => {
      const { value } = await service.graph.call<{ value: { id: string; assignmentCount: number }[] }>(
        'GET',
        definitions,
      );
      return value.find((role) => role.id === id)!.assignmentCount;
    };
    const role = await aRole('Counted');
    expect(await countOf(role.id)).toBe(0);
    const { id: principalId } = await service.graph.call<{ id: string }>('POST', '/v1.0/users', aPerson());
    await service.graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
      principalId,
      roleDefinitionId: role.id,
      directoryScopeId: '/',
    });
    expect(await countOf(role.id)).toBe(1);
  });

  test('show the built-in ones with what they allow', async () => {
    const { value } = await service.graph.call<{ value: { id: string; isBuiltIn: boolean }[] }>('GET', definitions);
    expect(
      value
        .filter(({ isBuiltIn }) => isBuiltIn)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.values(directoryRoles).sort());
    const reader = await service.graph.call('GET', `${definitions}/${directoryRoles['Reports Reader']}`);
    expect(reader['rolePermissions']).toEqual([
      {
        allowedResourceActions: [
          'microsoft.directory/provisioningLogs/allProperties/read',
          'microsoft.directory/auditLogs/allProperties/read',
        ],
        condition: null,
      },
    ]);
  });

  test('custom ones give exactly the permissions of their actions, until they are disabled or removed', async () => {
    const role = await aRole('Log watcher');
    const { principalId, ...credentials } = await service.client();
    await service.graph.call('POST', assignments, { principalId, roleDefinitionId: role.id, directoryScopeId: '/' });
    const permissionsOf = async () => {
      const { roles } = service.services;
      return [...(await roles.permissionsOf(await roles.idsOf(principalId)))].sort();
    };
    expect(await permissionsOf()).toEqual([
      'Application.Read.All',
      'ProvisioningLog.Read.All',
      'Synchronization.Read.All',
    ]);
    await service.graph.call('PATCH', `${definitions}/${role.id}`, { isEnabled: false });
    expect(await permissionsOf()).toEqual([]);
    await service.graph.call('PATCH', `${definitions}/${role.id}`, {
      isEnabled: true,
      displayName: 'Audit watcher',
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/auditLogs/allProperties/read'] }],
    });
    expect(await permissionsOf()).toEqual(['AuditLog.Read.All']);
    await service.graph.call('DELETE', `${definitions}/${role.id}`);
    expect(await permissionsOf()).toEqual([]);
    expect(credentials.clientId).toBeTruthy();
  });

  test('one of the three synchronization actions alone does not open the others', async () => {
    const { roles } = service.services;
    const manage = (what: string) => `microsoft.directory/servicePrincipals/synchronization${what}/manage`;
    const [jobs, schema, secrets] = ['Jobs', 'Schema', 'Credentials'].map(manage);
    const some = await aRole('Some', [jobs!, schema!]);
    const all = await aRole('All', [jobs!, schema!, secrets!]);
    expect(await roles.permissionsOf([some.id])).not.toContain('Synchronization.ReadWrite.All');
    expect(await roles.permissionsOf([all.id])).toContain('Synchronization.ReadWrite.All');
  });

  test.each([
    [
      'an action that is none',
      { displayName: 'X', rolePermissions: [{ allowedResourceActions: ['microsoft.directory/all'] }] },
    ],
    ['no name', { displayName: ' ', rolePermissions: [] }],
    ['no permissions', { displayName: 'X' }],
    ['the name of a built-in role', { displayName: 'global administrator', rolePermissions: [] }],
    ['wrong types', { displayName: 5, rolePermissions: 'x', isEnabled: 'y' }],
  ])('refuse %s', async (_what, body) => {
    expect((await refusal(service.graph.call('POST', definitions, body))).status).toBe(400);
  });

  test('built-in ones are neither changed nor removed', async () => {
    const path = `${definitions}/${directoryRoles['Global Reader']}`;
    expect((await refusal(service.graph.call('PATCH', path, { displayName: 'Mine' }))).status).toBe(400);
    expect((await refusal(service.graph.call('DELETE', path))).status).toBe(400);
  });
});

test('directoryRoles show the same members, and give and take them by reference', async () => {
  const { id, userPrincipalName } = await addAccount(service);
  const path = `/v1.0/directoryRoles/${directoryRoles['Security Reader']}/members`;
  await service.graph.call('POST', `${path}/$ref`, {
    '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
  });
  const { value } = await service.graph.call<{ value: object[] }>('GET', path);
  expect(value).toEqual([expect.objectContaining({ '@odata.type': '#microsoft.graph.user', id, userPrincipalName })]);
  await service.graph.call('DELETE', `${path}/${id}/$ref`);
  expect((await service.graph.call<{ value: object[] }>('GET', path)).value).toEqual([]);
  const byName = await service.graph.call<{ value: object[] }>(
    'GET',
    "/v1.0/directoryRoles?$filter=displayName%20eq%20'Global%20Reader'",
  );
  expect(byName.value).toHaveLength(1);
});
