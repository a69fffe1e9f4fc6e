/** Microsoft Graph PowerShell: the requests that its cmdlets send, and its sign-in, by its own client id. */
import { PublicClientApplication } from '@azure/msal-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import type { Installation } from '../support/installation.ts';

const graphPowerShell = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const scopes = ['Synchronization.ReadWrite.All', 'Application.ReadWrite.All', 'AuditLog.Read.All', 'User.Read'];

export function powerShellSuite(installation: () => Installation): void {
  describe('Graph PowerShell', () => {
    let token: string;
    let servicePrincipalId: string;
    let base: string;

    /** As the cmdlets do, with a content type even where there is no body. */
    const cmdlet = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${installation().url}/v1.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'accept-encoding': 'gzip',
          'client-request-id': crypto.randomUUID(),
          sdkversion: 'graph-powershell/2.30.0',
          'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.26100; en-US) PowerShell/7.5.0',
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    };

    beforeAll(async () => {
      const { url, host, tenantId, person } = installation();
      const module = new PublicClientApplication({
        auth: { clientId: graphPowerShell, authority: `${url}/${tenantId}`, knownAuthorities: [host] },
      });
      let signedIn: Promise<unknown> = Promise.resolve();
      const result = await module.acquireTokenByDeviceCode({
        scopes,
        deviceCodeCallback: ({ userCode }) => {
          signedIn = new Browser(url).connectDevice(userCode, person);
        },
      });
      await signedIn;
      token = result?.accessToken ?? '';
    });

    test('Connect-MgGraph -UseDeviceCode gives what was consented to', async () => {
      const { body } = await cmdlet('GET', '/me');
      expect(body).toMatchObject({ userPrincipalName: installation().person.userPrincipalName });
    });

    test('Invoke-MgInstantiateApplicationTemplate, New-MgServicePrincipalSynchronizationJob', async () => {
      const custom = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
      const made = await cmdlet('POST', `/applicationTemplates/${custom}/instantiate`, { displayName: 'PowerShell' });
      expect(made.status).toBe(201);
      servicePrincipalId = (made.body['servicePrincipal'] as { id: string }).id;
      const jobs = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
      const job = await cmdlet('POST', jobs, { templateId: 'scim' });
      expect(job.status).toBe(201);
      base = `${jobs}/${String(job.body['id'])}`;
    });

    test('Set-MgServicePrincipalSynchronizationSecret, Test-MgServicePrincipalSynchronizationJobCredential', async () => {
      const { scim } = installation();
      const value = [
        { key: 'BaseAddress', value: scim.url },
        { key: 'SecretToken', value: scim.token },
      ];
      const secrets = `/servicePrincipals/${servicePrincipalId}/synchronization/secrets`;
      expect((await cmdlet('PUT', secrets, { value })).status).toBe(204);
      expect((await cmdlet('POST', `${base}/validateCredentials`, { credentials: value })).status).toBe(204);
    });

    test('Update-MgServicePrincipalSynchronizationJobSchema sends PATCH, which replaces', async () => {
      const { body } = await cmdlet('GET', `${base}/schema`);
      expect((await cmdlet('PATCH', `${base}/schema`, body)).status).toBe(204);
    });

    test('Start-, Suspend-, Restart- and Remove-MgServicePrincipalSynchronizationJob', async () => {
      expect((await cmdlet('POST', `${base}/start`)).status).toBe(204);
      expect((await cmdlet('POST', `${base}/pause`)).status).toBe(204);
      expect((await cmdlet('POST', `${base}/restart`, { criteria: { resetScope: 'Full' } })).status).toBe(204);
      expect((await cmdlet('GET', base)).body).toMatchObject({ schedule: { state: 'Active' } });
      expect((await cmdlet('DELETE', base)).status).toBe(204);
    });

    test('Get-MgAuditLogProvisioning, Get-MgAuditLogDirectoryAudit', async () => {
      expect((await cmdlet('GET', '/auditLogs/provisioning?$top=1')).status).toBe(200);
      expect((await cmdlet('GET', '/auditLogs/directoryAudits?$top=1')).status).toBe(200);
    });
  });
}
