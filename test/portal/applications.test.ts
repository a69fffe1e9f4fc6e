/** Enterprise applications: adding one, finding it, its overview, properties, owners and roles; and what its owners may do. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  hasNoSidewaysScroll,
  seriousProblems,
  shoot,
  startPortal,
  type Portal,
  type SignedIn,
} from '../support/portal.ts';

let portal: Portal;
let page: Page;
let admin: SignedIn;
const added: { id: string; appId: string; name: string }[] = [];

const addApplication = async (name: string): Promise<{ id: string; appId: string; name: string }> => {
  const templateId = 'a6f0f7c1-3b0e-4a52-9e3d-6c1d2b7f8e90';
  const made = await portal.graph.call<{ servicePrincipal: { id: string; appId: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${templateId}/instantiate`,
    { displayName: name },
  );
  const { id, appId } = made.servicePrincipal;
  return { id, appId, name };
};

beforeAll(async () => {
  portal = await startPortal({ people: 12 });
  for (const name of ['Payroll', 'Warehouse', 'Time tracking']) added.push(await addApplication(name));
  const jobs = `/v1.0/servicePrincipals/${added[0]!.id}/synchronization/jobs`;
  await portal.graph.call('POST', jobs, { templateId: 'scim' });
  admin = await portal.signIn({ roles: ['Application Administrator'], at: '/applications' });
  page = admin.page;
});
afterAll(() => portal[Symbol.asyncDispose]());

const go = async (at: string, heading: string | RegExp): Promise<void> => {
  await page.goto(`${portal.url}/portal${at}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
};
const at = (id: string, rest = ''): string => `/applications/${id}${rest}`;
const text = (name: string) => page.getByText(name, { exact: false }).first();

test('applications are listed with how their provisioning stands, and found by name and by id', async () => {
  const [payroll] = added;
  await go('/applications', 'Enterprise applications');
  const row = page.getByRole('row').filter({ hasText: 'Payroll' });
  await row.getByText('Credentials missing').waitFor();
  await page.getByRole('row').filter({ hasText: 'Warehouse' }).getByText('Not set up').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'applications-list');
  expect(await hasNoSidewaysScroll(page)).toBe(true);

  await page.getByPlaceholder('Search by name, application ID or object ID').fill('track');
  await page.getByText('1 of 1').waitFor();
  await page.waitForURL(/q=track/);
  await page.getByPlaceholder('Search by name, application ID or object ID').fill(payroll!.appId);
  await row.waitFor();
  await page.getByText('1 of 1').waitFor();
  await go('/applications?visibility=hidden', 'Enterprise applications');
  await text('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await row.waitFor();
});

test('an application is added from the gallery under a name of its own', async () => {
  await page.getByRole('button', { name: 'New application' }).click();
  await page.getByRole('heading', { level: 1, name: 'Browse gallery' }).waitFor();
  await page.getByRole('button', { name: 'On-premises SCIM app' }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'applications-gallery');
  await page.getByPlaceholder('Search applications').fill('on-prem');
  await page.getByRole('button', { name: 'Azure Databricks' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'On-premises SCIM app' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByText('Automatic provisioning supported').waitFor();
  await pane.getByLabel('Name').fill(' ');
  expect(await pane.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
  await pane.getByLabel('Name').fill('Badge doors');
  await shoot(page, 'applications-add');
  await pane.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: 'Badge doors' }).waitFor();
  await text('Badge doors added').waitFor();
});

test('one that the gallery does not have is made as a non-gallery application', async () => {
  await page.goto(`${portal.url}/portal/applications/gallery?template=own`);
  const pane = page.getByRole('dialog');
  await pane.getByLabel('What is the name of your app?').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'applications-own');
  await pane.getByLabel('What is the name of your app?').fill('Legacy HR');
  await pane.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: 'Legacy HR' }).waitFor();
});

test('the overview tells who has it, how provisioning stands, and what comes next', async () => {
  const [payroll] = added;
  const { value } = await portal.graph.call<{ value: { id: string }[] }>('GET', '/v1.0/users?$top=2');
  for (const { id: principalId } of value)
    await portal.graph.call('POST', `/v1.0/servicePrincipals/${payroll!.id}/appRoleAssignedTo`, { principalId });
  await go(at(payroll!.id), 'Payroll');
  await text('2 users and 0 groups are assigned.').waitFor();
  await page.getByRole('main').getByText('Credentials missing').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'applications-overview');
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.getByRole('button', { name: 'Copy Object ID' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(payroll!.id);
});

test('properties are changed, discarded, and refused in place', async () => {
  const [, warehouse] = added;
  await go(at(warehouse!.id, '/properties'), 'Properties');
  const save = page.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel('Name').fill('Warehouse North');
  await page.getByLabel('Homepage URL').fill('warehouse');
  await page.getByLabel('Notes').fill('Asked for by logistics.');
  await save.click();
  await text('An address that begins with https:// or http://.').waitFor();
  await page.getByLabel('Homepage URL').fill('https://warehouse.example');
  await page.getByLabel('Visible to users?').click();
  await save.click();
  await text('Properties saved').waitFor();
  await page.locator('form button[type=submit]:disabled').waitFor();
  expect(await portal.graph.call('GET', `/v1.0/servicePrincipals/${warehouse!.id}`)).toMatchObject({
    displayName: 'Warehouse North',
    homepage: 'https://warehouse.example',
    notes: 'Asked for by logistics.',
    tags: expect.arrayContaining(['HideApp']),
  });
  await page.getByLabel('Name').fill('Nothing');
  await page.getByRole('button', { name: 'Discard' }).click();
  expect(await page.getByLabel('Name').inputValue()).toBe('Warehouse North');
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'applications-properties');
});

test('deleting says what becomes of provisioning and accounts, and goes back to the list', async () => {
  const doomed = await addApplication('Doomed');
  await go(at(doomed.id, '/properties'), 'Properties');
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Delete Doomed?' });
  await dialog.getByText('The accounts in the application stay as they are.').waitFor();
  await shoot(page, 'applications-delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Enterprise applications' }).waitFor();
  await expect(portal.graph.call('GET', `/v1.0/servicePrincipals/${doomed.id}`)).rejects.toThrow();
});

test('owners are added by search, and removed', async () => {
  const [payroll] = added;
  await go(at(payroll!.id, '/owners'), 'Owners');
  await text('There are no owners').waitFor();
  await page.getByRole('button', { name: 'Add owners' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByRole('searchbox').fill('Admin');
  await pane.getByRole('checkbox', { name: /Admin/ }).first().click();
  expect(await seriousProblems(page)).toEqual([]);
  await pane.getByRole('button', { name: 'Add owners' }).click();
  await text('Owners added').waitFor();
  const row = page.getByRole('row').filter({ hasText: admin.userPrincipalName });
  await row.waitFor();
  await shoot(page, 'applications-owners');
  await row.getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await text('There are no owners').waitFor();
});

test('a role is made, disabled, and only then deleted', async () => {
  const [payroll] = added;
  await go(at(payroll!.id, '/roles'), 'App roles');
  await page.getByRole('button', { name: 'Create app role' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Display name').fill('Clerk');
  await pane.getByLabel('Value').fill('pay roll');
  await pane.getByRole('button', { name: 'Create' }).click();
  await pane.getByText('No spaces.').waitFor();
  await pane.getByLabel('Value').fill('payroll.clerk');
  expect(await seriousProblems(page)).toEqual([]);
  await pane.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row').filter({ hasText: 'payroll.clerk' });
  await row.getByText('Enabled').waitFor();
  await shoot(page, 'applications-roles');
  await row.getByRole('checkbox').click();
  expect(await page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).toBe('true');
  await row.getByRole('button', { name: 'Clerk' }).click();
  await pane.getByLabel('Do you want to enable this app role?').click();
  await pane.getByRole('button', { name: 'Save' }).click();
  await row.getByText('Disabled').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
});

test('an application that is gone says so, with a way to try again', async () => {
  await page.goto(`${portal.url}/portal/applications/00000000-1111-4222-8333-444444444444`);
  await page.getByRole('alert').getByText('does not exist').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
});

test('who owns an application and has no role sees it, configures it, and nothing else', async () => {
  const owner = await portal.signIn({ roles: [] });
  const [payroll, warehouse] = added;
  await owner.page.goto(`${portal.url}/portal/applications`);
  await owner.page.getByText('You do not have permission').waitFor();
  await portal.graph.call('POST', `/v1.0/servicePrincipals/${payroll!.id}/owners/$ref`, {
    '@odata.id': `${portal.url}/v1.0/directoryObjects/${owner.userId}`,
  });
  // What a token may do is remembered for three seconds.
  await expect
    .poll(
      async () => {
        await owner.page.goto(`${portal.url}/portal/applications`);
        await owner.page.getByRole('heading', { level: 1 }).waitFor();
        return owner.page.getByText('These are the applications that you own.').isVisible();
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  await owner.page.getByRole('row').filter({ hasText: 'Credentials missing' }).waitFor();
  expect(await seriousProblems(owner.page)).toEqual([]);
  await shoot(owner.page, 'applications-owned');
  await owner.page.getByRole('button', { name: 'Payroll' }).click();
  await owner.page.getByRole('heading', { level: 1, name: 'Payroll' }).waitFor();
  const menu = await owner.page.locator('nav[aria-label^="Pages of the application"] a').allTextContents();
  expect(menu).toContain('Provisioning logs');
  expect(menu).not.toContain('Audit logs');
  await owner.page.goto(`${portal.url}/portal${at(payroll!.id, '/properties')}`);
  await owner.page.getByLabel('Notes').fill('Mine.');
  await owner.page.getByRole('button', { name: 'Save' }).click();
  await owner.page.getByText('Properties saved').first().waitFor();
  await owner.page.goto(`${portal.url}/portal${at(warehouse!.id)}`);
  await owner.page.getByText('You do not have permission').waitFor();
});

test('a reader looks, and is told who changes', async () => {
  const reader = await portal.signIn({ roles: ['Global Reader'], at: at(added[0]!.id, '/properties') });
  await reader.page.getByText('Only its owners, Application Administrators').first().waitFor();
  expect(await reader.page.getByLabel('Name').isDisabled()).toBe(true);
  await reader.page.goto(`${portal.url}/portal/applications/gallery`);
  await reader.page.getByText('You do not have permission').waitFor();
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
