/** The provisioning of an application: begun, started, watched, stopped, restarted, set; and what failed is tried again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

type Schema = {
  synchronizationRules: {
    objectMappings: {
      targetObjectName: string;
      attributeMappings: { targetAttributeName: string; source: object }[];
    }[];
  }[];
};

let portal: Portal;
let page: Page;
let application: Application;
beforeAll(async () => {
  portal = await startPortal({ people: 30, agents: 1 });
  application = await portal.addApplication();
  ({ page } = await portal.signIn({ roles: ['Application Administrator'] }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const pathOf = (id: string, rest = ''): string => `${portal.url}/portal/applications/${id}/provisioning${rest}`;
const open = async (id: string, rest = ''): Promise<void> => {
  await page.goto(pathOf(id, rest));
  await page.getByRole('heading', { level: 1 }).waitFor();
};
const command = (name: string) => page.getByRole('button', { name, exact: true });
const said = (text: string) => page.getByText(text).first().waitFor();

async function bareApplication(displayName: string): Promise<string> {
  const gallery = await portal.graph.call<{ value: { id: string; displayName: string }[] }>(
    'GET',
    '/v1.0/applicationTemplates',
  );
  const template = gallery.value.find((each) => each.displayName === 'On-premises SCIM app')!;
  const made = await portal.graph.call<{ servicePrincipal: { id: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${template.id}/instantiate`,
    { displayName },
  );
  return made.servicePrincipal.id;
}

test('without a job the page explains provisioning, and choosing Automatic makes the job', async () => {
  const id = await bareApplication('Payroll');
  await open(id);
  await said('Automate who has an account in this application');
  await shoot(page, 'provisioning-get-started');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Get started' }).click();
  await page.getByLabel('Provisioning Mode').selectOption('automatic');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL((url) => url.pathname.endsWith('/provisioning/connectivity'));
  await open(id);
  await said('The application is reached through an agent, and none is assigned.');
  expect(await command('Start provisioning').getAttribute('aria-disabled')).toBe('true');
});

test('started, it shows the cycle and then what it did', async () => {
  await application.assignAllGroups();
  await open(application.servicePrincipalId);
  await said('Ready to start');
  await command('Start provisioning').click();
  await said('Starting provisioning …');
  await page.getByText(/cycle completed/i).waitFor({ timeout: 60_000 });
  await page.getByRole('region', { name: 'What the initial cycle did' }).waitFor();
  const users = page.getByRole('region', { name: 'Statistics to date' }).locator('dd').first();
  await expect.poll(async () => Number(await users.textContent()), { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'provisioning-overview');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('the technical information has the job ID to copy, and its own address', async () => {
  await page.getByRole('button', { name: 'View technical information' }).click();
  await page.getByRole('dialog').getByText(application.jobId).waitFor();
  expect(new URL(page.url()).searchParams.get('pane')).toBe('technical');
  await page.getByRole('button', { name: 'Copy Job ID' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(application.jobId);
  await page.getByRole('button', { name: 'Close' }).click();
});

test('a restart says what it clears, and asks for the dangerous one apart', async () => {
  await command('Restart provisioning').click();
  const dialog = page.getByRole('alertdialog');
  expect(await dialog.getByLabel('Look at everybody again').isChecked()).toBe(true);
  expect(await dialog.getByLabel('Carry out all deletions that are held back').isChecked()).toBe(false);
  await shoot(page, 'provisioning-restart');
  await dialog.getByLabel('Match every account again').check();
  const before = (await application.status()).lastExecution?.activityIdentifier;
  await dialog.getByRole('button', { name: 'Restart' }).click();
  await said('Provisioning is restarted.');
  await expect
    .poll(async () => (await application.status()).lastExecution?.activityIdentifier, { timeout: 30_000 })
    .not.toBe(before);
});

test('stopped, it says so, and can be started again', async () => {
  await command('Stop provisioning').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop' }).click();
  await said('Provisioning is stopped');
  await command('Start provisioning').click();
  await expect.poll(async () => (await application.status()).code, { timeout: 30_000 }).toBe('Active');
});

test('settings are checked where they are typed, and those that concern everybody are asked about', async () => {
  await open(application.servicePrincipalId, '/settings');
  await page.getByLabel('Window').fill('x');
  await page.getByLabel('Accidental deletion threshold').waitFor();
  await page.getByText('Prevent accidental deletion').click();
  await page.getByLabel('Accidental deletion threshold').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await said('It must be a whole number from 0 to 720.');
  await page.getByLabel('Window').fill('24');
  await page.getByLabel('User no longer assigned', { exact: true }).selectOption('DeleteAfterDays');
  await page.getByLabel('User no longer assigned: Days').fill('30');
  await page.getByLabel('Interval', { exact: false }).first().fill('20');
  await shoot(page, 'provisioning-settings');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Save' }).click();
  await said('Settings saved.');
  const path = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization`;
  const job = await portal.graph.call<{
    schedule: { interval: string };
    synchronizationJobSettings: { name: string; value: string }[];
  }>('GET', `${path}/jobs/${application.jobId}`);
  expect(job.schedule.interval).toBe('PT20M');
  expect(job.synchronizationJobSettings).toContainEqual({ name: 'UserUnassignedAction', value: 'DeleteAfterDays:30' });
  expect(job.synchronizationJobSettings).toContainEqual({ name: 'DeletionThresholdWindowHours', value: '24' });
  const secrets = await portal.graph.call<{ value: { key: string; value: string }[] }>('GET', `${path}/secrets`);
  const notification = secrets.value.find(({ key }) => key === 'SyncNotificationSettings')!;
  expect(JSON.parse(notification.value)).toMatchObject({ DeleteThresholdEnabled: true, DeleteThresholdValue: 5 });
});

test('what failed is listed with its reason and tried again from its pane', async () => {
  const path = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}`;
  const schema = await portal.graph.call<Schema>('GET', `${path}/schema`);
  const users = schema.synchronizationRules[0]!.objectMappings.find(({ targetObjectName }) =>
    /User$/.test(targetObjectName),
  )!;
  const title = users.attributeMappings.find(({ targetAttributeName }) => targetAttributeName === 'title')!;
  title.source = { type: 'Function', expression: 'CStr(CDate([userPrincipalName]))' };
  await portal.graph.call('PUT', `${path}/schema`, schema);
  const failed = async () => (await portal.graph.call<{ value: unknown[] }>('GET', `${path}/escrows`)).value.length;
  await expect.poll(failed, { timeout: 30_000 }).toBeGreaterThan(0);
  await open(application.servicePrincipalId, '/failures');
  await page.getByRole('table').waitFor();
  await shoot(page, 'provisioning-failures');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('table').locator('tbody button').first().click();
  await page.getByRole('dialog').getByText('Object ID', { exact: true }).waitFor();
  await shoot(page, 'provisioning-failure');
  await page.getByRole('dialog').getByRole('button', { name: 'Retry now' }).click();
  await said('is tried now.');
});

test('who may only read sees the state and is told what it takes to change it', async () => {
  const reader = await portal.signIn({
    roles: ['Global Reader'],
    at: `/applications/${application.servicePrincipalId}/provisioning`,
  });
  await reader.page.getByText('You do not have permission').waitFor();
  expect(
    await reader.page.getByRole('button', { name: 'Start provisioning', exact: true }).getAttribute('aria-disabled'),
  ).toBe('true');
  await reader.page.goto(pathOf(application.servicePrincipalId, '/settings'));
  await reader.page.getByLabel('Scope', { exact: true }).waitFor();
  expect(await reader.page.getByLabel('Scope', { exact: true }).isDisabled()).toBe(true);
  expect(await reader.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await reader.page.context().close();
});

test('deleted, the page begins anew', async () => {
  await open(application.servicePrincipalId);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await said('Automate who has an account in this application');
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
