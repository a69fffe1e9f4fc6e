/** Deletions that the threshold holds back: seen, explained, approved and rejected; and the banner that leads to them. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';
import { waitFor } from '../support/wait-for.ts';

const people = 8;

let portal: Portal;
let page: Page;
let application: Application;
let path: string;
beforeAll(async () => {
  portal = await startPortal({ people, agents: 1 });
  application = await portal.addApplication();
  path = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}`;
  await portal.graph.call('PATCH', path, {
    synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '0' }],
  });
  const assignments: { id: string }[] = [];
  for (const { userPrincipalName } of portal.people.users) {
    const { id } = await portal.graph.call<{ id: string }>('GET', `/v1.0/users/${userPrincipalName}`);
    assignments.push(await application.assign(id));
  }
  await application.start();
  await application.untilSteady();
  for (const { id } of assignments.slice(0, 6)) await application.unassign(id);
  await waitFor('deletions that are held back', async () => (await count('pending')) === 6);
  ({ page } = await portal.signIn({
    roles: ['Application Administrator'],
    at: `/applications/${application.servicePrincipalId}/provisioning`,
  }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const count = async (state: string): Promise<number> =>
  (
    await portal.graph.call<{ '@odata.count': number }>(
      'GET',
      `${path}/stagedDeletions?$count=true&$top=1&$filter=${encodeURIComponent(`state eq '${state}'`)}`,
    )
  )['@odata.count'];
const dialog = () => page.getByRole('alertdialog');
const rows = () => page.getByRole('table').locator('tbody tr');

test('the overview says that deletions are held back, why, and where to decide', async () => {
  await page.getByText('Deletions are held back').waitFor();
  await page.getByRole('button', { name: 'Quarantine details' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByText('More deletions than the threshold allows').waitFor();
  expect(await pane.getByRole('button', { name: 'Allow deletes' }).isEnabled()).toBe(true);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'provisioning-quarantine');
  await pane.getByRole('link', { name: 'Review one by one' }).click();
  await page.waitForURL((url) => url.pathname.endsWith('/staged-deletions'));
});

test('each is listed with who, what and why, and explained in a pane of its own', async () => {
  await rows().first().waitFor();
  expect(await rows().count()).toBe(6);
  expect(await rows().first().textContent()).toContain('No longer assigned');
  expect(await seriousProblems(page)).toEqual([]);
  await rows().first().getByRole('button').click();
  const pane = page.getByRole('dialog');
  await pane.getByText('Nobody and no group assigns them to the application any more.').waitFor();
  expect(new URL(page.url()).searchParams.get('open')).toBeTruthy();
  await shoot(page, 'staged-deletion');
  await pane.getByRole('button', { name: 'Approve' }).click();
  await dialog().getByText('Approve this deletion?').waitFor();
  await dialog().getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved: 1.').first().waitFor();
  await expect.poll(() => count('pending')).toBe(5);
});

test('several are rejected at once, and stay listed under that state', async () => {
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/ })
    .nth(0)
    .check();
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/ })
    .nth(1)
    .check();
  await shoot(page, 'staged-deletions');
  await page.getByRole('button', { name: 'Reject', exact: true }).click();
  await dialog().getByText('Reject 2 deletions?').waitFor();
  await dialog().getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Rejected: 2.').first().waitFor();
  await page.getByLabel('State').selectOption('rejected');
  await expect.poll(() => rows().count()).toBe(2);
  expect(new URL(page.url()).searchParams.get('state')).toBe('rejected');
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('all that are left go by one word, with their number, and the banner goes with them', async () => {
  await page.goto(`${portal.url}/portal/applications/${application.servicePrincipalId}/provisioning?pane=quarantine`);
  await page.getByRole('dialog').getByRole('button', { name: 'Allow deletes' }).click();
  await dialog()
    .getByText(/^3 accounts are disabled or deleted/)
    .waitFor();
  await dialog().getByRole('button', { name: 'Allow deletes' }).click();
  await page.getByText('Deletes were accepted: 3.').first().waitFor();
  await page.getByText('Deletions are held back').waitFor({ state: 'detached' });
  await expect.poll(() => count('pending')).toBe(0);
  await page.goto(`${portal.url}/portal/applications/${application.servicePrincipalId}/provisioning/staged-deletions`);
  await page.getByText('No deletion is held back').waitFor();
});

test('who may only read is not asked to decide', async () => {
  const reader = await portal.signIn({
    roles: ['Global Reader'],
    at: `/applications/${application.servicePrincipalId}/provisioning/staged-deletions?state=rejected`,
  });
  await reader.page.getByText('You do not have permission').waitFor();
  await reader.page.getByRole('table').locator('tbody button').first().click();
  await reader.page.getByRole('dialog').getByText('What would happen').waitFor();
  expect(await reader.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await reader.page.keyboard.press('Escape');
  const approveAll = reader.page.getByRole('toolbar').getByRole('button', { name: 'Approve all' });
  expect(await approveAll.getAttribute('aria-disabled')).toBe('true');
  expect(await reader.page.getByRole('checkbox').count()).toBe(0);
  await reader.page.context().close();
});

test('who may not look at all is told what it takes', async () => {
  const stranger = await portal.signIn({
    roles: ['User Administrator'],
    at: `/applications/${application.servicePrincipalId}/provisioning/staged-deletions`,
  });
  await stranger.page.getByText('You do not have permission').waitFor();
  expect(await stranger.page.getByRole('table').count()).toBe(0);
  await stranger.page.context().close();
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
