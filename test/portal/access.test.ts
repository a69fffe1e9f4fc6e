/** Who may do what, in the admin centre: roles, app registrations, sign-in settings, and one's own account. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAuthenticator } from '../support/browser.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
let userPrincipalName: string;
let registrationUrl: string;
beforeAll(async () => {
  portal = await startPortal({ people: 20 });
  ({ page, userPrincipalName } = await portal.signIn({ at: '/roles' }));
  page.setDefaultTimeout(timeoutMs);
});
afterAll(() => portal[Symbol.asyncDispose]());

const timeoutMs = 15_000;
const go = (path: string) => page.goto(`${portal.url}/portal${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true });
const dialog = () => page.getByRole('alertdialog').or(page.getByRole('dialog'));

test('roles are listed with how many hold them', async () => {
  await page.getByRole('row', { name: /^Global Administrator/ }).waitFor();
  await shoot(page, 'roles-list');
  expect(await seriousProblems(page)).toEqual([]);
});

test('a role that is opened while typing has only just paused stays open, however long its page takes to come', async () => {
  const slow = /\/assets\/role-page-.*\.js$/;
  let isHeld = false;
  await page.route(slow, async (route) => {
    isHeld = true;
    // Until the search has had its pause, and more.
    await page.waitForTimeout(600);
    await route.continue();
  });
  await page.getByRole('searchbox').fill('reports');
  await button('Reports Reader').click();
  await page.getByRole('heading', { name: 'Reports Reader', level: 1 }).waitFor();
  expect(isHeld).toBe(true);
  await page.unroute(slow);
});

test('a role is given by the picker, and taken away', async () => {
  await page.getByText('Nobody holds this role').waitFor();
  await button('Add assignments').click();
  await page.getByRole('checkbox').first().check();
  await dialog().getByRole('button', { name: 'Add assignments' }).click();
  await page.getByText('1 shown').waitFor();
  await shoot(page, 'roles-role');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('Select all rows shown').check();
  await button('Remove assignments').click();
  await dialog().getByRole('button', { name: 'Remove assignments' }).click();
  await page.getByText('Nobody holds this role').waitFor();
});

test('the last Global Administrator who can sign in is not taken away, and the page says why', async () => {
  await go('/roles/62e90394-69f5-4237-9190-012177145e10');
  await page.getByLabel(/^Select Admin /).check();
  await button('Remove assignments').click();
  await dialog().getByRole('button', { name: 'Remove assignments' }).click();
  await dialog()
    .getByText(/Global Administrator/)
    .first()
    .waitFor();
  await dialog()
    .getByText(/1 of 1 failed/)
    .waitFor();
  await shoot(page, 'roles-last-administrator');
  await dialog().getByRole('button', { name: 'Close' }).click();
});

test('a custom role is defined, changed and deleted', async () => {
  await go('/roles?pane=new');
  await textbox('Name').fill('Log readers');
  await page.getByRole('checkbox', { name: 'provisioningLogs/allProperties/read' }).check();
  await shoot(page, 'roles-new');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Create').click();
  await button('Log readers').click();
  await button('Edit role').click();
  await page.getByRole('checkbox', { name: 'auditLogs/allProperties/read' }).check();
  await shoot(page, 'roles-edit');
  await button('Save').click();
  await page.getByRole('tab', { name: 'Permissions' }).click();
  await page.getByText('microsoft.directory/auditLogs/allProperties/read').waitFor();
  await button('Delete role').click();
  await dialog().getByRole('button', { name: 'Delete role' }).click();
  await page.waitForURL(/\/portal\/roles$/);
});

test('a program is registered, and its secret is shown once', async () => {
  await go('/app-registrations');
  await button('New registration').first().click();
  await textbox('Name').fill('Terraform');
  await button('Register').click();
  await page.getByRole('heading', { name: 'Terraform', level: 1 }).waitFor();
  await page.getByText('/oauth2/v2.0/token').waitFor();
  registrationUrl = new URL(page.url()).pathname.replace('/portal', '');
  await shoot(page, 'registrations-overview');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Certificates & secrets' }).click();
  await button('New client secret').click();
  await textbox('Description').fill('Pipeline');
  await button('Add').click();
  await page.getByText(/only time that the value is shown/).waitFor();
  await shoot(page, 'registrations-secret');
  await button('Done').click();
  await page.getByRole('cell', { name: 'Pipeline' }).waitFor();
});

test('a certificate is uploaded, and a private key is turned away', async () => {
  const [key, certificate] = [join(portal.folder, 'key.pem'), join(portal.folder, 'certificate.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=terraform', '-days', '30', '-keyout', key, '-out', certificate], { stdio: 'ignore' }); // prettier-ignore
  await button('Upload certificate').click();
  await textbox('Certificate').fill(readFileSync(key, 'utf8'));
  await button('Add').click();
  await page.getByText(/That is a private key/).waitFor();
  await textbox('Certificate').fill(readFileSync(certificate, 'utf8'));
  await button('Add').click();
  await page.getByRole('cell', { name: 'CN=terraform' }).waitFor();
});

test('an identity of another issuer is trusted', async () => {
  await button('Add credential').click();
  await textbox('Name').fill('main-branch');
  await textbox('Issuer').fill('https://token.actions.githubusercontent.com');
  await textbox('Subject identifier').fill('repo:corp/infra:ref:refs/heads/main');
  await button('Save').click();
  await button('main-branch').waitFor();
  await shoot(page, 'registrations-credentials');
  expect(await seriousProblems(page)).toEqual([]);
});

test('permissions are granted by their names and revoked', async () => {
  await page.getByRole('tab', { name: 'API permissions' }).click();
  await button('Grant permissions').click();
  await page.getByRole('searchbox').fill('User.Read.All');
  await page.getByRole('checkbox', { name: /^User\.Read\.All/ }).check();
  await dialog().getByRole('button', { name: 'Grant permissions' }).click();
  await page.getByRole('cell', { name: 'User.Read.All', exact: true }).waitFor();
  await shoot(page, 'registrations-permissions');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('Select User.Read.All').check();
  await button('Revoke').click();
  await dialog().getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Nothing granted').waitFor();
});

test('redirect URIs are changed, and owners are shown', async () => {
  await page.getByRole('tab', { name: 'Authentication' }).click();
  await button('Edit redirect URIs').click();
  await textbox('Single-page application').fill('http://localhost:3000/');
  await button('Save').click();
  await page.getByText('http://localhost:3000/').waitFor();
  await page.getByRole('tab', { name: 'Owners' }).click();
  await page.getByText('1 shown').waitFor();
});

test('a domain is declared, made the default and removed', async () => {
  await go('/sign-in');
  await button('Add domain').click();
  await textbox('Domain name').fill('no domain');
  await dialog().getByRole('button', { name: 'Add domain' }).click();
  await page.getByText(/must be the name of a domain/).waitFor();
  await textbox('Domain name').fill('corp.example');
  await dialog().getByRole('button', { name: 'Add domain' }).click();
  await page.getByText('corp.example was added').first().waitFor();
  await button('Add domain').click();
  await textbox('Domain name').fill('other.example');
  await dialog().getByRole('button', { name: 'Add domain' }).click();
  await page
    .getByRole('row', { name: /other\.example/ })
    .getByRole('button', { name: 'Make default' })
    .click();
  await page.getByText('other.example is the default').first().waitFor();
  await shoot(page, 'sign-in-domains');
  expect(await seriousProblems(page)).toEqual([]);
  await page
    .getByRole('row', { name: /corp\.example/ })
    .getByRole('button', { name: 'Make default' })
    .click();
  await page.getByText('corp.example is the default').first().waitFor();
  await page
    .getByRole('row', { name: /other\.example/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await dialog().getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('cell', { name: 'other.example' }).waitFor({ state: 'detached' });
});

test('an identity provider is added with its roles, and edited without its secret', async () => {
  await go('/sign-in?tab=providers');
  await button('Add provider').click();
  await textbox('Name').fill('Corp login');
  await textbox('Issuer').fill('https://login.corp.example');
  await textbox('Client ID').fill('drawbridge');
  await page.getByLabel('Client secret').fill('a secret of the provider');
  await textbox('Claim').fill('groups');
  await button('Add rule').click();
  await textbox('Value').fill('admins');
  await shoot(page, 'sign-in-provider');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Save').click();
  await button('Corp login').click();
  await textbox('Name').fill('Company login');
  await button('Save').click();
  await button('Company login').waitFor();
  const { value } = await portal.graph.call<{ value: { roleMapping: { claim: string } }[] }>(
    'GET',
    '/beta/identity/identityProviders',
  );
  expect(value[0]!.roleMapping.claim).toBe('groups');
});

test('who may not is told so, in words', async () => {
  const { page: other } = await portal.signIn({ roles: ['Reports Reader'], at: '/roles' });
  for (const path of ['/roles', '/app-registrations', registrationUrl, '/sign-in']) {
    await other.goto(`${portal.url}/portal${path}`);
    await other.getByText('You do not have permission').waitFor();
  }
  await other.goto(`${portal.url}/portal/account`);
  await other.getByText('Reports Reader').waitFor();
  await other.context().close();
});

test('the own password is changed, and a wrong current one is refused', async () => {
  await go('/account');
  await shoot(page, 'account');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Change password').click();
  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password', { exact: false }).first().fill('eight orange valleys');
  await page.getByLabel('New password, again').fill('eight orange valleys');
  await button('Change').click();
  await page.getByText(/current password is not right/).waitFor();
  await page.getByLabel('Current password').fill('seven purple mountains');
  await button('Change').click();
  await page.getByText('Your password was changed').first().waitFor();
});

test('a passkey is registered in the browser, and removed', async () => {
  const { page: own, authenticator } = await withAuthenticator(page.context());
  own.setDefaultTimeout(timeoutMs);
  await own.goto(`${portal.url.replace('127.0.0.1', 'localhost')}/portal/account`);
  await own.fill('[name=username]', userPrincipalName);
  await own.keyboard.press('Enter');
  await own.fill('[name=password]', 'eight orange valleys');
  await own.keyboard.press('Enter');
  await own.getByRole('button', { name: 'Add a passkey' }).click();
  await own.getByRole('textbox', { name: 'Name' }).fill('Laptop');
  await own.getByRole('button', { name: 'Add', exact: true }).click();
  await own.getByRole('cell', { name: 'Laptop' }).waitFor();
  expect(await authenticator.credentials()).toHaveLength(1);
  await shoot(own, 'account-passkey');
  await own.getByRole('button', { name: 'Remove' }).click();
  await own.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await own.getByText('No passkeys yet').waitFor();
  await own.close();
});

test('signing out everywhere asks for the password again', async () => {
  const { page: own } = await portal.signIn({ at: '/account' });
  const action = own.getByRole('button', { name: 'Sign out everywhere' });
  await action.click();
  await own.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await own.waitForSelector('[name=username]');
  await own.context().close();
});

test('no page scrolls sideways on a phone', async () => {
  const { page: phone } = await portal.signIn({ viewport: { width: 375, height: 812 } });
  for (const path of ['/roles', '/app-registrations', registrationUrl, '/sign-in', '/account']) {
    await phone.goto(`${portal.url}/portal${path}`);
    await phone.waitForSelector('h1');
    expect(await hasNoSidewaysScroll(phone), path).toBe(true);
  }
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
