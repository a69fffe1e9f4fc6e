/** Groups in the admin centre: found, made with members or with a rule, changed and deleted; and people brought in from a file. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
beforeAll(async () => {
  portal = await startPortal({ people: 120 });
  ({ page } = await portal.signIn({ at: '/groups' }));
  page.setDefaultTimeout(15_000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const go = (path: string) => page.goto(`${portal.url}/portal${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => page.getByRole('alertdialog').or(page.getByRole('dialog'));

test('the list is searched and filtered', async () => {
  await page.getByRole('region', { name: 'Groups' }).waitFor();
  await shoot(page, 'groups-list');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('Membership', { exact: true }).selectOption('Dynamic');
  await page.waitForURL(/membership=dynamic/);
  await page.getByText('Nothing matches').waitFor();
  await button('Reset filters').click();
  await page.getByRole('region', { name: 'Groups' }).waitFor();
});

test('an assigned group is made, and gets members and owners by the picker', async () => {
  await button('New group').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Rowers');
  await shoot(page, 'groups-new');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Create').click();
  await page.getByRole('heading', { name: 'Rowers', level: 1 }).waitFor();
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.getByText('No members yet').waitFor();
  await button('Add members').click();
  await page.getByRole('checkbox').first().check();
  await page.getByRole('checkbox').nth(1).check();
  await shoot(page, 'groups-picker');
  expect(await seriousProblems(page)).toEqual([]);
  await dialog().getByRole('button', { name: 'Add members' }).click();
  await page.getByText('2 of 2').waitFor();
  await shoot(page, 'groups-members');
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(1)
    .check();
  await button('Remove').click();
  await dialog().getByRole('button', { name: 'Remove' }).click();
  await page.getByText('1 of 1').waitFor();
  await page.getByRole('tab', { name: 'Owners' }).click();
  await button('Add owners').click();
  await page.getByRole('checkbox').first().check();
  await dialog().getByRole('button', { name: 'Add owners' }).click();
  await page.getByText('1 shown').waitFor();
});

test('a rule that cannot be read is refused with its place, and a good one shows whom it lets in', async () => {
  await go('/groups/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Salespeople');
  await page.getByRole('radio', { name: /^Dynamic/ }).check();
  await page.getByRole('textbox', { name: 'Membership rule' }).fill('user.department -equals "Sales"');
  await button('Check the rule').click();
  await page.getByText(/at character 17/).waitFor();
  await page.getByRole('textbox', { name: 'Membership rule' }).fill('user.department -eq "Sales"');
  await button('Check the rule').click();
  await page.getByText('The rule can be read.').waitFor();
  await shoot(page, 'groups-rule');
  expect(await seriousProblems(page)).toEqual([]);
  await button('Create').click();
  await page.getByRole('heading', { name: 'Salespeople', level: 1 }).waitFor();
  await page.getByText('Up to date').waitFor();
  await shoot(page, 'groups-overview');
  expect(await seriousProblems(page)).toEqual([]);
});

test('members of a dynamic group are not added by hand, and its rule is changed', async () => {
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.getByRole('region', { name: 'Members' }).waitFor();
  expect(await button('Add members').getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await button('Edit rule').click();
  await page.getByRole('textbox', { name: 'Membership rule' }).fill('user.department -eq "Nowhere"');
  await button('Save').click();
  await page.getByText('Rule saved').first().waitFor();
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.getByText('Nobody fits the rule').waitFor();
});

test('a group is renamed, deleted and restored', async () => {
  await page.getByRole('tab', { name: 'Overview' }).click();
  await button('Edit properties').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Sellers');
  await button('Save').click();
  await page.getByRole('heading', { name: 'Sellers', level: 1 }).waitFor();
  await button('Delete').click();
  await dialog().getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/portal\/groups$/);
  await button('Deleted groups').click();
  await page.getByLabel('Select Sellers').check();
  await button('Restore').click();
  await dialog().getByRole('button', { name: 'Restore' }).click();
  await page.getByText('The recycle bin is empty').waitFor();
});

test('a file of people is looked at, with its wrong rows by line, and then brought in', async () => {
  await go('/import');
  const csv = [
    'userPrincipalName,displayName,department',
    'lise@corp.example,Lise Meitner,Physics',
    'otto,Otto Hahn,Chemistry',
    'ida@corp.example,Ida Noddack,Chemistry',
  ].join('\n');
  await page.locator('input[type=file]').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv),
  });
  await page.getByText('Lise Meitner').first().waitFor();
  await page.getByRole('cell', { name: '3', exact: true }).waitFor();
  await shoot(page, 'import-preview');
  expect(await seriousProblems(page)).toEqual([]);
  await button(/^Import 2/).click();
  await page.getByText('The file was imported').first().waitFor();
  await shoot(page, 'import-result');
  const user = await portal.graph.call('GET', '/v1.0/users/lise@corp.example?$select=department');
  expect(user).toMatchObject({ department: 'Physics' });
});

test('a file that is none of people is refused with the reason', async () => {
  await go('/import');
  await page.locator('input[type=file]').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('userPrincipalName,favouriteColour\na@b.example,blue\n'),
  });
  await page.getByText(/there is no user property called 'favouriteColour'/).waitFor();
});

test('who only reads is told why nothing can be changed', async () => {
  const { page: other } = await portal.signIn({ roles: ['Global Reader'], at: '/groups' });
  await other.getByRole('region', { name: 'Groups' }).waitFor();
  expect(await other.getByRole('button', { name: 'New group' }).getAttribute('aria-disabled')).toBe('true');
  for (const path of ['/groups/new', '/import']) {
    await other.goto(`${portal.url}/portal${path}`);
    await other.getByText('You do not have permission').waitFor();
  }
  await other.context().close();
});

test('no page scrolls sideways on a phone', async () => {
  await page.setViewportSize({ width: 375, height: 812 });
  for (const path of ['/groups', '/groups/new', '/import']) {
    await go(path);
    await page.waitForSelector('h1');
    expect(await hasNoSidewaysScroll(page), path).toBe(true);
  }
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
