import { createHash } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { portalClientId } from '../../src/oauth/built-in-clients.ts';
import { directoryRoles } from '../../src/oauth/directory-roles.ts';
import { send } from '../support/service.ts';
import { Browser } from './support/browser.ts';
import { startSignInService, type SignInService } from './support/sign-in-service.ts';

const callback = 'http://localhost:8123/callback';
const verifier = 'v'.repeat(64);

let run: SignInService;
let admin: { id: string; userPrincipalName: string };
let desktop: { id: string; appId: string };
let server: oidc.Configuration;

beforeAll(async () => {
  run = await startSignInService();
  admin = await run.user('Application Administrator');
  desktop = await run.application({ publicClient: { redirectUris: ['http://localhost/callback'] } });
  server = await oidc.discovery(new URL(`${run.url}/${run.tenantId}/v2.0`), desktop.appId, undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
});
afterAll(() => run.close());
beforeEach(() => run.signInAs(admin.id));

const everything = 'openid profile email offline_access User.Read Application.Read.All User.ReadWrite.All';

async function authorizationUrl(given: Record<string, string> = {}): Promise<URL> {
  return oidc.buildAuthorizationUrl(server, {
    redirect_uri: callback,
    scope: everything,
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...given,
  });
}

async function signIn(given: Record<string, string> = {}, browser = new Browser(run.url)) {
  const { location } = await browser.open((await authorizationUrl(given)).href);
  if (location === undefined) throw new Error('The sign-in did not end at the application.');
  return oidc.authorizationCodeGrant(server, new URL(location), {
    pkceCodeVerifier: verifier,
    expectedState: 'state-1',
    expectedNonce: 'nonce-1',
  });
}

const tokenUrl = () => `${run.url}/${run.tenantId}/oauth2/v2.0/token`;
const redeem = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  send(tokenUrl(), { method: 'POST', body: new URLSearchParams({ client_id: desktop.appId, ...form }), headers });
const codeOf = (location: string | undefined) => new URL(location ?? '').searchParams.get('code') ?? '';
const call = (token: string, path: string) =>
  send(`${run.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

describe('the authorization code grant', () => {
  it('gives a person tokens with the claims that Graph clients read', async () => {
    const tokens = await signIn();
    const keys = await send(`${run.url}/${run.tenantId}/discovery/v2.0/keys`);
    const issuer = `${run.url}/${run.tenantId}/v2.0`;
    const { payload } = await jwtVerify(tokens.access_token, createLocalJWKSet(keys.body as JSONWebKeySet), { issuer });
    expect(payload).toMatchObject({
      aud: run.url,
      tid: run.tenantId,
      ver: '2.0',
      oid: admin.id,
      sub: admin.id,
      appid: desktop.appId,
      azp: desktop.appId,
      app_displayname: expect.stringContaining('Application'),
      idtyp: 'user',
      wids: [directoryRoles['Application Administrator']],
      upn: admin.userPrincipalName,
      unique_name: admin.userPrincipalName,
      preferred_username: admin.userPrincipalName,
      name: 'Ada Lovelace',
    });
    expect(String(payload['scp']).split(' ').sort()).toEqual(
      ['Application.Read.All', 'User.Read', 'User.ReadWrite.All', 'email', 'openid', 'profile'].sort(),
    );
    expect(payload).not.toHaveProperty('roles');
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(tokens.claims()).toMatchObject({
      aud: desktop.appId,
      oid: admin.id,
      tid: run.tenantId,
      name: 'Ada Lovelace',
      preferred_username: admin.userPrincipalName,
      email: admin.userPrincipalName,
      ver: '2.0',
    });
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect(tokens.refresh_token).toEqual(expect.any(String));
    expect(JSON.parse(Buffer.from(String(tokens['client_info']), 'base64url').toString())).toEqual({
      uid: admin.id,
      utid: run.tenantId,
    });
    expect(tokens.scope).not.toMatch(/refresh|confidential|offline/);
  });

  it('permits what both the scopes and the roles of the person permit', async () => {
    const { access_token: token } = await signIn();
    expect((await call(token, '/v1.0/applications')).status).toBe(200);
    // In the scopes, but an Application Administrator may not.
    const created = await send(`${run.url}/v1.0/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(created.status).toBe(403);
    const narrow = await signIn({ scope: 'openid User.Read' });
    // In the roles, but not in the scopes.
    expect((await call(narrow.access_token, '/v1.0/applications')).status).toBe(403);
    const nobody = await run.user();
    run.signInAs(nobody.id);
    const roleless = await signIn();
    expect((await call(roleless.access_token, '/v1.0/applications')).status).toBe(403);
    expect((await call(roleless.access_token, '/v1.0/organization')).status).toBe(200);
  });

  it('shows the sign-in page who asks for what', async () => {
    await signIn({ login_hint: 'ada', domain_hint: 'corp.example', scope: 'openid offline_access User.Read' });
    expect(run.seen.at(-1)).toEqual({
      uid: expect.any(String),
      prompt: 'login',
      clientId: desktop.appId,
      clientName: expect.stringContaining(desktop.appId),
      scopes: ['openid', 'User.Read'],
      loginHint: 'ada',
      domainHint: 'corp.example',
    });
  });

  it('remembers who is signed in, until a new sign-in is asked for', async () => {
    const browser = new Browser(run.url);
    await signIn({}, browser);
    const before = run.seen.length;
    await signIn({ prompt: 'none' }, browser);
    await signIn({}, browser);
    expect(run.seen).toHaveLength(before);
    await signIn({ prompt: 'select_account' }, browser);
    expect(run.seen).toHaveLength(before + 1);
    const { location } = await new Browser(run.url).open((await authorizationUrl({ prompt: 'none' })).href);
    expect(new URL(location!).searchParams.get('error')).toBe('login_required');
  });

  it('ends at the application with access_denied when the person declines', async () => {
    run.signInAs(undefined);
    const { location } = await new Browser(run.url).open((await authorizationUrl()).href);
    const answer = new URL(location!).searchParams;
    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('state')).toBe('state-1');
  });

  it('posts the code to the application by a page whose script the browser lets run', async () => {
    const page = await new Browser(run.url).open((await authorizationUrl({ response_mode: 'form_post' })).href);
    expect(page.text).toContain(`action="${callback}"`);
    const [, script = ''] = /<script>([^]*?)<\/script>/.exec(page.text) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}'`);
    expect(policy).not.toContain('form-action');
  });

  it('takes any port of a loopback address, and nothing else that is not registered', async () => {
    const challenge = { redirect_uri: 'http://127.0.0.1:5000/callback' };
    for (const redirectUri of [
      challenge.redirect_uri,
      'http://localhost:1/other',
      'http://localhost.evil.example/callback',
      'http://localhost@evil.example/callback',
      'https://evil.example/callback',
      'http://user@localhost:3/callback',
      'javascript:alert(1)',
      '',
    ]) {
      const answer = await new Browser(run.url).open((await authorizationUrl({ redirect_uri: redirectUri })).href);
      expect(answer.status, redirectUri).toBe(400);
      expect(answer.text, redirectUri).toContain('AADSTS50011');
      expect(answer.location, redirectUri).toBeUndefined();
    }
    const answer = await new Browser(run.url).open(
      (await authorizationUrl({ redirect_uri: 'http://localhost:61234/callback' })).href,
    );
    expect(answer.location).toMatch(/^http:\/\/localhost:61234\/callback\?code=/);
  });

  it('wants PKCE with S256 from public clients', async () => {
    for (const given of [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge: verifier, code_challenge_method: 'plain' },
      { code_challenge: 'x' },
    ]) {
      const { location } = await new Browser(run.url).open((await authorizationUrl(given)).href);
      expect(new URL(location!).searchParams.get('error'), JSON.stringify(given)).toBe('invalid_request');
    }
  });

  it('redeems a code once, with the right verifier and redirect URI, by the client it was made for', async () => {
    const fresh = async () => codeOf((await new Browser(run.url).open((await authorizationUrl()).href)).location);
    const form = { grant_type: 'authorization_code', redirect_uri: callback, code_verifier: verifier };
    const wrongVerifier = await redeem({ ...form, code: await fresh(), code_verifier: 'w'.repeat(64) });
    expect(wrongVerifier.status).toBe(400);
    expect(wrongVerifier.body).toMatchObject({ error: 'invalid_grant', error_codes: [501481] });
    const wrongUri = await redeem({ ...form, code: await fresh(), redirect_uri: 'http://localhost:1/callback' });
    expect(wrongUri.body).toMatchObject({ error: 'invalid_grant', error_codes: [500112] });
    const other = await run.application({ publicClient: { redirectUris: ['http://localhost/callback'] } });
    const foreign = await redeem({ ...form, code: await fresh(), client_id: other.appId });
    expect(foreign.body).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem({ ...form, code: 'made-up' })).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [70000],
    });

    const code = await fresh();
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem({ ...form, code })));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    const again = await redeem({ ...form, code });
    expect(again.status).toBe(400);
    expect(again.body).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringMatching(/^AADSTS\d+: .+\.$/),
      error_codes: [expect.any(Number)],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
    });
  });

  it('revokes what a code gave when the code is used again', async () => {
    const { location } = await new Browser(run.url).open((await authorizationUrl()).href);
    const form = { grant_type: 'authorization_code', redirect_uri: callback, code_verifier: verifier };
    const first = await redeem({ ...form, code: codeOf(location) });
    const { refresh_token: refreshToken } = first.body as { refresh_token: string };
    expect((await redeem({ ...form, code: codeOf(location) })).status).toBe(400);
    const refreshed = await redeem({ grant_type: 'refresh_token', refresh_token: refreshToken });
    expect(refreshed.body).toMatchObject({ error: 'invalid_grant' });
  });

  it('understands scopes as Graph clients write them', async () => {
    for (const [scope, audience, sample] of [
      [`${run.url}/.default openid profile offline_access`, run.url, 'User.ReadWrite.All'],
      [`${run.url}//.default openid`, run.url, 'User.ReadWrite.All'],
      ['https://graph.microsoft.com/.default openid', 'https://graph.microsoft.com', 'User.ReadWrite.All'],
      ['https://graph.microsoft.com/User.Read openid', 'https://graph.microsoft.com', 'User.Read'],
      [
        '00000003-0000-0000-c000-000000000000/.default openid',
        '00000003-0000-0000-c000-000000000000',
        'User.ReadWrite.All',
      ],
      ['openid user.read no.such.scope', run.url, 'User.Read'],
    ] as const) {
      const tokens = await signIn({ scope });
      const claims = decodeJwt(tokens.access_token);
      expect(claims.aud, scope).toBe(audience);
      expect(String(claims['scp']).split(' '), scope).toContain(sample);
      expect((await call(tokens.access_token, '/v1.0/organization')).status, scope).toBe(200);
    }
    for (const scope of ['openid https://other.example/.default', 'no.such.scope', '']) {
      const { location } = await new Browser(run.url).open((await authorizationUrl({ scope, nonce: '' })).href);
      expect(new URL(location!).searchParams.get('error'), scope).toMatch(/invalid_(scope|resource)/);
    }
  });

  it('answers hostile requests with a page, and sends nobody anywhere', async () => {
    for (const query of [
      '',
      'client_id=x',
      `client_id=${desktop.appId}`,
      `client_id=${desktop.appId}&client_id=x`,
      `client_id=${desktop.appId}&redirect_uri=${encodeURIComponent(callback)}&redirect_uri=x`,
      `client_id=${'x'.repeat(5000)}`,
      'client_id[]=1&__proto__=1',
      `client_id=%3Cscript%3E`,
    ]) {
      const answer = await send(`${run.url}/${run.tenantId}/oauth2/v2.0/authorize?${query}`);
      expect(answer.status, query).toBe(400);
      expect(answer.headers.get('content-type'), query).toMatch(/^text\/html/);
      expect(answer.text, query).toContain('AADSTS');
      expect(answer.text, query).not.toContain('<script>');
    }
    const wrongTenant = await send(`${run.url}/nobody/oauth2/v2.0/authorize?client_id=${desktop.appId}`);
    expect(wrongTenant.text).toContain('AADSTS90002');
    const noSignIn = await send(`${run.url}/signin/made-up`);
    expect(noSignIn.status).toBe(400);
  });
});

describe('a confidential client', () => {
  const webCallback = 'https://app.example/signed-in';
  let web: Awaited<ReturnType<SignInService['service']['client']>>;
  beforeAll(async () => {
    web = await run.service.client();
    await run.service.services.directory.updateApplication(web.applicationId, { web: { redirectUris: [webCallback] } });
  });
  const open = async (given: Record<string, string> = {}) =>
    new Browser(run.url).open(
      (await authorizationUrl({ client_id: web.clientId, redirect_uri: webCallback, ...given })).href,
    );

  it('redeems its codes, and refreshes, only with its secret', async () => {
    const form = { grant_type: 'authorization_code', client_id: web.clientId, redirect_uri: webCallback };
    const { location } = await open();
    const code = { ...form, code: codeOf(location), code_verifier: verifier };
    expect((await redeem(code)).body).toMatchObject({ error: 'invalid_client', error_codes: [7000218] });
    expect((await redeem({ ...code, client_secret: 'wrong' })).body).toMatchObject({ error_codes: [7000215] });
    const answer = await redeem({ ...code, client_secret: web.clientSecret });
    expect(answer.status).toBe(200);
    const { refresh_token: refreshToken } = answer.body as { refresh_token: string };
    const refresh = { grant_type: 'refresh_token', client_id: web.clientId, refresh_token: refreshToken };
    expect((await redeem(refresh)).body).toMatchObject({ error_codes: [7000218] });
    expect((await redeem({ ...refresh, client_secret: web.clientSecret })).status).toBe(200);
  });

  it('may leave PKCE out', async () => {
    const { location } = await open({ code_challenge: '', code_challenge_method: '' });
    const form = { grant_type: 'authorization_code', client_id: web.clientId, redirect_uri: webCallback };
    expect((await redeem({ ...form, code: codeOf(location), client_secret: web.clientSecret })).status).toBe(200);
  });
});

describe('the portal', () => {
  it('is a client of every installation, and its origin may ask for tokens', async () => {
    const { location } = await new Browser(run.url).open(
      (await authorizationUrl({ client_id: portalClientId, redirect_uri: 'https://app.example/' })).href,
    );
    expect(location).toBeUndefined();
    const form = {
      grant_type: 'authorization_code',
      client_id: portalClientId,
      code: 'x',
      redirect_uri: `${run.url}/`,
    };
    const answer = await redeem(form, { origin: run.url });
    expect(answer.headers.get('access-control-allow-origin')).toBe(run.url);
    expect(
      (await redeem(form, { origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

describe('userinfo', () => {
  it('tells a signed-in person about themselves', async () => {
    const tokens = await signIn();
    expect((await call(tokens.access_token, '/oidc/userinfo')).body).toEqual({
      sub: admin.id,
      name: 'Ada Lovelace',
      preferred_username: admin.userPrincipalName,
      given_name: 'Ada',
      family_name: 'Lovelace',
      email: admin.userPrincipalName,
    });
    expect((await call('x', '/oidc/userinfo')).status).toBe(401);
    expect((await call(await run.service.tokenOf(), '/oidc/userinfo')).status).toBe(403);
  });
});
