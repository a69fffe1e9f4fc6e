/** MSAL as applications use it, over https, pointed at the service by nothing but its authority. */
import { ConfidentialClientApplication, PublicClientApplication, type INetworkModule } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@drawbridge/base';
import { Browser, fieldOf } from './support/browser.ts';
import { makeCertificate } from './support/certificate.ts';
import { startSignInService, type SignInService } from './support/sign-in-service.ts';

let run: SignInService;
let agent: Agent;
let host: string;
let networkClient: INetworkModule;

beforeAll(async () => {
  run = await startSignInService();
  host = new URL(run.service.tlsUrl).host;
  agent = new Agent({ connect: { ca: run.service.caPem } });
  const exchange = async (
    method: 'GET' | 'POST',
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const { headers = {}, body = null } = options ?? {};
    const answer = await request(url, { method, headers, body, dispatcher: agent });
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
      body: (await answer.body.json()) as never,
    };
  };
  networkClient = {
    sendGetRequestAsync: (url, options) => exchange('GET', url, options),
    sendPostRequestAsync: (url, options) => exchange('POST', url, options),
  };
});
afterAll(async () => {
  await agent.destroy();
  await run.close();
});

const auth = () => ({ authority: `https://${host}/${run.tenantId}`, knownAuthorities: [host] });

describe('MSAL', () => {
  it('gets a token with a client secret', async () => {
    const { clientId, clientSecret, principalId } = await run.service.client('Reports Reader');
    const app = new ConfidentialClientApplication({
      auth: { ...auth(), clientId, clientSecret },
      system: { networkClient },
    });
    const token = await app.acquireTokenByClientCredential({ scopes: [`https://${host}/.default`] });
    expect(decodeJwt(token!.accessToken)).toMatchObject({ oid: principalId, aud: `https://${host}`, idtyp: 'app' });
  });

  it('gets a token with a certificate', async () => {
    const { clientId, applicationId, principalId } = await run.service.client('Reports Reader');
    const certificate = makeCertificate();
    await run.service.services.applicationKeys.replaceKeys(applicationId, [
      {
        keyId: newId(),
        displayName: 'msal',
        certificatePem: certificate.pem,
        thumbprint: certificate.thumbprint,
        thumbprintSha256: certificate.thumbprintSha256,
        notBefore: new Date(Date.now() - 60_000),
        expiresAt: new Date(Date.now() + 60_000),
      },
    ]);
    const app = new ConfidentialClientApplication({
      auth: {
        ...auth(),
        clientId,
        clientCertificate: {
          thumbprintSha256: Buffer.from(certificate.thumbprintSha256, 'base64url').toString('hex'),
          privateKey: certificate.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        },
      },
      system: { networkClient },
    });
    const token = await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
    expect(decodeJwt(token!.accessToken)).toMatchObject({ oid: principalId, aud: 'https://graph.microsoft.com' });
  });

  it('gets tokens by device code, and silently afterwards', async () => {
    const person = await run.user('Reports Reader');
    const app = new PublicClientApplication({
      auth: { ...auth(), clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e' },
      system: { networkClient },
    });
    const scopes = [`https://${host}/AuditLog.Read.All`];
    const signedIn = await app.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ userCode }) => void approve(userCode, person.id),
    });
    expect(signedIn!.account).toMatchObject({ localAccountId: person.id, tenantId: run.tenantId });
    const silent = await app.acquireTokenSilent({ scopes, account: signedIn!.account! });
    expect(silent.fromCache).toBe(true);
    const refreshed = await app.acquireTokenSilent({ scopes, account: signedIn!.account!, forceRefresh: true });
    expect(refreshed.fromCache).toBe(false);
    expect(decodeJwt(refreshed.accessToken)).toMatchObject({
      oid: person.id,
      scp: expect.stringContaining('AuditLog'),
    });
  }, 30_000);
});

/** The sign-in stands on the service's other port; the device code is the same there. */
async function approve(userCode: string, accountId: string): Promise<void> {
  run.signInAs(accountId);
  const browser = new Browser(run.url);
  const form = await browser.open('/device');
  const question = await browser.open('/device', { xsrf: fieldOf(form.text, 'xsrf'), user_code: userCode });
  await browser.open('/device', { xsrf: fieldOf(question.text, 'xsrf'), user_code: userCode, confirm: 'yes' });
}
