/** Terraform's azuread provider: what `terraform apply` and `terraform destroy` of a provisioned application ask for. */
import { beforeAll, describe, expect, test } from 'vitest';
import { TerraformProvider } from '../support/terraform-provider.ts';
import type { Installation } from '../support/installation.ts';

type Entity = { readonly id: string; readonly [name: string]: unknown };
const listOf = (body: Record<string, unknown>): readonly Entity[] => body['value'] as readonly Entity[];
const filtered = (path: string, filter: string): string => `${path}?$filter=${encodeURIComponent(filter)}`;

export function terraformSuite(installation: () => Installation): void {
  describe('terraform azuread', () => {
    let provider: TerraformProvider;
    let application: Entity;
    let servicePrincipal: Entity;
    let synchronization: string;
    let job: string;
    let assignment: string;

    beforeAll(async () => {
      const { host, client } = installation();
      provider = await TerraformProvider.configure(host, client);
    });

    test('the provider finds its host’s addresses, and itself in its token', async () => {
      const { url, tenantId, client } = installation();
      expect(provider.endpoints).toEqual({ graph: url, login: url });
      const { aud, oid, tid, appid, roles, scp, iss } = provider.claims;
      expect({ aud, tid, appid, scp }).toEqual({ aud: url, tid: tenantId, appid: client.clientId, scp: undefined });
      expect(roles).toContain('Synchronization.ReadWrite.All');
      expect(iss).toBe(`${url}/${tenantId}/v2.0`);
      const found = listOf(
        await provider.expect(200, 'GET', filtered('/servicePrincipals', `appId eq '${client.clientId}'`)),
      );
      expect(found.map(({ id }) => id)).toEqual([oid]);
    });

    test('azuread_application_template and azuread_application_from_template: made, renamed', async () => {
      const name = 'Azure Databricks SCIM Provisioning Connector';
      const [template, ...others] = listOf(
        await provider.expect(200, 'GET', filtered('/applicationTemplates', `displayName eq '${name}'`)),
      );
      expect(others).toEqual([]);
      const made = await provider.expect(201, 'POST', `/applicationTemplates/${template!.id}/instantiate`, {
        displayName: 'acctest',
      });
      application = made['application'] as Entity;
      servicePrincipal = made['servicePrincipal'] as Entity;
      synchronization = `/servicePrincipals/${servicePrincipal.id}/synchronization`;
      expect(await provider.untilThere(`/applications/${application.id}`)).toMatchObject({ displayName: 'acctest' });
      expect(await provider.untilThere(`/servicePrincipals/${servicePrincipal.id}`)).toMatchObject({
        appId: application['appId'],
        applicationTemplateId: template!.id,
      });
      await provider.expect(204, 'PATCH', `/applications/${application.id}`, { displayName: 'acctest renamed' });
      const read = await provider.untilThere(`/applications/${application.id}`);
      expect(read).toMatchObject({ displayName: 'acctest renamed' });
    });

    test('azuread_synchronization_job: made, and started before it has secrets', async () => {
      await provider.expect(200, 'GET', `/servicePrincipals/${servicePrincipal.id}`);
      const made = await provider.expect(201, 'POST', `${synchronization}/jobs`, {
        '@odata.type': '#microsoft.graph.synchronizationJob',
        templateId: 'dataBricks',
      });
      job = `${synchronization}/jobs/${String(made['id'])}`;
      await provider.untilThere(job);
      await provider.expect(204, 'POST', `${job}/start`);
      expect(await provider.untilThere(job)).toMatchObject({
        templateId: 'dataBricks',
        schedule: { expiration: null, interval: expect.stringMatching(/^PT/) as string, state: 'Active' },
      });
    });

    test('azuread_synchronization_job: disabled and enabled', async () => {
      await provider.expect(204, 'POST', `${job}/pause`);
      expect(await provider.untilThere(job)).toMatchObject({ schedule: { state: 'Paused' } });
      await provider.expect(204, 'POST', `${job}/start`);
      expect(await provider.untilThere(job)).toMatchObject({ schedule: { state: 'Active' } });
    });

    test('azuread_synchronization_job_provision_on_demand: refused while credentials are missing', async () => {
      const group = await provider.expect(201, 'POST', '/groups', {
        displayName: 'acctest group',
        mailEnabled: false,
        mailNickname: 'acctest-group',
        securityEnabled: true,
      });
      const parameters = [
        {
          ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
          subjects: [{ objectId: group['id'], objectTypeName: 'Group' }],
        },
      ];
      const { status, body } = await provider.call('POST', `${job}/provisionOnDemand`, { parameters });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(body)).toContain('CredentialsMissing');
    });

    test('azuread_synchronization_secret: as many as were put, and none after they are removed', async () => {
      const { scim } = installation();
      const credentials = [
        { key: 'BaseAddress', value: scim.url },
        { key: 'SecretToken', value: scim.token },
      ];
      await provider.expect(204, 'PUT', `${synchronization}/secrets`, { value: credentials });
      const kept = listOf(await provider.untilThere(`${synchronization}/secrets`));
      expect(kept.map(({ key }) => key).sort()).toEqual(['BaseAddress', 'SecretToken']);
    });

    test('azuread_app_role_assignment: made, read, removed', async () => {
      const { person } = installation();
      const { appRoles } = (await provider.untilThere(`/servicePrincipals/${servicePrincipal.id}`)) as {
        appRoles?: readonly { id: string; displayName: string }[];
      };
      const path = `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`;
      const made = await provider.expect(201, 'POST', path, {
        appRoleId: appRoles!.find(({ displayName }) => displayName === 'User')!.id,
        principalId: person.id,
        resourceId: servicePrincipal.id,
      });
      assignment = `${path}/${String(made['id'])}`;
      expect(await provider.untilThere(assignment)).toMatchObject({
        principalId: person.id,
        principalType: 'User',
        resourceDisplayName: 'acctest renamed',
      });
      const all = listOf(await provider.untilThere(path));
      expect(all.map(({ id }) => id)).toEqual([made['id']]);
    });

    test('azuread_user, azuread_group and azuread_group_member: made, read, removed', async () => {
      const user = await provider.expect(201, 'POST', '/users', {
        '@odata.type': '#microsoft.graph.user',
        accountEnabled: true,
        displayName: 'Terraform',
        mailNickname: 'terraform',
        userPrincipalName: 'terraform@corp.example',
        passwordProfile: { forceChangePasswordNextSignIn: false, password: 'eleven grey mountains' },
      });
      const { person } = installation();
      const reference = (id: unknown) => ({
        '@odata.id': `${provider.endpoints.graph}/v1.0/directoryObjects/${String(id)}`,
      });
      await provider.expect(204, 'PUT', `/users/${String(user['id'])}/manager/$ref`, reference(person.id));
      await provider.untilThere(`/users/${String(user['id'])}?$select=id,displayName,userPrincipalName,ageGroup`);
      expect(await provider.untilThere(`/users/${String(user['id'])}/manager`)).toMatchObject({ id: person.id });
      const made = await provider.call(
        'POST',
        '/groups',
        {
          '@odata.type': '#microsoft.graph.group',
          displayName: 'Terraformers',
          mailEnabled: false,
          mailNickname: 'terraformers',
          securityEnabled: true,
          'owners@odata.bind': [reference(provider.claims['oid'])['@odata.id']],
        },
        'beta',
      );
      expect(made.status).toBe(201);
      const group = `/groups/${String(made.body['id'])}`;
      const add = await provider.call('POST', `${group}/members/$ref`, reference(user['id']), 'beta');
      expect(add.status).toBe(204);
      const members = await provider.call('GET', `${group}/members?$select=id`, undefined, 'beta');
      expect(listOf(members.body).map(({ id }) => id)).toEqual([user['id']]);
      const owners = await provider.call('GET', `${group}/owners?$select=id`, undefined, 'beta');
      expect(listOf(owners.body).map(({ id }) => id)).toEqual([provider.claims['oid']]);
      await provider.call('DELETE', `${group}/members/${String(user['id'])}/$ref`, undefined, 'beta');
      for (const path of [group, `/users/${String(user['id'])}`]) {
        await provider.expect(204, 'DELETE', path);
        await provider.untilGone(path);
      }
    });

    test('azuread_application_password: made with an end, seen, removed', async () => {
      const path = `/applications/${application.id}`;
      const made = await provider.expect(200, 'POST', `${path}/addPassword`, {
        passwordCredential: { displayName: 'terraform', endDateTime: '2030-01-01T00:00:00Z' },
      });
      expect(made['secretText']).toEqual(expect.any(String));
      expect((await provider.untilThere(path))['passwordCredentials']).toMatchObject([{ keyId: made['keyId'] }]);
      await provider.expect(204, 'POST', `${path}/removePassword`, { keyId: made['keyId'] });
      expect((await provider.untilThere(path))['passwordCredentials']).toEqual([]);
    });

    test('terraform destroy: each thing is gone at once, in the order of their dependencies', async () => {
      await provider.expect(204, 'DELETE', assignment);
      await provider.untilGone(assignment);
      const emptied = [
        { key: 'BaseAddress', value: '' },
        { key: 'SecretToken', value: '' },
      ];
      await provider.expect(204, 'PUT', `${synchronization}/secrets`, { value: emptied });
      expect(listOf(await provider.untilThere(`${synchronization}/secrets`))).toEqual([]);
      await provider.expect(204, 'DELETE', job);
      await provider.untilGone(job);
      await provider.expect(204, 'DELETE', `/applications/${application.id}`);
      await provider.untilGone(`/applications/${application.id}`);
      await provider.untilGone(`/servicePrincipals/${servicePrincipal.id}`);
      const deleted = `/directory/deletedItems/${application.id}`;
      await provider.expect(204, 'DELETE', deleted);
      await provider.untilGone(deleted);
    });
  });
}
