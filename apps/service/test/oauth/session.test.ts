import { systemClock, type Clock } from '@drawbridge/base';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../support/service.ts';
import { Browser, fieldOf } from './support/browser.ts';
import { startSignInService, type SignInService } from './support/sign-in-service.ts';

const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const callback = 'http://localhost:8400/';
const dayMs = 86_400_000;

let offsetMs = 0;
const clock: Clock = {
  ...systemClock,
  now: () => new Date(systemClock.now().getTime() + offsetMs),
  monotonicMs: () => systemClock.monotonicMs() + offsetMs,
};
let run: SignInService;
let person: { id: string; userPrincipalName: string };

beforeAll(async () => {
  run = await startSignInService({ clock });
});
afterAll(() => run.close());
beforeEach(async () => {
  offsetMs = 0;
  person = await run.user('Global Administrator');
  run.signInAs(person.id);
});
afterEach(() => vi.useRealTimers());

type Tokens = { access_token: string; refresh_token: string; id_token: string; scope: string };

const post = (form: Record<string, string>) =>
  send(`${run.url}/${run.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: azureCli, ...form }),
  });
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

async function signIn(browser = new Browser(run.url), scope = `${run.url}/.default openid offline_access`) {
  const query = new URLSearchParams({
    client_id: azureCli,
    response_type: 'code',
    redirect_uri: callback,
    scope,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const { location } = await browser.open(`/organizations/oauth2/v2.0/authorize?${query.toString()}`);
  const code = new URL(location!).searchParams.get('code')!;
  const form = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier, scope };
  return (await post(form)).body as Tokens;
}
const refresh = (token: string, form: Record<string, string> = {}) =>
  post({ grant_type: 'refresh_token', refresh_token: token, ...form });
const me = (token: string) => send(`${run.url}/v1.0/organization`, { headers: { authorization: `Bearer ${token}` } });

describe('a refresh token', () => {
  it('gives new tokens, and a new refresh token in its place', async () => {
    const first = await signIn();
    const answer = await refresh(first.refresh_token);
    expect(answer.status, answer.text).toBe(200);
    const second = answer.body as Tokens;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(decodeJwt(second.access_token)).toMatchObject({ oid: person.id, scp: decodeJwt(first.access_token)['scp'] });
    expect(second.id_token).toEqual(expect.any(String));
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('that is used twice ends everything that came of the sign-in', async () => {
    const { refresh_token: stolen } = await signIn();
    const { refresh_token: next } = (await refresh(stolen)).body as Tokens;
    const replayed = await refresh(stolen);
    expect(replayed.status).toBe(400);
    expect(replayed.body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(next)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('that is used many times at once serves one at most', async () => {
    const { refresh_token: token } = await signIn();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(token)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(answers.every(({ status }) => status === 200 || status === 400)).toBe(true);
  });

  it('may ask for less than was granted, and not for more', async () => {
    const { refresh_token: token } = await signIn(undefined, 'openid offline_access User.Read Application.Read.All');
    const less = (await refresh(token, { scope: 'https://graph.microsoft.com/User.Read offline_access' }))
      .body as Tokens;
    expect(decodeJwt(less.access_token)['scp']).toBe('User.Read');
    const more = (await refresh(less.refresh_token, { scope: 'Group.ReadWrite.All User.Read' })).body as Tokens;
    expect(decodeJwt(more.access_token)['scp']).toBe('User.Read');
    expect((await refresh(more.refresh_token, { scope: 'Group.ReadWrite.All' })).body).toMatchObject({
      error: 'invalid_scope',
    });
  });

  it('is given only when offline_access was asked for, and belongs to one client', async () => {
    expect(await signIn(undefined, 'openid User.Read')).not.toHaveProperty('refresh_token');
    const { refresh_token: token } = await signIn();
    const foreign = await refresh(token, { client_id: '14d82eec-204b-4c2f-b7e8-296a70dab67e' });
    expect(foreign.body).toMatchObject({ error: 'invalid_grant' });
    for (const bad of ['', 'x', 'x'.repeat(400), '../..', '%00']) expect((await refresh(bad)).status, bad).toBe(400);
  });

  it('ends after 90 days', async () => {
    const { refresh_token: token } = await signIn();
    vi.useFakeTimers({ now: Date.now() + 91 * dayMs, toFake: ['Date'] });
    expect((await refresh(token)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('revoking the sessions of a person', () => {
  it('ends access tokens within seconds, and refresh tokens and browser sessions at once', async () => {
    const browser = new Browser(run.url);
    const tokens = await signIn(browser);
    expect((await me(tokens.access_token)).status).toBe(200);
    offsetMs = 2_000;
    await run.service.services.accounts.revokeSessions(person.id);
    offsetMs = 6_000;
    const refused = await me(tokens.access_token);
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({
      error: { code: 'InvalidAuthenticationToken', message: expect.stringContaining('revoked') },
    });
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    const asked = run.seen.length;
    const again = await signIn(browser);
    expect(run.seen).toHaveLength(asked + 1);
    expect((await me(again.access_token)).status).toBe(200);
  });

  it('goes with disabling the account, which nobody can sign in to any more', async () => {
    const tokens = await signIn();
    await run.service.services.directory.updateUser(person.id, { accountEnabled: false });
    offsetMs = 4_000;
    expect((await me(tokens.access_token)).status).toBe(401);
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('goes with a role: what it permitted is over within seconds', async () => {
    const reader = await run.user('Global Reader');
    run.signInAs(reader.id);
    const { access_token: token } = await signIn();
    const users = () => send(`${run.url}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } });
    expect((await users()).status).toBe(200);
    const { roles } = run.service.services;
    const held = await roles.store.listHeld({ principalId: reader.id, limit: 10 });
    for (const { id } of held) await roles.unassign(id);
    offsetMs = 4_000;
    expect((await users()).status).toBe(403);
  });
});

describe('signing out', () => {
  const logout = (query = '') => `/${run.tenantId}/oauth2/v2.0/logout${query}`;

  it('asks, and ends the session of the browser', async () => {
    const browser = new Browser(run.url);
    await signIn(browser);
    const question = await browser.open(logout());
    expect(question.text).toContain('xsrf');
    const done = await browser.open(logout('/confirm'), { xsrf: fieldOf(question.text, 'xsrf'), logout: 'yes' });
    expect(done.status).toBe(200);
    const asked = run.seen.length;
    await signIn(browser);
    expect(run.seen).toHaveLength(asked + 1);
  });

  it('sends nobody to an address that is not registered', async () => {
    const target = encodeURIComponent('https://evil.example/');
    const answer = await new Browser(run.url).open(logout(`?client_id=${azureCli}&post_logout_redirect_uri=${target}`));
    expect(answer.location).toBeUndefined();
    expect(answer.status).toBe(400);
  });
});

describe('signing keys', () => {
  it('rotate: new tokens are signed with the new key, old ones stay valid until they end', async () => {
    const before = await signIn();
    const { kid } = await run.service.graph.call<{ kid: string }>('POST', '/beta/organization/rotateSigningKey', {});
    const after = await signIn();
    expect(decodeProtectedHeader(after.access_token).kid).toBe(kid);
    expect(decodeProtectedHeader(after.id_token).kid).toBe(kid);
    expect(decodeProtectedHeader(before.access_token).kid).not.toBe(kid);
    for (const { access_token: token } of [before, after]) expect((await me(token)).status).toBe(200);
    const published = async () =>
      ((await send(`${run.url}/${run.tenantId}/discovery/v2.0/keys`)).body as { keys: { kid: string }[] }).keys.map(
        (key) => key.kid,
      );
    expect(await published()).toEqual([kid, decodeProtectedHeader(before.access_token).kid]);
    await run.service.services.authorizationServer.tidy();
    expect(await published()).toHaveLength(2);
    offsetMs = 2 * dayMs;
    await run.service.services.authorizationServer.tidy();
    expect(await published()).toEqual([kid]);
    offsetMs = 0;
    expect((await me(before.access_token)).status).toBe(401);
    expect((await refresh(after.refresh_token)).status).toBe(200);
  });
});
