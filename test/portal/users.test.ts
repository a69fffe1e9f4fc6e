/** Users in the admin centre: found, created, edited, disabled, deleted and restored. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
beforeAll(async () => {
  portal = await startPortal({ people: 300 });
  ({ page } = await portal.signIn({ at: '/users' }));
  page.setDefaultTimeout(15_000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const go = (path: string) => page.goto(`${portal.url}/portal${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => page.getByRole('alertdialog').or(page.getByRole('dialog'));
const users = () => portal.people.users as readonly { userPrincipalName: string; displayName: string }[];

const userId = async (userPrincipalName: string): Promise<string> =>
  (await portal.graph.call<{ id: string }>('GET', `/v1.0/users/${userPrincipalName}`)).id;

test('the list shows how many there are, and more of them as one scrolls', async () => {
  await page.getByText(/of 301$/).waitFor();
  await shoot(page, 'users-list');
  expect(await seriousProblems(page)).toEqual([]);
  const region = page.getByRole('region', { name: 'Users' });
  await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await page.getByText('301 of 301').waitFor();
});

test('search and filters narrow the list, and stand in the address', async () => {
  const [person] = users();
  await page.getByRole('searchbox').fill(person!.displayName);
  await page.getByRole('button', { name: person!.displayName }).first().waitFor();
  await page.waitForURL(/q=/);
  await page.getByLabel('Status').selectOption('Disabled');
  await page.waitForURL(/enabled=disabled/);
  await page.getByText('Nothing matches').waitFor();
  await button('Reset filters').click();
  await page.getByText(/of 301$/).waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('columns are chosen, and the list is put in another order', async () => {
  await button('Columns').click();
  await page.getByRole('menuitemcheckbox', { name: 'City' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'City' }).waitFor();
  await button('User principal name').click();
  await page.waitForURL(/sort=userPrincipalName/);
  await page.locator('th[aria-sort=ascending]', { hasText: 'User principal name' }).waitFor();
});

test('a user is created with a one-time link, and a name that is taken is refused beside its field', async () => {
  await go('/users/new');
  await page.getByLabel('Display name').fill('Grace Hopper');
  await page.getByLabel('User principal name').fill(users()[0]!.userPrincipalName);
  await page.getByLabel('Department').fill('Navy');
  await button('Create').click();
  await page.getByText('Another object has this already.').waitFor();
  expect(await page.getByLabel('User principal name').getAttribute('aria-invalid')).toBe('true');
  await shoot(page, 'users-new');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('User principal name').fill('grace@corp.example');
  await button('Create').click();
  await page.getByText(/\/reset\/[\w-]+/).waitFor();
  await shoot(page, 'users-created');
  await button('Go to the user').click();
  await page.getByRole('heading', { name: 'Grace Hopper', level: 1 }).waitFor();
});

test('properties are edited by section', async () => {
  await button('Edit job information').click();
  await page.getByLabel('Job title').fill('Rear admiral');
  await button('Save').click();
  await page.getByText('User saved').first().waitFor();
  await page.getByText('Rear admiral').waitFor();
  const user = await portal.graph.call<{ jobTitle: string; department: string }>(
    'GET',
    '/v1.0/users/grace@corp.example?$select=jobTitle,department',
  );
  expect(user).toMatchObject({ jobTitle: 'Rear admiral', department: 'Navy' });
  await shoot(page, 'users-properties');
  expect(await seriousProblems(page)).toEqual([]);
});

test('edits are not lost by closing the pane', async () => {
  await button('Edit contact information').click();
  await page.getByLabel('City').fill('Arlington');
  await button('Close').click();
  await page.getByText('Your unsaved edits will be discarded').waitFor();
  await shoot(page, 'users-unsaved');
  await button('Discard and leave').click();
  await page.getByLabel('City').waitFor({ state: 'detached' });
});

test('a manager is chosen, and the user stands among their reports', async () => {
  const boss = users()[0]!;
  await button('Change manager').click();
  await page.getByRole('searchbox').fill(boss.displayName);
  await page.getByRole('radio', { name: boss.displayName }).first().click();
  await button('Select').click();
  await page.getByRole('link', { name: boss.displayName }).click();
  await page.getByRole('tab', { name: 'Direct reports' }).click();
  await button('Grace Hopper').click();
  await page.getByRole('heading', { name: 'Grace Hopper', level: 1 }).waitFor();
});

test('the user is put into a group and taken out of it', async () => {
  await page.getByRole('tab', { name: 'Groups' }).click();
  await page.getByText('In no group').waitFor();
  await button('Add to groups').click();
  await page.getByRole('checkbox').first().click();
  await dialog().getByRole('button', { name: 'Add to groups' }).click();
  await page.getByText('1 of 1').waitFor();
  await page.getByLabel('Select all rows shown').check();
  await button('Remove from groups').click();
  await dialog().getByRole('button', { name: 'Remove from groups' }).click();
  await page.getByText('In no group').waitFor();
});

test('a password is reset, and passkeys and password are listed', async () => {
  await page.getByRole('tab', { name: 'Authentication' }).click();
  await button('Reset password').click();
  await page.getByRole('radio', { name: /temporary password/ }).click();
  await button('Reset').click();
  await page.getByText(/Hand this password/).waitFor();
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  await button('Remove password').waitFor();
  await shoot(page, 'users-authentication');
  expect(await seriousProblems(page)).toEqual([]);
});

test('several users are disabled at once', async () => {
  await go('/users?department=Navy');
  await page.getByLabel('Select all rows shown').check();
  await button('Disable').click();
  await dialog().getByRole('button', { name: 'Disable' }).click();
  await page.getByText('1 users disabled').first().waitFor();
  await page.getByRole('cell', { name: 'Disabled' }).waitFor();
});

test('a deleted user lies in the recycle bin, is restored, and is deleted permanently', async () => {
  await go(`/users/${await userId('grace@corp.example')}`);
  await button('Delete').click();
  await dialog().getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/portal\/users$/);
  await go('/users/deleted');
  await page.getByLabel('Select Grace Hopper').check();
  await shoot(page, 'users-deleted');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Restore').click();
  await dialog().getByRole('button', { name: 'Restore' }).click();
  await page.getByText('The recycle bin is empty').waitFor();
  await portal.graph.call('DELETE', '/v1.0/users/grace@corp.example');
  await button('Refresh').click();
  await page.getByLabel('Select Grace Hopper').check();
  await button('Delete permanently').click();
  await dialog()
    .getByText(/cannot be undone/)
    .waitFor();
  await dialog().getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('The recycle bin is empty').waitFor();
});

test('a user who is not there is said to be missing, with a way to try again', async () => {
  await go('/users/00000000-0000-4000-8000-000000000000');
  await page.getByText(/does not exist/).waitFor();
  await button('Try again').waitFor();
});

test('who only reads sees users, and is told why nothing can be changed', async () => {
  const { page: other } = await portal.signIn({ roles: ['Global Reader'], at: '/users' });
  await other.getByText(/of 302$/).waitFor();
  const create = other.getByRole('button', { name: 'New user' });
  expect(await create.getAttribute('aria-disabled')).toBe('true');
  await other.goto(`${portal.url}/portal/users/new`);
  await other.getByText('You do not have permission').waitFor();
  await shoot(other, 'users-refused');
  await other.context().close();
});

test('no page scrolls sideways on a phone', async () => {
  await page.setViewportSize({ width: 375, height: 812 });
  for (const path of ['/users', '/users/new', `/users/${await userId(users()[0]!.userPrincipalName)}`]) {
    await go(path);
    await page.waitForSelector('h1');
    expect(await hasNoSidewaysScroll(page), path).toBe(true);
  }
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
