/**
 * The whole way of an administrator, in a browser and nowhere else: from the sign-in over an agent, an application and its
 * connection to people who get accounts, and one who leaves and loses it. Service, agent and SCIM application are real.
 */
import { join } from 'node:path';
import { runProgram } from '@drawbridge/testkit/processes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shoot, startPortal, type Portal } from '../support/portal.ts';
import { Restartable } from '../support/restartable.ts';

const people = [
  ['Ada', 'Lovelace', 'Analyst'],
  ['Grace', 'Hopper', 'Compiler Engineer'],
  ['Alan', 'Turing', 'Mathematician'],
  ['Katherine', 'Johnson', 'Navigator'],
] as const;

let portal: Portal;
let page: Page;
let agent: Restartable | undefined;
beforeAll(async () => {
  portal = await startPortal({ agents: 0 });
  const users = people.map(([givenName, surname, jobTitle]) => ({
    userPrincipalName: `${givenName.toLowerCase()}@corp.example`,
    displayName: `${givenName} ${surname}`,
    mailNickname: givenName.toLowerCase(),
    mail: `${givenName.toLowerCase()}@corp.example`,
    accountEnabled: true,
    givenName,
    surname,
    jobTitle,
  }));
  await portal.graph.call('POST', '/beta/directory/import', { users });
});
afterAll(async () => {
  await agent?.stop();
  await portal[Symbol.asyncDispose]();
});

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = (text: string | RegExp) => page.getByText(text).first().waitFor();
const pane = () => page.getByRole('dialog');
/** In the menu of the application. */
const menu = async (name: string, title = name): Promise<void> => {
  await page
    .getByRole('navigation', { name: /Pages of the application/ })
    .getByRole('link', { name, exact: true })
    .click();
  await heading(title);
};
const main = (name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
const accounts = async () => new Map((await portal.scim.users()).map((user) => [user.userName, user]));

test('sign in', async () => {
  const stranger = await portal.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const door = await stranger.newPage();
  await door.goto(`${portal.url}/portal/`);
  await door.waitForSelector('[name=username]');
  await shoot(door, 'walk-01-sign-in');
  await stranger.close();
  ({ page } = await portal.signIn());
  page.setDefaultTimeout(60_000);
  await heading('Home');
  await shoot(page, 'walk-02-home');
});

test('agents: one is enrolled by the command that the page shows, and appears', async () => {
  await main('Agents');
  await heading('Agents');
  await button('Download on-premises agent').first().click();
  await pane().getByRole('button', { name: 'Accept terms & create token' }).click();
  await pane().getByRole('tab', { name: 'Linux' }).click();
  const line = pane().locator('pre').filter({ hasText: 'enrol' });
  await line.waitFor();
  await shoot(page, 'walk-03-agent-token');
  const [, , ...words] = (await line.textContent())!.split(' ');
  const state = join(portal.folder, 'agent');
  const { code, stderr } = await runProgram(
    'agent',
    words.map((word) => (word === './agent' ? state : word)),
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  agent = await new Restartable('agent', ['run', '--state', state]).start();
  await pane().getByText('is enrolled and connected.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('row').filter({ hasText: 'Active' }).waitFor();
  await shoot(page, 'walk-04-agents');
});

test('gallery: the on-premises SCIM app is added', async () => {
  await main('Enterprise applications');
  await button('New application').first().click();
  await heading('Browse gallery');
  await shoot(page, 'walk-05-gallery');
  await page.getByRole('button', { name: 'On-premises SCIM app' }).click();
  await pane().getByLabel('Name').fill('Payroll');
  await shoot(page, 'walk-06-create');
  await pane().getByRole('button', { name: 'Create' }).click();
  await heading('Payroll');
  await shoot(page, 'walk-07-overview');
});

test('get started: automatic provisioning', async () => {
  await menu('Provisioning');
  await shoot(page, 'walk-08-get-started');
  await button('Get started').click();
  await page.getByLabel('Provisioning Mode').selectOption('automatic');
  await page.locator('form button[type=submit]:enabled').waitFor();
  await shoot(page, 'walk-09-automatic');
  await button('Save').click();
  await heading('Connectivity');
});

test('connectivity: an agent, Tenant URL and token, tested and saved', async () => {
  await button('Assign Agent(s)').click();
  await pane().getByRole('checkbox').first().check();
  await pane().getByRole('button', { name: 'Assign', exact: true }).click();
  await said('It takes effect at once');
  await shoot(page, 'walk-10-agent-assigned');
  await page.getByLabel('Tenant URL').fill(portal.tenantUrl);
  await page.getByLabel('Secret Token').fill(portal.secretToken);
  await button('Test Connection').click();
  const credentials = page.getByRole('region', { name: 'Admin credentials' });
  await credentials.getByText('The supplied credentials are authorized to enable provisioning').waitFor();
  await credentials.getByText('The supplied credentials').scrollIntoViewIfNeeded();
  await shoot(page, 'walk-11-test-connection');
  await button('Save').click();
  await said(/Discovered \d+ attributes/);
  await credentials.getByText(/Discovered/).scrollIntoViewIfNeeded();
  await shoot(page, 'walk-12-saved');
});

test('mappings are there', async () => {
  await menu('Attribute mapping');
  await said('Provision Microsoft Entra ID Users');
  await shoot(page, 'walk-13-mappings');
  await page.getByText('Provision Microsoft Entra ID Users', { exact: true }).first().click();
  await said('userPrincipalName');
  await shoot(page, 'walk-14-mapping');
});

test('people are assigned', async () => {
  await menu('Users and groups');
  await page.getByRole('toolbar').getByRole('button', { name: 'Add user/group' }).click();
  for (const [givenName, surname] of people.slice(0, 3)) {
    await pane().getByRole('searchbox').fill(surname);
    await pane()
      .getByRole('checkbox', { name: new RegExp(`${givenName} ${surname}`) })
      .click();
  }
  await said('3 users');
  await shoot(page, 'walk-15-assign');
  await pane().getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'Alan Turing' }).waitFor();
  await shoot(page, 'walk-16-assigned');
});

test('one person is provisioned on demand', async () => {
  await menu('Provision on demand');
  await page.getByRole('searchbox').fill('lovelace');
  await page.getByRole('radio', { name: /Ada Lovelace/ }).click();
  await button('Provision').click();
  await said('Create: Success');
  await shoot(page, 'walk-17-on-demand');
  expect([...(await accounts()).keys()]).toEqual(['ada@corp.example']);
});

test('provisioning is started, and everybody who is assigned gets an account', async () => {
  await menu('Provisioning');
  await said('Ready to start');
  await shoot(page, 'walk-18-ready');
  await button('Start provisioning').click();
  await said(/cycle completed/);
  await page.getByRole('region', { name: 'What the initial cycle did' }).waitFor();
  await shoot(page, 'walk-19-completed');
  const known = await accounts();
  expect([...known.keys()].sort()).toEqual(['ada@corp.example', 'alan@corp.example', 'grace@corp.example']);
  expect(known.get('grace@corp.example')).toMatchObject({ active: true, title: 'Compiler Engineer' });
});

test('the provisioning logs tell what was done', async () => {
  await menu('Provisioning logs');
  const row = page.getByRole('row').filter({ hasText: 'Grace Hopper' }).first();
  await row.waitFor();
  await shoot(page, 'walk-20-logs');
  await row.getByRole('button').first().click();
  await pane().getByText('4. Perform action').waitFor();
  await shoot(page, 'walk-21-log-details');
  await page.keyboard.press('Escape');
});

test('a person leaves, and loses the account', async () => {
  await main('Users');
  await heading('Users');
  await page.getByText('Grace Hopper', { exact: true }).first().click();
  await heading('Grace Hopper');
  await button('Delete').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await heading('Users');
  await expect.poll(async () => (await accounts()).get('grace@corp.example')?.active, { timeout: 20_000 }).toBe(false);
  expect((await accounts()).get('ada@corp.example')?.active).toBe(true);
  await main('Provisioning logs');
  const row = page.getByRole('row').filter({ hasText: 'Grace Hopper' }).filter({ hasText: 'Disable' });
  await row.first().waitFor();
  await shoot(page, 'walk-22-left');
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
