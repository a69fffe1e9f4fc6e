/** The provisioning logs and the audit logs, with the records of a small job that has really run. */
import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application, LogRecord } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';
import { waitFor } from '../support/wait-for.ts';

type Schema = {
  directories: { name: string; objects: { name: string; attributes: { name: string }[] }[] }[];
};
type User = { id: string };

let portal: Portal;
let application: Application;
let page: Page;
let ada: User;

/** Ada is created, and then changed; Ben has no job title, which the application requires. */
beforeAll(async () => {
  portal = await startPortal({ agents: 1 });
  application = await portal.addApplication();
  await requireTitleAndHideSurname();
  ada = await createUser('ada', { displayName: 'Ada Lovelace', surname: 'Lovelace', jobTitle: 'Analyst' });
  const ben = await createUser('ben', { displayName: 'Ben Nobody' });
  for (const { id } of [ada, ben]) await application.assign(id);
  await application.start();
  await application.untilSteady();
  await portal.graph.call('PATCH', `/v1.0/users/${ada.id}`, { jobTitle: 'Countess' });
  await application.runAgain();
  await application.provisionOnDemand(ada.id);
  await waitFor(
    'a record of each kind',
    async () => {
      const all = await application.log();
      const kinds = new Set(all.map((one) => `${one.provisioningAction} ${one.provisioningStatusInfo.status}`));
      return ['create success', 'update success', 'other failure', 'other skipped'].every((kind) => kinds.has(kind));
    },
    { timeoutMs: 10_000 },
  );
  ({ page } = await portal.signIn({ at: '/provisioning-logs' }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const createUser = (name: string, more: object): Promise<User> =>
  portal.graph.call('POST', '/v1.0/users', {
    accountEnabled: true,
    userPrincipalName: `${name}@corp.example`,
    mailNickname: name,
    passwordProfile: { password: 'seven purple mountains' },
    ...more,
  });

async function requireTitleAndHideSurname(): Promise<void> {
  const path = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}/schema`;
  const schema = await portal.graph.call<Schema>('GET', path);
  const changes: Record<string, object> = {
    title: { required: true },
    'name.familyName': { metadata: [{ key: 'Sensitive', value: 'true' }] },
  };
  for (const directory of schema.directories)
    for (const object of directory.objects)
      for (const attribute of object.attributes) Object.assign(attribute, changes[attribute.name]);
  await portal.graph.call('PUT', path, schema);
}

const at = async (address: string): Promise<void> => {
  await page.goto(`${portal.url}/portal${address}`);
  await page.waitForSelector('h1[tabindex="-1"]');
};
const rows = () => page.locator('tbody tr[aria-rowindex]');
const pane = () => page.locator('[role=dialog]');
const tab = (name: string) => page.getByRole('tab', { name }).click();
const search = (): URLSearchParams => new URL(page.url()).searchParams;

async function downloaded(button: string): Promise<{ name: string; text: string }> {
  const [file]: [Download, void] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

const recordOf = async (action: string, status: string): Promise<LogRecord> =>
  (await application.log()).find(
    (one) => one.provisioningAction === action && one.provisioningStatusInfo.status === status,
  )!;

test('each record is a row: when, who, what, from where to where, and how it ended', async () => {
  await rows().nth(3).waitFor();
  const texts = await rows().allTextContents();
  expect(texts.some((text) => /Ada Lovelace.*Create.*On-premises SCIM app.*customappsso.*Success/.test(text))).toBe(
    true,
  );
  expect(texts.some((text) => /Ben Nobody.*Other.*Failure/.test(text))).toBe(true);
  expect(texts.some((text) => /Ada Lovelace.*Other.*Skipped/.test(text))).toBe(true);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'logs-provisioning');
});

test('a filter stands in the address, and an address filters', async () => {
  await page.getByLabel('Status').selectOption('Failure');
  await expect.poll(() => rows().count()).toBe(1);
  expect(search().get('status')).toBe('failure');
  await page.getByLabel('Identity: name or ID').fill('nobody of that name');
  await page.getByText('Nothing matches these filters').waitFor();
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await expect.poll(() => rows().count()).toBeGreaterThan(3);
  expect([...search().keys()]).toEqual([]);

  await at(`/provisioning-logs?identity=ADA%20L&action=update&range=month&job=${application.jobId}`);
  await expect.poll(() => rows().count()).toBe(1);
  expect(await page.getByRole('textbox', { name: 'Job ID' }).inputValue()).toBe(application.jobId);
  await page.getByRole('button', { name: 'Remove the filter Job ID' }).click();
  await expect.poll(() => search().get('job')).toBe(null);
});

test('another filter is added from the menu', async () => {
  await at('/provisioning-logs');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Source ID' }).click();
  await page.getByRole('textbox', { name: 'Source ID' }).fill(ada.id);
  await expect.poll(() => search().get('sourceId')).toBe(ada.id);
  await expect.poll(async () => (await rows().allTextContents()).every((text) => text.includes('Ada'))).toBe(true);
});

test('what was created is told in steps, properties and a summary, and secrets are not', async () => {
  await at(`/provisioning-logs?record=${(await recordOf('create', 'success')).id}`);
  await pane().getByText('4. Perform action').waitFor();
  expect(await pane().textContent()).toContain('was created in customappsso');
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'logs-provisioning-steps');
  await tab('Modified properties');
  const surname = pane().locator('tr', { hasText: 'name.familyName' });
  expect(await surname.textContent()).toContain('[Redact]');
  expect(await surname.textContent()).not.toContain('Lovelace');
  await shoot(page, 'logs-provisioning-properties');
  await tab('Troubleshooting');
  await pane().getByText('No issues').waitFor();
  await tab('Summary');
  await pane().getByRole('button', { name: 'Copy Source identity ID' }).click();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(ada.id);
  expect(await pane().getByRole('link', { name: 'Ada Lovelace' }).getAttribute('href')).toBe(`/portal/users/${ada.id}`);
  expect(search().get('tab')).toBe('summary');
  await shoot(page, 'logs-provisioning-summary');
});

test('what failed says why, and what to do about it', async () => {
  await at(`/provisioning-logs?tab=troubleshooting&record=${(await recordOf('other', 'failure')).id}`);
  await pane().getByText('title is required by the application and has no value', { exact: false }).waitFor();
  const text = await pane().textContent();
  for (const part of ['MandatoryFieldsMissing', 'MAPPING_VALUE_MISSING', 'Fill the source attribute'])
    expect(text).toContain(part);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'logs-provisioning-troubleshooting');
});

test('what was skipped says that nothing had to be done', async () => {
  await at(`/provisioning-logs?tab=troubleshooting&record=${(await recordOf('other', 'skipped')).id}`);
  await pane().getByText('Nothing was done').waitFor();
  expect(await pane().textContent()).toContain('RedundantExport');
});

test('one goes from record to record without leaving the pane, and back to the list by closing it', async () => {
  await at('/provisioning-logs');
  await rows().first().getByRole('button').click();
  await pane().getByText('1. Import user').waitFor();
  const first = search().get('record');
  await pane().getByRole('button', { name: 'Next record' }).click();
  await expect.poll(() => search().get('record')).not.toBe(first);
  await pane().getByRole('button', { name: 'Previous record' }).click();
  await expect.poll(() => search().get('record')).toBe(first);
  await pane().getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => search().get('record')).toBe(null);
});

test('a record that is not there says so', async () => {
  await at('/provisioning-logs?record=01a20882-1997-79ee-bfe9-d4b3f58b50b4');
  await pane().getByText('Records are kept for', { exact: false }).waitFor();
});

test('what a filter finds is downloaded whole, as CSV and as JSON', async () => {
  await at('/provisioning-logs?status=failure');
  await rows().first().waitFor();
  const csv = await downloaded('Download CSV');
  expect(csv.name).toMatch(/^provisioning-logs-.*\.csv$/);
  expect(csv.text.trim().split('\r\n')).toHaveLength(2);
  expect(csv.text).toContain('Ben Nobody');
  const json = await downloaded('Download JSON');
  const records = JSON.parse(json.text) as { provisioningSteps: unknown[] }[];
  expect(records).toHaveLength(1);
  expect(records[0]!.provisioningSteps.length).toBeGreaterThan(1);
});

test('columns are chosen, and the choice stays in this browser', async () => {
  await at('/provisioning-logs');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Cycle ID' }).click();
  await page.getByRole('columnheader', { name: 'Cycle ID' }).waitFor();
  await page.reload();
  await page.getByRole('columnheader', { name: 'Cycle ID' }).waitFor();
  await page.evaluate(() => localStorage.clear());
});

test('while it is live, a new record comes on top by itself', async () => {
  await at(`/applications/${application.servicePrincipalId}/provisioning-logs?live=true`);
  await rows().nth(3).waitFor();
  const before = await rows().count();
  await portal.graph.call('PATCH', `/v1.0/users/${ada.id}`, { jobTitle: 'Enchantress of numbers' });
  await expect.poll(() => rows().count(), { timeout: 10_000 }).toBe(before + 1);
  expect(await rows().first().textContent()).toMatch(/Ada Lovelace.*Update.*Success/);
  expect(await page.getByRole('columnheader', { name: 'Application' }).count()).toBe(0);
  await shoot(page, 'logs-provisioning-of-one');
});

test('a service that cannot be reached is said, and trying again helps', async () => {
  await at('/provisioning-logs');
  await rows().first().waitFor();
  await page.context().setOffline(true);
  await page.getByLabel('Action').selectOption('Create');
  await page.getByText('The service cannot be reached', { exact: false }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => rows().count()).toBe(1);
});

test('the audit logs say who changed what, with the difference line by line', async () => {
  await at('/audit-logs');
  await page.getByLabel('Service').selectOption('Account Provisioning');
  await page.getByLabel('Category').selectOption('ProvisioningManagement');
  await rows().filter({ hasText: 'Update attribute mappings or scope' }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'logs-audit');
  await at(`/audit-logs?target=ada&activity=Update%20user&range=week`);
  await rows().last().getByRole('button').click();
  await pane().getByText('Operation type').waitFor();
  await tab('Modified properties');
  await pane().getByText('+ Countess').waitFor();
  await pane().getByText('- Analyst').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'logs-audit-properties');
  await tab('Target(s)');
  expect(await pane().getByRole('link', { name: 'Ada Lovelace' }).getAttribute('href')).toBe(`/portal/users/${ada.id}`);
});

test('the audit logs of an application are about it alone, and are downloaded', async () => {
  await at(`/applications/${application.servicePrincipalId}/audit-logs`);
  await rows().filter({ hasText: 'Enable/start provisioning configuration' }).first().waitFor();
  expect(await rows().filter({ hasText: 'Update user' }).count()).toBe(0);
  const { text } = await downloaded('Download CSV');
  expect(text).toContain('Enable/start provisioning configuration');
  expect(text).not.toContain('Update user');
});

test('the logs are as wide as the window, however narrow', async () => {
  await page.setViewportSize({ width: 375, height: 812 });
  for (const address of ['/provisioning-logs', '/audit-logs']) {
    await at(address);
    await rows().first().waitFor();
    expect(await hasNoSidewaysScroll(page)).toBe(true);
  }
});

test('who may not read a log is told what it takes', async () => {
  const { page: other } = await portal.signIn({ roles: ['User Administrator'], at: '/provisioning-logs' });
  await other.getByText('You do not have permission').waitFor();
  await other.goto(`${portal.url}/portal/audit-logs`);
  await other.getByText('You do not have permission').waitFor();
  expect(await other.locator('table').count()).toBe(0);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
