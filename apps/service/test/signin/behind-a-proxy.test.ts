/**
 * The whole way of an application that knows nothing of this service but its address: openid-client, over TLS through a
 * proxy, with the pages that people see. Nothing stands in for anything.
 */
import { commandLineClientId } from '../../src/oauth/built-in-clients.ts';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send, startService, type TestService } from '../support/service.ts';
import { addAccount, goodPassword } from '../support/sign-in.ts';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';
import { Visitor } from '../support/visitor.ts';

const redirectUri = 'http://localhost:49152/callback';
const postLogoutUri = 'https://app.corp.example/bye';
let proxy: TlsProxy;
let service: TestService;
let person: { id: string; userPrincipalName: string };
let appId: string;

beforeAll(async () => {
  proxy = await startTlsProxy();
  service = await startService({ settings: { publicUrl: proxy.url } });
  const { keyPem, chainPem } = await service.composed.authority.issueServerCertificate({
    names: ['localhost'],
    ips: [],
  });
  proxy.leadTo({ port: Number(new URL(service.url).port), keyPem: keyPem.reveal(), chainPem, caPem: service.caPem });
  person = await addAccount(service, { role: 'Global Reader' });
  const made = await service.graph.call<{ appId: string }>('POST', '/v1.0/applications', {
    displayName: 'Time sheets',
    publicClient: { redirectUris: ['http://localhost/callback'] },
    web: { redirectUris: [postLogoutUri] },
  });
  ({ appId } = made);
  await service.graph.call('POST', '/v1.0/servicePrincipals', { appId });
});
afterAll(async () => {
  await service.close();
  await proxy[Symbol.asyncDispose]();
});

const discover = (clientId: string) =>
  oidc.discovery(
    new URL(`${proxy.url}/${service.services.tenantId}/v2.0`),
    clientId,
    { token_endpoint_auth_method: 'none' },
    oidc.None(),
  );
const me = (token: string) => send(`${proxy.url}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
const fieldOf = (text: string, name: string): string => {
  const value = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1];
  if (value === undefined) throw new Error(`The page has no field '${name}': ${text}`);
  return value;
};

/** From the page that asks for the name to where the sign-in leads. */
async function enterPassword(visitor: Visitor, at: string) {
  await visitor.follow(at, { username: person.userPrincipalName });
  return visitor.follow(`${at}/password`, { username: person.userPrincipalName, password: goodPassword });
}

test('a code with PKCE, its tokens, new ones for the refresh token, and the way out', async () => {
  const config = await discover(appId);
  expect(config.serverMetadata().issuer).toBe(`${proxy.url}/${service.services.tenantId}/v2.0`);
  const visitor = new Visitor(proxy.url);
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const begin = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access User.Read',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const page = await visitor.follow(begin.href);
  expect(page.text).toContain('Time sheets');
  const back = await enterPassword(visitor, page.at);
  const tokens = await oidc.authorizationCodeGrant(config, new URL(back.at), {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  });
  expect(tokens.claims()).toMatchObject({ oid: person.id, preferred_username: person.userPrincipalName });
  expect((await me(tokens.access_token)).body).toMatchObject({
    id: person.id,
    '@odata.context': `${proxy.url}/v1.0/$metadata#users/$entity`,
  });
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
  expect((await me(renewed.access_token)).status).toBe(200);
  const silent = await visitor.follow(begin.href);
  expect(silent.at).toMatch(/\/callback\?code=/);

  const out = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token!,
    post_logout_redirect_uri: postLogoutUri,
  });
  const question = await visitor.follow(out.href);
  expect(question.text).toContain('sign out');
  const confirm = /action="([^"]+)"/.exec(question.text)![1]!;
  expect(new URL(confirm).origin).toBe(proxy.url);
  const gone = await visitor.follow(confirm, { xsrf: fieldOf(question.text, 'xsrf'), logout: 'yes' });
  expect(gone.at).toMatch(/^https:\/\/app\.corp\.example\/bye/);
  expect((await visitor.follow(begin.href)).at).toContain('/signin/');
});

test('a device, from its code to its token', async () => {
  const config = await discover(commandLineClientId);
  const device = await oidc.initiateDeviceAuthorization(config, { scope: 'openid User.Read' });
  expect(device.verification_uri).toBe(`${proxy.url}/device`);
  const visitor = new Visitor(proxy.url);
  const form = await visitor.follow(device.verification_uri);
  const typed = { xsrf: fieldOf(form.text, 'xsrf'), user_code: device.user_code };
  const question = await visitor.follow('/device', typed);
  expect(question.text).toContain('Drawbridge command line');
  const page = await visitor.follow('/device', { ...typed, xsrf: fieldOf(question.text, 'xsrf'), confirm: 'yes' });
  const done = await enterPassword(visitor, page.at);
  expect(done.text).toContain('Device connected');
  const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 });
  expect((await me(tokens.access_token)).body).toMatchObject({ id: person.id });
});

test('cookies are for TLS only, and a name that is not the public one gets the public one', async () => {
  const answer = await send(
    `${service.url}/common/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: commandLineClientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:49152/',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString()}`,
  );
  expect(answer.status).toBe(303);
  const cookies = answer.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
});
