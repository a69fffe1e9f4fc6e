/** Attribute mappings: the list, one mapping with its attributes and its scope, what saving would change, attribute lists. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

type Schema = {
  version: string;
  synchronizationRules: {
    objectMappings: {
      name: string;
      enabled: boolean;
      flowTypes: string;
      attributeMappings: { targetAttributeName: string; source: { expression: string } | null }[];
    }[];
  }[];
  directories: { name: string; objects: { name: string; attributes: { name: string; type: string }[] }[] }[];
};

const users = 'Provision Microsoft Entra ID Users';
const groups = 'Provision Microsoft Entra ID Groups';
const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let portal: Portal;
let application: Application;
let page: Page;
let base: string;

beforeAll(async () => {
  portal = await startPortal({ people: 4, agents: 1 });
  application = await portal.addApplication();
  for await (const user of portal.graph.list<{ id: string }>('/v1.0/users?$select=id&$top=2'))
    await application.assign(user.id);
  base = `/applications/${application.servicePrincipalId}/provisioning`;
  ({ page } = await portal.signIn({ roles: ['Application Administrator'], at: `${base}/mappings` }));
  page.setDefaultTimeout(8000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const jobPath = (): string =>
  `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}`;
const readSchema = () => portal.graph.call<Schema>('GET', `${jobPath()}/schema`);
const mappingOf = (schema: Schema, name: string) =>
  schema.synchronizationRules[0]!.objectMappings.find((mapping) => mapping.name === name)!;
const goTo = (path: string) => page.goto(`${portal.url}/portal${base}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const toMapping = async (name: string): Promise<void> => {
  await goTo(`/mappings/${encodeURIComponent(name)}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
};
const saved = () => page.getByText('The mappings were saved', { exact: true }).last().waitFor();
/** As a person does: the browser's own filling puts styles into the text, which the policy refuses. */
async function write(expression: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Expression' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Backspace');
  await page.keyboard.insertText(expression);
}
/** Saves the draft after the preview has come to its end. */
async function saveAfterPreview(): Promise<void> {
  await button('Save').click();
  const pane = page.getByRole('dialog');
  await pane.getByText(/objects in scope were looked at/).waitFor();
  await pane.getByRole('button', { name: 'Save' }).click();
  await saved();
  await pane.waitFor({ state: 'detached' });
}

test('the list shows each object mapping, and opens it', async () => {
  await page.getByRole('button', { name: users }).waitFor();
  await page.getByRole('button', { name: groups }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-list');
  await button(users).click();
  await page.getByRole('heading', { level: 1, name: users }).waitFor();
  await page.getByText('All records').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-mapping');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a mapping is changed to an expression; what would change is shown for people, then it is saved', async () => {
  await toMapping(users);
  await button('displayName').last().click();
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Mapping type').selectOption('Expression');
  await write('Join(" ", [givenName');
  await pane
    .getByText(/position|expected|end/i)
    .first()
    .waitFor();
  await pane.getByRole('button', { name: 'OK' }).click();
  await write('Join(" ", [surname], [givenName])');
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-edit-attribute');
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.waitFor({ state: 'detached' });
  await page.getByText('Join(" ", [surname], [givenName])').waitFor();

  await button('Save').click();
  await pane
    .getByText('All 3 objects in scope were looked at.')
    .or(pane.getByText(/objects in scope were looked at/))
    .waitFor();
  await pane.getByRole('heading', { name: 'Examples' }).waitFor();
  await pane.getByRole('rowheader', { name: 'displayName' }).first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-what-would-change');
  await pane.getByRole('button', { name: 'Save' }).click();
  await saved();
  const { attributeMappings } = mappingOf(await readSchema(), users);
  const mapping = attributeMappings.find(({ targetAttributeName }) => targetAttributeName === 'displayName');
  expect(mapping?.source?.expression).toBe('Join(" ", [surname], [givenName])');
});

test('a new mapping is refused where its target is taken or is a reference, and is added when it is right', async () => {
  await toMapping(users);
  await button('Add new mapping').click();
  const pane = page.getByRole('dialog');
  await pane.getByRole('combobox', { name: 'Source attribute' }).fill('companyName');
  await pane.getByRole('combobox', { name: 'Target attribute' }).fill('userName');
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.getByText('userName has a mapping already. An attribute can be mapped once.').waitFor();
  await pane.getByRole('combobox', { name: 'Target attribute' }).fill('nowhere');
  await pane.getByText('The attribute list of the application does not have it.', { exact: false }).waitFor();
  await pane.getByRole('combobox', { name: 'Target attribute' }).fill('roles');
  await pane.getByRole('switch', { name: 'Match objects using this attribute' }).click();
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.getByText('roles cannot be matched by', { exact: false }).waitFor();
  await pane.getByRole('switch', { name: 'Match objects using this attribute' }).click();
  await pane.getByRole('combobox', { name: 'Target attribute' }).fill('');
  await pane.getByRole('combobox', { name: 'Target attribute' }).pressSequentially('costCenter');
  await page.getByRole('option', { name: `${enterpriseUser}:costCenter` }).click();
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.waitFor({ state: 'detached' });
  await button(`${'companyName'}`).waitFor();
  await saveAfterPreview();
  const targets = mappingOf(await readSchema(), users).attributeMappings.map((one) => one.targetAttributeName);
  expect(targets).toContain(`${enterpriseUser}:costCenter`);
});

test('the last matching attribute stays; another mapping is deleted, and discarding brings it back', async () => {
  await toMapping(groups);
  const only = button('Delete the mapping of displayName');
  expect(await only.getAttribute('aria-disabled')).toBe('true');
  await button('Delete the mapping of externalId').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await button('Delete the mapping of externalId').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Attribute mapping' }).last().click();
  await page.getByText('Your unsaved edits will be discarded').waitFor();
  await button('Stay on the page').click();
  await button('Discard').click();
  await button('Delete the mapping of externalId').waitFor();
});

test('the scope is edited in a pane that the address opens', async () => {
  await goTo(`/mappings/${encodeURIComponent(users)}?scope=open`);
  const pane = page.getByRole('dialog');
  await pane.getByRole('heading', { name: 'Source object scope' }).waitFor();
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await pane.waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('');
  await button('Edit source object scope').click();
  await pane.waitFor();
  expect(new URL(page.url()).searchParams.get('scope')).toBe('open');
  await page.keyboard.press('Escape');
  await pane.waitFor({ state: 'detached' });
});

test('a preview that fails says why, and saving goes on without it', async () => {
  await portal.agents[0]!.stop();
  await toMapping(groups);
  await page.getByRole('checkbox', { name: 'Delete' }).uncheck();
  await button('Save').click();
  const pane = page.getByRole('dialog');
  await pane.getByText('The preview did not work').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-preview-failed');
  await pane.getByRole('button', { name: 'Save' }).click();
  await saved();
  expect(mappingOf(await readSchema(), groups).flowTypes).toBe('Add, Update');
  await portal.agents[0]!.start();
});

test('what somebody else saved meanwhile is not undone', async () => {
  await toMapping(groups);
  await page.getByRole('checkbox', { name: 'Update' }).uncheck();
  const schema = await readSchema();
  mappingOf(schema, groups).enabled = false;
  await portal.graph.call('PUT', `${jobPath()}/schema`, schema);
  await button('Save').click();
  const pane = page.getByRole('dialog');
  await button('Skip the preview')
    .or(pane.getByText(/were looked at/))
    .first()
    .waitFor();
  if (await button('Skip the preview').isVisible())
    await button('Skip the preview')
      .click()
      .catch(() => undefined);
  await pane.getByRole('button', { name: 'Save' }).click();
  await pane.getByText('Somebody else saved this schema', { exact: false }).waitFor();
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await button('Discard').click();
});

test('a custom attribute is checked and added to the list of the application', async () => {
  await toMapping(users);
  await page.getByRole('checkbox', { name: 'Show advanced options' }).check();
  await page.getByRole('link', { name: 'Edit attribute list for On-premises SCIM app' }).click();
  await page
    .getByRole('region', { name: 'Discovered attributes' })
    .getByText(/attribute/)
    .last()
    .waitFor();
  await page
    .getByText(/Discovered|names no attribute/)
    .last()
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'mappings-attributes');
  await button('Add attribute').click();
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Name').fill('urn:wrong name');
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.getByText('This is not the name of a SCIM attribute.', { exact: false }).waitFor();
  const name = 'urn:ietf:params:scim:schemas:extension:Payroll:2.0:User:grade';
  await pane.getByLabel('Name').fill(name);
  await pane.getByLabel('Type').selectOption('Integer');
  await shoot(page, 'mappings-add-attribute');
  await pane.getByRole('button', { name: 'OK' }).click();
  await pane.waitFor({ state: 'detached' });
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('grade');
  await button(name).waitFor();
  await button('Save').click();
  await pane.getByText(/were looked at/).waitFor();
  await pane.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The attribute list was saved', { exact: true }).waitFor();
  const definitions = (await readSchema()).directories.flatMap(({ objects }) => objects).flatMap((o) => o.attributes);
  expect(definitions.find((one) => one.name === name)?.type).toBe('Integer');
});

test('what is used, built in or a primary key is not deleted from a list', async () => {
  await goTo(`/attributes/customappsso/${encodeURIComponent(enterpriseUser)}?q=userName`);
  const remove = button('Delete userName');
  await remove.waitFor();
  expect(await remove.getAttribute('aria-disabled')).toBe('true');
  await button('userName').click();
  await page.getByText('It is used in the mapping of userName; its type cannot be changed.').waitFor();
});

test('the default mappings are restored after a look at what that changes', async () => {
  await goTo('/mappings');
  await button('Restore default mappings').click();
  const pane = page.getByRole('dialog');
  await pane.getByText(/objects in scope were looked at/).waitFor();
  await shoot(page, 'mappings-restore-default');
  await pane.getByRole('button', { name: 'Restore default mappings' }).click();
  await page.getByText('The default mappings were restored', { exact: true }).waitFor();
  expect(mappingOf(await readSchema(), groups)).toMatchObject({ enabled: true, flowTypes: 'Add, Update, Delete' });
});

test('who may only look finds everything, and no way to change it; others are told what it takes', async () => {
  const reader = (
    await portal.signIn({ roles: ['Global Reader'], at: `${base}/mappings/${encodeURIComponent(users)}` })
  ).page;
  await reader.getByText('You do not have permission').waitFor();
  expect(await reader.getByRole('button', { name: 'Save' }).count()).toBe(0);
  const stranger = (await portal.signIn({ roles: ['User Administrator'], at: `${base}/mappings` })).page;
  await stranger.getByText('This needs the role Application Administrator', { exact: false }).waitFor();
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
