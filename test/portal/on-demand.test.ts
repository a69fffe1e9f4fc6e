/** One person or group at a time: provisioned on demand, explained, and linked to an account. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

type Schema = {
  synchronizationRules: {
    objectMappings: {
      sourceObjectName: string;
      attributeMappings: { targetAttributeName: string; source: unknown }[];
    }[];
  }[];
};

let portal: Portal;
let application: Application;
let page: Page;
let base: string;
const ids: Record<string, string> = {};

async function createUser(name: string, given: Record<string, unknown> = {}): Promise<string> {
  const mailNickname = name.toLowerCase().replaceAll(' ', '.');
  const { id } = await portal.graph.call<{ id: string }>('POST', '/v1.0/users', {
    accountEnabled: true,
    displayName: name,
    mailNickname,
    userPrincipalName: `${mailNickname}@corp.example`,
    ...given,
  });
  return (ids[name] = id);
}

beforeAll(async () => {
  portal = await startPortal({ agents: 1 });
  application = await portal.addApplication();
  base = `/applications/${application.servicePrincipalId}/provisioning`;
  const ada = await createUser('Ada Lovelace', { jobTitle: 'Analyst', givenName: 'Ada', surname: 'Lovelace' });
  await createUser('Bob Hope');
  await createUser('Carl Outside');
  await application.assign(ada);
  const group = await portal.graph.call<{ id: string }>('POST', '/v1.0/groups', {
    displayName: 'Engineering',
    mailNickname: 'engineering',
    mailEnabled: false,
    securityEnabled: true,
  });
  ids['Engineering'] = group.id;
  for (const name of ['Ada Lovelace', 'Bob Hope']) {
    const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ids[name]}` };
    await portal.graph.call('POST', `/v1.0/groups/${group.id}/members/$ref`, reference);
  }
  await application.assign(group.id);
  ({ page } = await portal.signIn({ roles: ['Application Administrator'], at: `${base}/on-demand` }));
  page.setDefaultTimeout(8000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const goTo = (path: string) => page.goto(`${portal.url}/portal${base}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const step = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });

/** The page with somebody chosen, as other pages link to it. */
async function onDemandFor(name: string): Promise<void> {
  await goTo(`/on-demand?object=${ids[name]}`);
  await page.getByText(name, { exact: true }).first().waitFor();
}

const provision = () => button('Provision').click();

test('a person is found by name and provisioned, and every step tells what it did', async () => {
  await page.getByRole('searchbox').fill('lovel');
  await page.getByRole('radio', { name: /Ada Lovelace/ }).click();
  await page.getByRole('checkbox', { name: /Show the requests/ }).check();
  expect(page.url()).toContain(`object=${ids['Ada Lovelace']}`);
  await provision();
  await page.getByText('Create: Success').waitFor();
  await step('Import user').getByRole('button').click();
  await page.getByRole('rowheader', { name: 'userPrincipalName', exact: true }).waitFor();
  await step('Determine if user is in scope').getByRole('button').click();
  await page.getByText('Assigned to the application').waitFor();
  const modified = page.getByRole('table', { name: 'Modified attributes' });
  expect(await modified.getByRole('row').filter({ hasText: 'userName' }).first().textContent()).toContain(
    'ada.lovelace@corp.example',
  );
  const [account] = await portal.scim.users();
  expect(account?.userName).toBe('ada.lovelace@corp.example');
  expect(await step('Perform action').textContent()).toContain(account!.id);
});

test('the requests to the application are shown, without credentials', async () => {
  const post = page.getByRole('button', { name: /POST/ });
  await post.click();
  const sent = page.getByLabel('Request', { exact: true });
  expect(await sent.textContent()).toContain('"userName": "ada.lovelace@corp.example"');
  expect(await page.content()).not.toContain(portal.secretToken);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'on-demand-created');
});

test('what is as it should be already is skipped, and says why', async () => {
  await button('Retry').click();
  await page.getByText('Skip: Skipped').waitFor();
  await page.getByText('RedundantExport').first().waitFor();
});

test('whoever is out of scope is skipped, with what would bring them in', async () => {
  await button('Provision another object').click();
  await onDemandFor('Carl Outside');
  await provision();
  await step('Determine if user is in scope').getByRole('button').click();
  await page.getByText('Assign it to the application to bring it into scope.').waitFor();
  expect(await step('Match user').textContent()).toContain('Not run');
  expect(await portal.scim.countUsers()).toBe(1);
});

test('a group is provisioned with all of its members, each told on its own', async () => {
  await onDemandFor('Engineering');
  await page.getByRole('radio', { name: /and all of its members/ }).check();
  await shoot(page, 'on-demand-group');
  await provision();
  await page.getByRole('table', { name: 'Objects' }).waitFor();
  await button('Engineering').first().waitFor();
  await button('Bob Hope').click();
  await page.getByRole('heading', { name: 'Steps of Bob Hope' }).waitFor();
  const [group] = await portal.scim.groups();
  expect(group?.members).toHaveLength(2);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'on-demand-group-result');
});

test('only members of the group are offered, and only the chosen ones go with it', async () => {
  await onDemandFor('Engineering');
  await page.getByRole('radio', { name: /chosen members/ }).check();
  await page.getByRole('searchbox', { name: /Find members/ }).fill('hope');
  await page.getByRole('checkbox', { name: /Bob Hope/ }).check();
  await page.getByRole('searchbox', { name: /Find members/ }).fill('outside');
  await page.getByText('No such member.').waitFor();
});

test('who asks too often is told how long to wait', async () => {
  await onDemandFor('Ada Lovelace');
  const asked = Array.from({ length: 6 }, () => application.provisionOnDemand(ids['Ada Lovelace']!));
  // Runs may take longer than the time in which they are counted: the first refusal is waited for, not their end.
  await Promise.any(
    asked.map((run) =>
      run.then(
        () => Promise.reject(new Error('It was not refused.')),
        () => undefined,
      ),
    ),
  );
  await provision();
  await page.getByText(/You can go on in \d+ seconds?/).waitFor();
  expect(await button('Provision').isDisabled()).toBe(true);
  await Promise.allSettled(asked);
});

test('explain tells what would change, old and new, and changes nothing', async () => {
  await portal.graph.call('PATCH', `/v1.0/users/${ids['Ada Lovelace']}`, { jobTitle: 'Countess' });
  await goTo(`/explain?object=${ids['Ada Lovelace']}`);
  await button('Explain').click();
  await page.getByText('The account would be updated').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Countess' }).first();
  expect(await row.textContent()).toContain('Analyst');
  expect(await page.getByLabel('SCIM operations', { exact: true }).textContent()).toContain('"Countess"');
  expect((await portal.scim.users()).find(({ title }) => title === 'Countess')).toBeUndefined();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'explain');
  await page.getByRole('link', { name: 'Provision this object' }).waitFor();
});

test('a mapping that fails for somebody says which step, why, and what to do', async () => {
  const path = `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}/schema`;
  const schema = await portal.graph.call<Schema>('GET', path);
  const broken = structuredClone(schema);
  const user = broken.synchronizationRules[0]!.objectMappings.find(
    ({ sourceObjectName }) => sourceObjectName === 'User',
  )!;
  const title = user.attributeMappings.find(({ targetAttributeName }) => targetAttributeName === 'title')!;
  title.source = { type: 'Function', name: 'CDate', expression: 'CDate([jobTitle])', parameters: [] };
  await portal.graph.call('PUT', path, broken);
  await goTo(`/explain?object=${ids['Ada Lovelace']}`);
  await button('Explain').click();
  await page.getByText(/It would fail before anything is decided/).waitFor();
  await page
    .getByText(/CDate, argument expression/)
    .first()
    .waitFor();
  expect(await step('Perform action').textContent()).toContain('Failure');
  await shoot(page, 'explain-failure');
  await portal.graph.call('PUT', path, schema);
});

test('an application that is not reached is a failed connection test, with the way to mend it', async () => {
  await portal.target.stop();
  await goTo(`/explain?object=${ids['Ada Lovelace']}`);
  await button('Explain').click();
  await step('Test connection').getByText('Failure').waitFor();
  await page.getByRole('link', { name: 'Go to Connectivity' }).waitFor();
  await shoot(page, 'explain-unreachable');
  await portal.target.start();
});

test('linked accounts are found by person and by target id', async () => {
  await goTo('/links');
  await page.getByRole('button', { name: 'Bob Hope' }).waitFor();
  const account = (await portal.scim.users()).find(({ userName }) => userName.startsWith('ada'))!;
  const search = page.getByRole('searchbox');
  await search.fill(account.id);
  await page.getByRole('button', { name: 'Bob Hope' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor();
  await search.fill('bob');
  await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Bob Hope' }).waitFor();
  await search.fill('nobody at all');
  await page.getByText('No link matches').waitFor();
  await button('Reset filters').click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor();
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'links');
});

test('a link says since when and what was last done, and is matched again on demand', async () => {
  await button('Ada Lovelace').click();
  const pane = page.getByRole('dialog', { name: 'Ada Lovelace' });
  await pane.getByText('Managed', { exact: true }).waitFor();
  expect(await pane.locator('dl').textContent()).toMatch(/Last synchronised.*20\d\d/);
  expect(page.url()).toContain(`open=${ids['Ada Lovelace']}`);
  await shoot(page, 'links-pane');
  await pane.getByRole('button', { name: 'Match again' }).click();
  const question = page.getByRole('alertdialog', { name: /Match Ada Lovelace again/ });
  await question.getByRole('button', { name: 'Match again' }).click();
  await page.getByText('Ada Lovelace is matched again').first().waitFor();
});

test('the account of somebody is chosen by hand, and what is held by others cannot be', async () => {
  const seeded = await fetch(`${portal.target.ready['url']}/scim/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${portal.secretToken}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'dora.duke@corp.example',
      displayName: 'Ada of old',
    }),
  });
  const { id: chosen } = (await seeded.json()) as { id: string };
  await goTo('/links');
  await button('Link an account').click();
  const pane = page.getByRole('dialog', { name: 'Choose the account' });
  await pane.getByRole('searchbox', { name: /Find/ }).fill('lovel');
  await pane.getByRole('radio', { name: /Ada Lovelace/ }).click();
  const value = pane.getByRole('searchbox', { name: 'Its exact value' });
  await value.fill('bob.hope@corp.example');
  const ofBob = pane.getByRole('radio', { name: /bob\.hope/ });
  await pane.getByText('Linked to Bob Hope').waitFor();
  expect(await ofBob.isDisabled()).toBe(true);
  await value.fill('nobody@corp.example');
  await pane.getByText('No account has this value').waitFor();
  await pane.getByRole('combobox', { name: 'Attribute' }).selectOption('displayName');
  await value.fill('Ada of old');
  await pane.getByRole('radio', { name: /dora\.duke/ }).click();
  await pane.getByText(/belongs to Ada Lovelace from now on/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await shoot(page, 'links-choose');
  await pane.getByRole('button', { name: 'Link', exact: true }).click();
  const link = page.getByRole('dialog', { name: 'Ada Lovelace' });
  await link.getByText(chosen).first().waitFor();
  await link.getByRole('button', { name: 'Change account…' }).click();
  await pane.getByText('Ada Lovelace').first().waitFor();
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await pane.waitFor({ state: 'detached' });
});

test('whose account somebody else holds is offered to choose another', async () => {
  const dora = await createUser('Dora Duke');
  await application.assign(dora);
  await onDemandFor('Dora Duke');
  await provision();
  await step('Match user').getByText('Failure').waitFor();
  await goTo('/failures');
  await button('Dora Duke').click();
  await page.getByRole('link', { name: 'Choose the account…' }).click();
  const pane = page.getByRole('dialog', { name: 'Choose the account' });
  await pane.getByText('Linked to Ada Lovelace').waitFor();
  await pane.getByRole('button', { name: 'Cancel' }).click();
});

test('a reader may look at links and explanations, and provisions nobody', async () => {
  const reader = await portal.signIn({ roles: ['Global Reader'], at: `${base}/on-demand` });
  await reader.page.getByText('You do not have permission').waitFor();
  expect(await reader.page.getByRole('button', { name: 'Provision', exact: true }).count()).toBe(0);
  await reader.page.goto(`${portal.url}/portal${base}/links`);
  await reader.page.getByRole('button', { name: 'Bob Hope' }).click();
  await reader.page.getByRole('dialog').waitFor();
  expect(await reader.page.getByRole('button', { name: 'Match again' }).count()).toBe(0);
  expect(await reader.page.getByRole('button', { name: 'Change account…' }).count()).toBe(0);
  await reader.page.goto(`${portal.url}/portal${base}/links?link=${ids['Bob Hope']}`);
  await reader.page.getByRole('button', { name: 'Bob Hope' }).waitFor();
  expect(await reader.page.getByRole('dialog').count()).toBe(0);
  expect(await reader.page.getByRole('button', { name: 'Link an account' }).count()).toBe(0);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
