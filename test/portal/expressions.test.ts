/** Expressions: put together, tried, taken into a mapping. Scoping filters: written, tried on somebody, counted over everybody. */
import { functionSchemas, testExpression } from '@drawbridge/expressions';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleValues, functionHelp } from '../../apps/portal/src/text/functions.ts';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

const users = 'Provision Microsoft Entra ID Users';

let portal: Portal;
let application: Application;
let page: Page;
let base: string;

beforeAll(async () => {
  portal = await startPortal({ agents: 1 });
  application = await portal.addApplication();
  base = `/applications/${application.servicePrincipalId}/provisioning`;
  for (const [name, city] of [
    ['Ada Lovelace', 'Oslo'],
    ['Bob Hope', 'Bergen'],
  ] as const) {
    const [givenName, surname] = name.split(' ');
    const mailNickname = name.toLowerCase().replace(' ', '.');
    const { id } = await portal.graph.call<{ id: string }>('POST', '/v1.0/users', {
      accountEnabled: true,
      displayName: name,
      givenName,
      surname,
      mailNickname,
      userPrincipalName: `${mailNickname}@corp.example`,
      city,
    });
    await application.assign(id);
  }
  ({ page } = await portal.signIn({ roles: ['Application Administrator'], at: `${base}/expression-builder` }));
  page.setDefaultTimeout(8000);
});
afterAll(() => portal[Symbol.asyncDispose]());

const goTo = (path: string) => page.goto(`${portal.url}/portal${base}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const code = () => page.locator('.cm-content');

test('every function has help, and each example gives what it says', () => {
  expect(Object.keys(functionHelp).sort()).toEqual(functionSchemas.map(({ name }) => name).sort());
  const attributes = new Map(Object.entries(exampleValues));
  const now = new Date('2026-01-01T00:00:00Z');
  for (const [name, { example, gives }] of Object.entries(functionHelp)) {
    const { evaluationResult, error } = testExpression(example, attributes, { now, defaultDomain: 'corp.example' });
    expect(error, name).toBeUndefined();
    if (gives !== undefined) expect(evaluationResult.join(', '), name).toBe(gives);
  }
});

test('a function is chosen, its parameters are filled in, and the call stands in the editor', async () => {
  await page.getByLabel('Function', { exact: true }).selectOption('Join');
  await page.getByText('Puts texts together').first().waitFor();
  await button('Add expression').click();
  await page.getByText('This parameter is required.').first().waitFor();
  await page.getByRole('combobox', { name: 'separator' }).fill(', ');
  await page.getByRole('combobox', { name: 'source' }).pressSequentially('surna');
  await page.getByRole('option', { name: '[surname]' }).click();
  await button('Add another source').click();
  await page.getByRole('combobox', { name: 'source 2' }).pressSequentially('givenN');
  await page.getByRole('option', { name: '[givenName]' }).click();
  await button('Add expression').click();
  await expect.poll(() => code().textContent()).toBe('Join(", ", [surname], [givenName])');
  await expect.poll(() => new URL(page.url()).searchParams.get('expression')).toContain('Join(');
});

test('it is tried on typed values at once, and on a real person by the engine', async () => {
  await page.getByRole('textbox', { name: '[surname]' }).fill('Doe');
  await page.getByText('Doe', { exact: true }).last().waitFor();
  await button('Fill the values from a person or group').click();
  await page.getByRole('searchbox', { name: 'Find by name or address' }).fill('ada');
  await page.getByRole('radio', { name: /Ada Lovelace/ }).click();
  await expect.poll(() => page.getByRole('textbox', { name: '[surname]' }).inputValue()).toBe('Lovelace');
  await button('Test expression').click();
  const answer = page.locator('dl > div').filter({ hasText: 'The answer of the engine' });
  await answer.getByText('Lovelace, Ada').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'expression-builder');
});

test('what is wrong is said below the editor and marked at its place, and cannot be used', async () => {
  await goTo(`/expression-builder?expression=${encodeURIComponent('Joyn("-", [surname])')}`);
  await page
    .getByText(/there is no function Joyn/)
    .first()
    .waitFor();
  await page.locator('.cm-lintRange-error').waitFor();
  expect(await code().getAttribute('aria-invalid')).toBe('true');
  expect(await button('Use in mapping').isDisabled()).toBe(true);
  await page.getByText('It cannot be evaluated').waitFor();
});

test('the keyboard completes functions and attributes, and Tab leaves the editor', async () => {
  await goTo('/expression-builder');
  await code().click();
  await page.keyboard.type('ToUp');
  await page.locator('.cm-tooltip-autocomplete').getByText('ToUpper').waitFor();
  await shoot(page, 'expression-completion');
  await page.keyboard.press('Enter');
  await page.keyboard.type('[surn');
  await page.locator('.cm-tooltip-autocomplete').getByText('[surname]').click();
  await expect.poll(() => code().textContent()).toBe('ToUpper([surname])');
  await page
    .getByText(/In upper case/)
    .first()
    .waitFor();
  await page.keyboard.press('Tab');
  expect(await page.locator('.cm-content:focus').count()).toBe(0);
});

test('an expression is taken into the mapping of an attribute', async () => {
  await page.getByLabel('Target attribute').selectOption('displayName');
  await button('Use in mapping').click();
  await page.getByRole('dialog').waitFor();
  expect(decodeURIComponent(page.url())).toContain('/mappings/');
  await expect.poll(() => page.getByRole('dialog').locator('.cm-content').textContent()).toBe('ToUpper([surname])');
});

test('a scoping filter is written, tried on a person clause by clause, and counted over everybody', async () => {
  await goTo(`/mappings/${encodeURIComponent(users)}?scope=open`);
  const pane = page.getByRole('dialog');
  await pane.getByRole('button', { name: 'Add scoping filter' }).click();
  await pane.getByText('A filter needs a title; the log names it.').waitFor();
  await pane.getByLabel('Scoping filter title').fill('Oslo');
  await pane.getByRole('combobox', { name: 'Source attribute' }).pressSequentially('city');
  await page.getByRole('option', { name: /^city/ }).click();
  await pane.getByRole('textbox', { name: 'Value' }).fill('Oslo');
  await pane.getByRole('searchbox').fill('bob');
  await pane.getByRole('radio', { name: /Bob Hope/ }).click();
  await pane.getByText('Does not pass the filter').waitFor();
  await pane.getByText('Bob Hope has Bergen').waitFor();
  await pane.getByRole('button', { name: 'Find out' }).click();
  const count = pane.locator('dl > div').filter({ hasText: 'Not in scope' });
  await count.waitFor();
  expect(await count.textContent()).toContain('1');
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'scope-editor');
});

test('an operator that asks for no value takes none', async () => {
  const pane = page.getByRole('dialog');
  await pane.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: 'IS NOT NULL', exact: true }).click();
  expect(await pane.getByRole('textbox', { name: 'Value' }).isDisabled()).toBe(true);
  await pane.getByText('The filter has changed since.').waitFor();
  await pane.getByText('Passes the filter').waitFor();
});

test('a filter with two clauses and two filters is kept as it was written', async () => {
  const pane = page.getByRole('dialog');
  await pane.getByRole('button', { name: 'Add new scoping clause' }).click();
  await pane.getByRole('combobox', { name: 'Source attribute' }).last().pressSequentially('department');
  await page.getByRole('option', { name: /^department/ }).click();
  await pane.getByRole('textbox', { name: 'Value' }).last().fill('Sales');
  await pane.getByRole('button', { name: 'OK', exact: true }).click();
  await pane.waitFor({ state: 'detached' });
  await page
    .getByText(/1 (scoping )?filter/i)
    .first()
    .waitFor();
});

test('who may only read tries expressions, and cannot take them into a mapping', async () => {
  const at = `${base}/expression-builder?expression=${encodeURIComponent('[surname]')}`;
  const reader = await portal.signIn({ roles: ['Global Reader'], at });
  await reader.page.getByText(/Changing mappings needs the role/).waitFor();
  expect(await reader.page.getByRole('button', { name: 'Use in mapping' }).isDisabled()).toBe(true);
  await reader.page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(reader.page)).toBe(true);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
