import { systemClock, type Clock } from '@drawbridge/base';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../support/service.ts';
import { Browser, fieldOf } from './support/browser.ts';
import { startSignInService, type SignInService } from './support/sign-in-service.ts';

const graphPowerShell = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

let offsetMs = 0;
const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + offsetMs };
let run: SignInService;
let person: { id: string };

beforeAll(async () => {
  run = await startSignInService({ clock });
  person = await run.user('Reports Reader');
});
afterAll(() => run.close());
beforeEach(() => run.signInAs(person.id));
afterEach(() => vi.useRealTimers());

type Started = {
  user_code: string;
  device_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  message: string;
};

const endpoint = (name: string) => `${run.url}/common/oauth2/v2.0/${name}`;
const start = async (form: Record<string, string> = {}) =>
  send(endpoint('devicecode'), {
    method: 'POST',
    body: new URLSearchParams({
      client_id: graphPowerShell,
      scope: 'https://graph.microsoft.com/AuditLog.Read.All openid profile offline_access',
      ...form,
    }),
  });
/** As patient as the interval asks. */
const poll = (deviceCode: string, form: Record<string, string> = {}) => {
  offsetMs += 5_000;
  return pollAtOnce(deviceCode, form);
};
const pollAtOnce = (deviceCode: string, form: Record<string, string> = {}) =>
  send(endpoint('token'), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: grantType, client_id: graphPowerShell, device_code: deviceCode, ...form }),
  });

/** Types the code and looks at the page that asks for agreement. */
async function enter(browser: Browser, userCode: string) {
  const form = await browser.open('/device');
  const answer = await browser.open('/device', { xsrf: fieldOf(form.text, 'xsrf'), user_code: userCode });
  return answer.text;
}

async function agree(browser: Browser, userCode: string, choice: Record<string, string> = { confirm: 'yes' }) {
  const page = await enter(browser, userCode);
  return browser.open('/device', { xsrf: fieldOf(page, 'xsrf'), user_code: userCode, ...choice });
}

describe('the device code grant', () => {
  it('gives a code with a message that programs print', async () => {
    const answer = await start();
    expect(answer.status).toBe(200);
    const body = answer.body as Started;
    expect(body).toEqual({
      user_code: expect.stringMatching(/^[A-Z]{8}$/),
      device_code: expect.any(String),
      verification_uri: `${run.url}/device`,
      verification_uri_complete: `${run.url}/device?user_code=${body.user_code}`,
      expires_in: 900,
      interval: 5,
      message: `To sign in, open ${run.url}/device and enter the code ${body.user_code}.`,
    });
  });

  it('ends in tokens when the person typed the code, saw who asks, and signed in', async () => {
    const { device_code: deviceCode, user_code: userCode } = (await start()).body as Started;
    const pending = await poll(deviceCode);
    expect(pending.status).toBe(400);
    expect(pending.body).toMatchObject({ error: 'authorization_pending', error_codes: [70016] });
    const browser = new Browser(run.url);
    const question = await enter(browser, userCode.toLowerCase());
    expect(question).toContain('Microsoft Graph Command Line Tools');
    expect(question).toContain('AuditLog.Read.All');
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
    const done = await agree(browser, userCode);
    expect(done.status).toBe(200);
    const tokens = await poll(deviceCode, { scope: 'https://graph.microsoft.com/AuditLog.Read.All' });
    expect(tokens.status, tokens.text).toBe(200);
    expect(tokens.body).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid profile https://graph.microsoft.com/AuditLog.Read.All',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
      client_info: expect.any(String),
    });
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('slows a device down that asks faster than it was told', async () => {
    const { device_code: deviceCode } = (await start()).body as Started;
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
    expect((await pollAtOnce(deviceCode)).body).toMatchObject({ error: 'slow_down' });
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
  });

  it('tells the device that the person declined', async () => {
    const { device_code: deviceCode, user_code: userCode } = (await start()).body as Started;
    await agree(new Browser(run.url), userCode, { abort: 'yes' });
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'authorization_declined' });
    const second = (await start()).body as Started;
    run.signInAs(undefined);
    await agree(new Browser(run.url), second.user_code);
    expect((await poll(second.device_code)).body).toMatchObject({ error: 'authorization_declined' });
  });

  it('tells the device and the person that the code has expired', async () => {
    const { device_code: deviceCode, user_code: userCode } = (await start()).body as Started;
    vi.useFakeTimers({ now: Date.now() + 901_000, toFake: ['Date'] });
    const page = await enter(new Browser(run.url), userCode);
    expect(page).toContain('expired');
    expect((await poll(deviceCode)).body).toMatchObject({ error: 'expired_token' });
  });

  it('knows no code that it did not give, and gives none away', async () => {
    expect((await poll('made-up')).body).toMatchObject({ error: 'bad_verification_code' });
    expect((await poll('')).status).toBe(400);
    const { device_code: deviceCode } = (await start()).body as Started;
    const foreign = await poll(deviceCode, { client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' });
    expect(foreign.body).toMatchObject({ error: 'invalid_grant' });
    for (const wrong of ['AAAAAAAA', '', "x' or 1=1", '<script>', 'x'.repeat(3000)]) {
      const page = await enter(new Browser(run.url), wrong);
      expect(page, wrong).toContain('user_code');
      expect(page, wrong).not.toContain('<script>');
    }
  });

  it('takes the form only from the browser that it was shown to', async () => {
    const { user_code: userCode } = (await start()).body as Started;
    const own = await new Browser(run.url).open('/device');
    const stolen = await new Browser(run.url).open('/device', { xsrf: fieldOf(own.text, 'xsrf'), user_code: userCode });
    expect(stolen.status).toBe(200);
    expect(stolen.text).not.toContain('Microsoft Graph Command Line Tools');
    const another = new Browser(run.url);
    await another.open('/device');
    const forged = await another.open('/device', { xsrf: fieldOf(own.text, 'xsrf'), user_code: userCode });
    expect(forged.text).not.toContain('Microsoft Graph Command Line Tools');
  });

  it('answers a host that is none with a page', async () => {
    const { port, hostname } = new URL(run.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write('GET /device HTTP/1.1\r\nHost: a b%%\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('fills in the code of a link, and still asks', async () => {
    const { user_code: userCode, verification_uri_complete: link } = (await start()).body as Started;
    expect((await new Browser(run.url).open(link)).text).toContain(`value="${userCode}"`);
  });

  it('is for public clients, and for those that prove who they are', async () => {
    const web = await run.service.client();
    expect((await start({ client_id: web.clientId })).body).toMatchObject({ error: 'invalid_client' });
    expect((await start({ client_id: web.clientId, client_secret: web.clientSecret })).status).toBe(200);
    const fallback = await run.application({ isFallbackPublicClient: true });
    expect((await start({ client_id: fallback.appId })).status).toBe(200);
    expect((await start({ client_id: 'nobody' })).status).toBe(401);
    expect((await start({ scope: '' })).body).toMatchObject({ error: 'invalid_scope' });
  });
});
