/** Users and groups of an application: assigned one by one, several at once and from a file; given another role; removed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

type Person = { id: string; displayName: string; userPrincipalName: string };
type Assigned = { id: string; principalId: string; principalDisplayName: string; appRoleId: string };

let portal: Portal;
let page: Page;
let applicationId: string;
let at: string;
let people: Person[];
const roles = ['User', 'Clerk', 'Lead'];

const assigned = async (): Promise<Assigned[]> => {
  const { value } = await portal.graph.call<{ value: Assigned[] }>(
    'GET',
    `/v1.0/servicePrincipals/${applicationId}/appRoleAssignedTo?$top=999`,
  );
  return value;
};

beforeAll(async () => {
  portal = await startPortal({ people: 0 });
  const made = await portal.graph.call<{ servicePrincipal: { id: string; appId: string } }>(
    'POST',
    '/v1.0/applicationTemplates/a6f0f7c1-3b0e-4a52-9e3d-6c1d2b7f8e90/instantiate',
    { displayName: 'Payroll' },
  );
  applicationId = made.servicePrincipal.id;
  at = `/applications/${applicationId}/users-and-groups`;
  const { appRoles } = await portal.graph.call<{ appRoles: { displayName: string }[] }>(
    'GET',
    `/v1.0/servicePrincipals/${applicationId}`,
  );
  const more = ['Clerk', 'Lead'].map((displayName) => ({
    id: crypto.randomUUID(),
    displayName,
    description: displayName,
    value: displayName.toLowerCase(),
    isEnabled: true,
    allowedMemberTypes: ['User'],
  }));
  await portal.graph.call('PATCH', `/v1.0/applications(appId='${made.servicePrincipal.appId}')`, {
    appRoles: [...appRoles, ...more],
  });
  await portal.graph.call('POST', `/v1.0/servicePrincipals/${applicationId}/synchronization/jobs`, {
    templateId: 'scim',
  });
  const users = Array.from({ length: 300 }, (_, index) => {
    const name = `person${String(index).padStart(3, '0')}`;
    return {
      userPrincipalName: `${name}@corp.example`,
      displayName: `Person ${String(index).padStart(3, '0')}`,
      mailNickname: name,
      accountEnabled: true,
    };
  });
  const groups = ['Finance', 'Logistics'].map((displayName) => ({
    displayName,
    mailNickname: displayName.toLowerCase(),
    mailEnabled: false,
    securityEnabled: true,
  }));
  await portal.graph.call('POST', '/beta/directory/import', { users, groups });
  const listed = await portal.graph.call<{ value: Person[] }>(
    'GET',
    "/v1.0/users?$top=999&$orderby=displayName&$filter=startsWith(displayName,'Person')",
  );
  people = listed.value;
  ({ page } = await portal.signIn({ roles: ['Application Administrator'], at }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const text = (name: string) => page.getByText(name, { exact: false }).first();
const command = (name: string) => page.getByRole('toolbar').getByRole('button', { name });
const row = (name: string) => page.getByRole('row').filter({ hasText: name });

test('people and groups are assigned with a role, and who was already is told', async () => {
  await text('Nobody is assigned yet').waitFor();
  await shoot(page, 'assignments-empty');
  await command('Add user/group').click();
  const pane = page.getByRole('dialog');
  await pane.getByText('None selected').waitFor();
  await pane.getByRole('searchbox').fill('person 00');
  await pane.getByRole('checkbox', { name: /Person 001/ }).click();
  await pane.getByRole('checkbox', { name: /Person 002/ }).click();
  await pane.getByRole('searchbox').fill('fin');
  await pane.getByRole('checkbox', { name: /Finance/ }).click();
  await pane.getByText('2 users, 1 group selected').waitFor();
  await pane.getByText('Groups within it are not looked at').waitFor();
  await pane.getByLabel('Select a role').selectOption('Clerk');
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'assignments-add');
  await pane.getByRole('button', { name: 'Assign', exact: true }).click();
  await text('Assigned 3').waitFor();
  await row('Person 001').getByText('Clerk').waitFor();
  await row('Finance').getByText('Group').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'assignments-list');
  expect(await hasNoSidewaysScroll(page)).toBe(true);

  await command('Add user/group').click();
  await pane.getByRole('searchbox').fill('person 00');
  for (const name of [/Person 002/, /Person 003/]) await pane.getByRole('checkbox', { name }).click();
  await pane.getByLabel('Select a role').selectOption('Clerk');
  await pane.getByRole('button', { name: 'Assign', exact: true }).click();
  await text('1 had this assignment already.').waitFor();
  await row('Person 003').waitFor();
});

test('an assignment gets another role', async () => {
  await row('Person 001').getByRole('checkbox').click();
  await command('Edit assignment').click();
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Role').selectOption('Lead');
  await pane.getByRole('button', { name: 'Save' }).click();
  await row('Person 001').getByText('Lead').waitFor();
  expect((await assigned()).filter(({ principalId }) => principalId === people[1]!.id)).toHaveLength(1);
});

test('the list is narrowed by name and type, and its address says so', async () => {
  await page.getByRole('searchbox').fill('fin');
  await page.getByText('1 of 1').waitFor();
  await page.waitForURL(/q=fin/);
  await page.goto(`${portal.url}/portal${at}?type=Group`);
  await row('Finance').waitFor();
  await row('Person').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await row('Person 001').waitFor();
});

test('removing says what becomes of the accounts, as the settings of the job have it', async () => {
  const { value } = await portal.graph.call<{ value: { id: string }[] }>(
    'GET',
    `/v1.0/servicePrincipals/${applicationId}/synchronization/jobs`,
  );
  await portal.graph.call('PATCH', `/v1.0/servicePrincipals/${applicationId}/synchronization/jobs/${value[0]!.id}`, {
    synchronizationJobSettings: [{ name: 'UserUnassignedAction', value: 'DeleteAfterDays:30' }],
  });
  await page.reload();
  for (const name of ['Person 002', 'Person 003']) await row(name).getByRole('checkbox').click();
  await command('Remove').click();
  const dialog = page.getByRole('alertdialog', { name: 'Remove 2 assignments?' });
  await dialog.getByText('disabled at once and deleted after 30 days').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'assignments-remove');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await text('2 assignments removed').waitFor();
  await row('Person 002').waitFor({ state: 'detached' });
});

test('a file of people is checked line by line before anybody is assigned', async () => {
  await page.goto(`${portal.url}/portal${at}?pane=bulk`);
  const pane = page.getByRole('dialog');
  const lines = [
    'userPrincipalName,role',
    ...people.map(({ userPrincipalName }, index) => `${userPrincipalName},${roles[index % 3]!}`),
    'ghost@corp.example,User',
    `${people[5]!.userPrincipalName.toUpperCase()},Lead`,
    `"${people[7]!.userPrincipalName}";Boss`,
  ];
  // Person 001 is the lead already: line 3 says the clerk, so that is one more.
  await pane.getByLabel('Choose a file').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`),
  });
  await pane.getByText('300 would be assigned, 0 are already, 3 are wrong').waitFor();
  await pane.getByLabel('Show').selectOption('Wrong');
  await pane.getByText('There is no user with this name.').waitFor();
  await pane.getByText('The same as line 7.').waitFor();
  await pane.getByText('There is no role "Boss".').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'assignments-file');
  await pane.getByRole('button', { name: 'Assign 300' }).click();
  await text('Assigned 300').waitFor();
  await page.getByText('of 302').waitFor();
  expect((await assigned()).filter(({ principalId }) => principalId === people[1]!.id)).toHaveLength(2);

  await command('Assign from a file').click();
  await pane.getByLabel('Choose a file').setInputFiles({
    name: 'again.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${people[0]!.userPrincipalName}\n`),
  });
  await pane.getByText('0 would be assigned, 1 are already, 0 are wrong').waitFor();
  expect(await pane.getByRole('button', { name: 'Assign 0' }).isDisabled()).toBe(true);
});

test('a file without anybody is refused with the reason', async () => {
  await page.goto(`${portal.url}/portal${at}?pane=bulk`);
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Choose a file').setInputFiles({
    name: 'empty.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('userPrincipalName,role\n\n'),
  });
  await pane.getByText('The file has no lines with a user principal name.').waitFor();
});

test('with everybody in scope, a bar says that assignments do not limit provisioning', async () => {
  await portal.graph.call('PUT', `/v1.0/servicePrincipals/${applicationId}/synchronization/secrets`, {
    value: [{ key: 'SyncAll', value: 'true' }],
  });
  await page.goto(`${portal.url}/portal${at}`);
  await text('Assignments do not limit who is provisioned').waitFor();
  await shoot(page, 'assignments-sync-all');
  expect(await seriousProblems(page)).toEqual([]);
});

test('who owns the application assigns without any role; who reads only looks', async () => {
  const owner = await portal.signIn({ roles: [] });
  await portal.graph.call('POST', `/v1.0/servicePrincipals/${applicationId}/owners/$ref`, {
    '@odata.id': `${portal.url}/v1.0/directoryObjects/${owner.userId}`,
  });
  const add = owner.page.getByRole('toolbar').getByRole('button', { name: 'Add user/group' });
  await expect
    .poll(
      async () => {
        await owner.page.goto(`${portal.url}/portal${at}`);
        await owner.page.getByRole('heading', { level: 1 }).waitFor();
        return (await add.isVisible()) && (await add.getAttribute('aria-disabled')) !== 'true';
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  await add.click();
  const pane = owner.page.getByRole('dialog');
  await pane.getByRole('searchbox').fill('logistics');
  await pane.getByRole('checkbox', { name: /Logistics/ }).click();
  await pane.getByRole('button', { name: 'Assign', exact: true }).click();
  await owner.page.getByText('Assigned 1').first().waitFor();

  const reader = await portal.signIn({ roles: ['Global Reader'], at });
  await reader.page.getByRole('row').filter({ hasText: 'Person' }).first().waitFor();
  const refused = reader.page.getByRole('toolbar').getByRole('button', { name: 'Add user/group' });
  expect(await refused.getAttribute('aria-disabled')).toBe('true');
  expect(await reader.page.getByRole('checkbox').count()).toBe(0);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
