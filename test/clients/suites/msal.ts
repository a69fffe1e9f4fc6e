/** `@azure/msal-node`: every way to a token that it knows, and that the service has. */
import {
  ConfidentialClientApplication,
  CryptoProvider,
  LogLevel,
  PublicClientApplication,
  type AuthenticationResult,
} from '@azure/msal-node';
import { describe, expect, test } from 'vitest';
import { registerApplication } from '../support/application.ts';
import { Browser } from '../support/browser.ts';
import { makeCertificate } from '../support/certificate.ts';
import type { Installation } from '../support/installation.ts';

const commandLineClientId = 'e2a7d9b3-41c6-4c0e-b8f5-7d93a6f0c215';
const redirectUri = 'http://localhost:4711';

export function msalSuite(installation: () => Installation): void {
  const authority = () => {
    const { url, host, tenantId } = installation();
    return { authority: `${url}/${tenantId}`, knownAuthorities: [host] };
  };
  const get = async (path: string, token: AuthenticationResult | null) => {
    const answer = await fetch(installation().url + path, {
      headers: { authorization: `Bearer ${token?.accessToken}` },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const mayReadLogs = async (token: AuthenticationResult | null) =>
    expect((await get('/v1.0/auditLogs/directoryAudits?$top=1', token)).status).toBe(200);
  const isAda = async (token: AuthenticationResult | null) =>
    expect((await get('/v1.0/me', token)).body).toMatchObject({ userPrincipalName: 'ada@corp.example' });
  const publicClient = () => new PublicClientApplication({ auth: { clientId: commandLineClientId, ...authority() } });

  describe('msal-node', () => {
    test('an application signs in with its secret, and the token is kept', async () => {
      const { url, client } = installation();
      const { clientId, clientSecret } = client;
      const application = new ConfidentialClientApplication({ auth: { clientId, clientSecret, ...authority() } });
      const scopes = [`${url}/.default`];
      const token = await application.acquireTokenByClientCredential({ scopes });
      await mayReadLogs(token);
      expect(await application.acquireTokenByClientCredential({ scopes })).toMatchObject({
        fromCache: true,
        accessToken: token?.accessToken,
      });
      const wrong = { clientId, clientSecret: `${clientSecret}x`, ...authority() };
      await expect(
        new ConfidentialClientApplication({ auth: wrong }).acquireTokenByClientCredential({ scopes }),
      ).rejects.toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215 });
    });

    test('an application signs in with a certificate that it was given as a key credential', async () => {
      const { privateKeyPem: privateKey, der, thumbprintSha256 } = await makeCertificate();
      const { id, appId } = await registerApplication(installation(), { displayName: 'Reports by certificate' });
      await installation().graph.call('PATCH', `/v1.0/applications/${id}`, {
        keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: der }],
      });
      const clientCertificate = { thumbprintSha256, privateKey };
      const application = new ConfidentialClientApplication({
        auth: { clientId: appId, clientCertificate, ...authority() },
      });
      const scopes = ['https://graph.microsoft.com/.default'];
      await mayReadLogs(await application.acquireTokenByClientCredential({ scopes }));
    });

    test('a person types the code of a device that asks meanwhile', async () => {
      const { url, person } = installation();
      const asked = Promise.withResolvers<void>();
      const loggerCallback = (_level: LogLevel, line: string): void => {
        if (line.includes('Authorization pending')) asked.resolve();
      };
      const device = new PublicClientApplication({
        auth: { clientId: commandLineClientId, ...authority() },
        system: { loggerOptions: { loggerCallback, logLevel: LogLevel.Info } },
      });
      const code = Promise.withResolvers<string>();
      const signedIn = Promise.all([code.promise, asked.promise]).then(([userCode]) =>
        new Browser(url).connectDevice(userCode, person),
      );
      const token = await device.acquireTokenByDeviceCode({
        scopes: ['User.Read', 'AuditLog.Read.All'],
        deviceCodeCallback: ({ userCode, message, verificationUri }) => {
          expect(message).toContain(verificationUri);
          code.resolve(userCode);
        },
      });
      expect((await signedIn).text).toContain('You are signed in');
      await isAda(token);
      await mayReadLogs(token);
    });

    test('a person signs in on the pages, and later tokens need no page', async () => {
      const { url, person } = installation();
      const { verifier: codeVerifier, challenge } = await new CryptoProvider().generatePkceCodes();
      const application = publicClient();
      const scopes = [`${url}/User.Read`];
      const pages = await application.getAuthCodeUrl({
        scopes,
        redirectUri,
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
        state: 'here',
      });
      const browser = new Browser(url);
      const { at } = await browser.signIn(await browser.open(pages), person);
      expect(at.origin).toBe(redirectUri);
      expect(at.searchParams.get('state')).toBe('here');
      const code = at.searchParams.get('code') ?? '';
      const token = await application.acquireTokenByCode({ code, codeVerifier, redirectUri, scopes });
      await isAda(token);
      expect(token.account).toMatchObject({ username: person.userPrincipalName, tenantId: installation().tenantId });
      const account = token.account!;
      const again = await application.acquireTokenSilent({ account, scopes });
      expect(again).toMatchObject({ fromCache: true });
      const fresh = await application.acquireTokenSilent({ account, scopes, forceRefresh: true });
      expect(fresh).toMatchObject({ fromCache: false });
      expect(fresh.accessToken).not.toBe(token.accessToken);
      await isAda(fresh);
    });

    test('a web application redeems a code with its secret', async () => {
      const { url, person, graph } = installation();
      const { id, appId } = await registerApplication(installation(), {
        displayName: 'Web',
        web: { redirectUris: ['https://web.example/signed-in'] },
      });
      const { secretText: clientSecret } = await graph.call<{ secretText: string }>(
        'POST',
        `/v1.0/applications/${id}/addPassword`,
        {},
      );
      const application = new ConfidentialClientApplication({
        auth: { clientId: appId, clientSecret, ...authority() },
      });
      const request = { scopes: ['User.Read'], redirectUri: 'https://web.example/signed-in' };
      const browser = new Browser(url);
      const { at } = await browser.signIn(await browser.open(await application.getAuthCodeUrl(request)), person);
      const code = at.searchParams.get('code') ?? '';
      const token = await application.acquireTokenByCode({ ...request, code });
      await isAda(token);
      await isAda(await application.acquireTokenSilent({ ...request, account: token.account!, forceRefresh: true }));
    });
  });
}
