/** The schema as JSON, compared before it is saved; its versions, compared and brought back. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

type Schema = {
  version: string;
  synchronizationRules: { name: string; objectMappings: { name: string; flowTypes: string }[] }[];
};

let portal: Portal;
let application: Application;
let page: Page;
let administrator: string;
let base: string;

beforeAll(async () => {
  portal = await startPortal({ people: 2, agents: 1 });
  application = await portal.addApplication();
  base = `/applications/${application.servicePrincipalId}/provisioning`;
  ({ page, userId: administrator } = await portal.signIn({
    roles: ['Cloud Application Administrator'],
    at: `${base}/schema`,
  }));
  page.setDefaultTimeout(8000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const readSchema = () =>
  portal.graph.call<Schema>(
    'GET',
    `/v1.0/servicePrincipals/${application.servicePrincipalId}/synchronization/jobs/${application.jobId}/schema`,
  );
const button = (name: string) => page.getByRole('button', { name, exact: true });
const pane = () => page.getByRole('dialog');
const goTo = (path: string) => page.goto(`${portal.url}/portal${base}${path}`);
const actionsOf = ({ synchronizationRules }: Schema): readonly string[] =>
  synchronizationRules[0]!.objectMappings.map(({ flowTypes }) => flowTypes);
const importFile = (content: string) =>
  page.getByLabel('Import', { exact: true }).setInputFiles({
    name: 'schema.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  });

test('the whole schema is shown as JSON, and kept as a file', async () => {
  await page.getByRole('textbox', { name: 'Schema as JSON' }).waitFor();
  await page.getByText('This is a schema.', { exact: false }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'schema-editor');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
  const [download] = await Promise.all([page.waitForEvent('download'), button('Download').click()]);
  const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as Schema;
  expect(await readSchema()).toMatchObject(kept);
});

test('a text that is no schema says what is wrong, and cannot be saved', async () => {
  await importFile('{"synchronizationRules": [}');
  await page.getByText('This is not JSON', { exact: false }).first().waitFor();
  await importFile('{"synchronizationRules": [], "directories": []}');
  await page.getByText('2 problems').waitFor();
  expect(await button('Review and save').isDisabled()).toBe(true);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'schema-problems');
  await button('Discard').click();
  await page.getByText('This is a schema.', { exact: false }).waitFor();
});

test('an imported schema is compared with the one before, and saved', async () => {
  const schema = await readSchema();
  schema.synchronizationRules[0]!.objectMappings.forEach((mapping) => (mapping.flowTypes = 'Add'));
  await importFile(JSON.stringify(schema));
  await button('Format').click();
  await button('Review and save').click();
  await pane().locator('.cm-deletedChunk').first().waitFor();
  await pane()
    .getByText(/were looked at|nobody to provision/)
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'schema-review');
  await pane().getByRole('button', { name: 'Save' }).click();
  await pane().waitFor({ state: 'detached' });
  expect(actionsOf(await readSchema())).toEqual(['Add', 'Add']);
});

test('a schema that the service refuses says why beside the button', async () => {
  const schema = await readSchema();
  schema.synchronizationRules[0]!.objectMappings.forEach((mapping) => (mapping.flowTypes = 'Everything'));
  await importFile(JSON.stringify(schema));
  await button('Review and save').click();
  await pane()
    .getByText(/were looked at|nobody to provision|The preview did not work/)
    .waitFor();
  await pane().getByRole('button', { name: 'Save' }).click();
  await pane().getByText('has the flowTypes "Everything"', { exact: false }).first().waitFor();
  await pane().getByRole('button', { name: 'Cancel' }).click();
  await button('Discard').click();
});

test('the versions say who saved what; two are compared', async () => {
  await goTo('/schema-versions');
  await page.getByText('What the application began with').waitFor();
  await page.getByText('Group: actions, User: actions').waitFor();
  const { displayName } = await portal.graph.call<{ displayName: string }>('GET', `/v1.0/users/${administrator}`);
  await page.getByRole('cell', { name: displayName }).waitFor();
  // The audit log names the person, too, and not the program they used.
  const filter = encodeURIComponent(`initiatedBy/user/id eq '${administrator}'`);
  const audits = await portal.graph.call<{ value: { activityDisplayName: string }[] }>(
    'GET',
    `/v1.0/auditLogs/directoryAudits?$filter=${filter}`,
  );
  expect(audits.value.map(({ activityDisplayName }) => activityDisplayName)).toContain(
    'Update attribute mappings or scope',
  );
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'schema-versions');
  await page.getByRole('checkbox', { name: 'Select Version 1' }).check();
  await page.getByRole('checkbox', { name: 'Select Version 2' }).check();
  await button('Compare').click();
  await pane().getByText('Version 1 compared with version 2').waitFor();
  await pane().locator('.cm-deletedChunk').first().waitFor();
  // What did not change is folded away: two changes and what stands around them.
  expect(await pane().locator('.cm-collapsedLines').count()).toBeGreaterThan(0);
  await shoot(page, 'schema-compare');
  await pane().getByRole('button', { name: 'Close' }).last().click();
});

test('a version is brought back after a look at what that would change', async () => {
  await goTo('/schema-versions?show=1');
  await pane().getByText('Compared with the current version').waitFor();
  await pane().locator('.cm-deletedChunk').first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'schema-version');
  await button('Restore version 1').click();
  await pane()
    .getByText(/were looked at|nobody to provision/)
    .waitFor();
  await pane().getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('Version 1 was restored', { exact: true }).waitFor();
  expect(actionsOf(await readSchema())).toEqual(['Add, Update, Delete', 'Add, Update, Delete']);
  await page.getByText('Restored version 1', { exact: false }).first().waitFor();
});

test('a version that is gone is said to be', async () => {
  await goTo('/schema-versions?show=77');
  await pane().getByRole('alert').waitFor();
});

test('who may only look can read and compare, and not restore', async () => {
  const reader = (await portal.signIn({ roles: ['Global Reader'], at: `${base}/schema-versions?show=1` })).page;
  await reader.getByRole('dialog').locator('dl').waitFor();
  expect(await reader.getByRole('button', { name: 'Restore version 1' }).isDisabled()).toBe(true);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
