/**
 * A person signs in, in a real browser: the set-up link of the first start, a password, a passkey beside it and instead of
 * it, a device, the way out; over TLS through a proxy, without anything that the content security policy refuses.
 */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newToken } from '@drawbridge/base';
import { startProgram, type RunningProgram } from '@drawbridge/testkit/processes';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, withAuthenticator, type Authenticator, type AuthenticatorPasskey } from './support/browser.ts';
import { startDoor, type Door } from './support/door.ts';
import { temporaryFolder, type TemporaryFolder } from './support/temporary-folder.ts';

const commandLineClientId = 'e2a7d9b3-41c6-4c0e-b8f5-7d93a6f0c215';
const administrator = 'ada@corp.example';
const password = 'seven purple mountains';
const screenshots = process.env['SCREENSHOTS'];

let folder: TemporaryFolder;
let service: RunningProgram;
let door: Door;
let base: string;
let application: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let authenticator: Authenticator;
let passkeys: readonly AuthenticatorPasskey[] = [];
const refusedByPolicy: string[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  door = await startDoor(1);
  base = `https://localhost:${door.port}`;
  const ports = ['--port', '0', '--tls-port', '0', '--tls-host', '127.0.0.1'];
  const env = { DRAWBRIDGE_PUBLIC_URL: base };
  service = await startProgram('service', ['serve', '--data', folder.path, ...ports], { env });
  door.leadTo(Number(new URL(service.ready['tlsUrl']!).port));
  application = createServer((_request, answer) => answer.end('signed in'));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser(['--ignore-certificate-errors']);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
  await door.close();
  application.close();
  await folder[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  ({ page, authenticator } = await withAuthenticator(context));
  watch(page);
});

function watch(each: Page): void {
  each.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refusedByPolicy.push(message.text());
  });
}

async function shoot(name: string): Promise<void> {
  if (screenshots === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1100, height: 800 });
    await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}.png` });
    await page.setViewportSize({ width: 375, height: 720 });
    await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}-375.png` });
  }
  await page.setViewportSize({ width: 1100, height: 800 });
}

function authorizeUrl(): string {
  const query = new URLSearchParams({
    client_id: commandLineClientId,
    response_type: 'code',
    redirect_uri: `http://localhost:${(application.address() as AddressInfo).port}/`,
    scope: 'openid profile User.Read',
    state: 'xyz',
    code_challenge: createHash('sha256').update(newToken()).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${base}/common/oauth2/v2.0/authorize?${query.toString()}`;
}

const hasNoSidewaysScroll = () =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

async function arriveAtTheApplication(): Promise<void> {
  await page.waitForURL(/\?.*code=/);
  expect(await page.textContent('body')).toBe('signed in');
}

/** Set-up links are printed beside the log, once. */
async function setUpLink(): Promise<string> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const [found] = /https:\/\/localhost:\d+\/setup\/[\w-]+/.exec(service.output()) ?? [];
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`No set-up link in: ${service.output()}`);
}

test('the set-up link makes the first administrator, once', async () => {
  const link = await setUpLink();
  await page.goto(link);
  await shoot('set-up');
  await page.fill('[name=username]', administrator);
  await page.fill('[name=displayName]', 'Ada Lovelace');
  await page.fill('[name=newPassword]', 'ada');
  await page.fill('[name=repeated]', 'ada');
  await page.click('text=Create the administrator');
  expect(await page.textContent('[role=alert]:visible')).toContain('12 are needed');
  await shoot('set-up-problem');
  await page.fill('[name=newPassword]', password);
  await page.fill('[name=repeated]', password);
  await page.click('text=Create the administrator');
  expect(await page.textContent('h1')).toBe('Drawbridge is set up');
  await shoot('set-up-done');
  await page.goto(link);
  expect(await page.textContent('[role=alert]')).toContain('This link was used');
  await shoot('link-used');
});

test('a password signs in, and a passkey is added on the way', async () => {
  await page.goto(authorizeUrl());
  await shoot('user-name');
  await page.setViewportSize({ width: 375, height: 720 });
  expect(await hasNoSidewaysScroll()).toBe(true);
  await page.fill('[name=username]', administrator);
  await page.click('text=Next');
  await page.fill('[name=password]', 'not the password');
  await page.click('main button:text("Sign in")');
  expect(await page.textContent('[role=alert]')).toContain('is not right');
  await shoot('password-wrong');
  await page.fill('[name=password]', password);
  await page.check('[name=addPasskey]');
  await page.click('main button:text("Sign in")');
  await shoot('add-passkey');
  await page.fill('[name=passkeyName]', 'Laptop');
  await page.click('text=Create the passkey');
  await arriveAtTheApplication();
  passkeys = await authenticator.credentials();
  expect(passkeys).toHaveLength(1);
});

test('the passkey alone signs in, without a user name', async () => {
  for (const passkey of passkeys) await authenticator.add(passkey);
  await page.goto(authorizeUrl());
  await page.click('text=Sign in with a passkey');
  await arriveAtTheApplication();
});

test('an authenticator without a passkey is told so, and the password still works', async () => {
  await page.goto(authorizeUrl());
  await page.evaluate(`navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`);
  await page.click('text=Sign in with a passkey');
  await page.waitForSelector('form.passkey [role=alert]:visible');
  await shoot('passkey-cancelled');
  await page.fill('[name=username]', administrator);
  await page.click('text=Next');
  await shoot('password');
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
  await arriveAtTheApplication();
});

test('an application that wants its code in a form gets it there, without another click', async () => {
  await page.goto(`${authorizeUrl()}&response_mode=form_post`);
  await page.fill('[name=username]', administrator);
  await page.click('text=Next');
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL(/^http:\/\/localhost:\d+\/$/);
  expect(await page.textContent('body')).toBe('signed in');
});

test('a copied passkey, whose counter stands behind, is refused', async () => {
  for (const passkey of passkeys) await authenticator.add({ ...passkey, signCount: 0 });
  await page.goto(authorizeUrl());
  await page.click('text=Sign in with a passkey');
  await page.waitForSelector('[role=alert]:visible');
  expect(await page.textContent('[role=alert]:visible')).toContain('Sign in another way');
});

test('the device page, and pages that went wrong, are readable', async () => {
  await page.goto(`${base}/device`);
  await shoot('device');
  await page.fill('[name=user_code]', 'WRONGONE');
  await page.click('text=Next');
  expect(await page.textContent('[role=alert]')).toContain('No device waits');
  await page.goto(`${base}/signin/nobody-began-this`);
  expect(await page.textContent('[role=alert]')).toContain('Go back to the application');
  await shoot('sign-in-ended');
});

async function signInWithPassword(): Promise<void> {
  await page.fill('[name=username]', administrator);
  await page.click('text=Next');
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
}

const post = async (path: string, fields: Readonly<Record<string, string>>, token?: string) => {
  const answer = await page.request.post(base + path, {
    ignoreHTTPSErrors: true,
    ...(token === undefined ? { form: fields } : { data: fields, headers: { authorization: `Bearer ${token}` } }),
  });
  return (await answer.json()) as Record<string, string>;
};

test('a device is connected, its token calls the API, and the browser signs out', async () => {
  const client = { client_id: commandLineClientId };
  const scope = 'openid User.Read User.ReadWrite.All';
  const device = await post('/organizations/oauth2/v2.0/devicecode', { ...client, scope });
  await page.goto(`${base}/device?user_code=${device['user_code']}`);
  await page.click('text=Next');
  await shoot('device-confirm');
  await page.click('text=continue');
  await signInWithPassword();
  expect(await page.textContent('h1')).toBe('Device connected');
  await shoot('device-done');
  const grant = 'urn:ietf:params:oauth:grant-type:device_code';
  const asked = { ...client, grant_type: grant, device_code: device['device_code']! };
  const { access_token: token } = await post('/common/oauth2/v2.0/token', asked);

  const made = { displayName: 'Grace Hopper', mailNickname: 'grace', userPrincipalName: 'grace@corp.example' };
  const withPassword = { ...made, accountEnabled: true, passwordProfile: { password: 'four orange lanterns' } };
  const { id } = await post('/v1.0/users', withPassword as never, token);
  const link = await post(`/beta/users/${id}/authentication/oneTimeLinks`, {}, token);

  await page.goto(`${base}/common/oauth2/v2.0/logout`);
  await shoot('sign-out');
  await page.click('main button:text("Sign out")');
  expect(await page.textContent('h1')).toBe('You are signed out');
  await shoot('signed-out');

  await page.goto(authorizeUrl());
  await page.fill('[name=username]', made.userPrincipalName);
  await page.click('text=Next');
  await page.fill('[name=password]', 'four orange lanterns');
  await page.press('[name=password]', 'Enter');
  await page.waitForURL(/change-password/);
  await shoot('change-password');
  await page.fill('[name=newPassword]', 'nine green valleys at dusk');
  await page.fill('[name=repeated]', 'nine green valleys at noon');
  await page.press('[name=repeated]', 'Enter');
  expect(await page.textContent('[role=alert]:visible')).toContain('not the same');
  await shoot('change-password-problem');

  await page.goto(base + link['path']!);
  await shoot('reset');
  await page.click('text=Add a passkey instead');
  await page.waitForSelector('h1:text("That is done")');
  await shoot('reset-done');
});

test('a request that cannot be answered is told on a page', async () => {
  await page.goto(`${base}/elsewhere.example/oauth2/v2.0/authorize?client_id=x`);
  expect(await page.textContent('[role=alert]')).toContain('AADSTS90002');
  await shoot('error');
});

test('nothing on any page was refused by the content security policy', () => {
  expect(refusedByPolicy).toEqual([]);
});
