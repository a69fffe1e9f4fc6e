/** Agents: how one is installed by what the page shows, how its state is followed, and what its going would mean. */
import { join } from 'node:path';
import { runProgram } from '@drawbridge/testkit/processes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
beforeAll(async () => {
  portal = await startPortal({ agents: 1, heartbeatMs: 500 });
  ({ page } = await portal.signIn({ roles: ['Hybrid Identity Administrator'], at: '/agents' }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const go = async (path: string): Promise<void> => {
  await page.goto(`${portal.url}/portal${path}`);
  await page.waitForSelector('h1');
};
const row = (name: string) => page.getByRole('row').filter({ hasText: name });

test('the list shows what is connected, and one agent alone is called too few', async () => {
  const rows = page.getByRole('row').filter({ hasText: 'Active' });
  await rows.waitFor();
  expect(await rows.textContent()).toContain('127.0.0.1');
  await page.getByText('two active agents on two hosts').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'agents-list');
});

test('a second agent enrols with the very command that the page shows, and appears there', async () => {
  await page.getByRole('button', { name: 'Download on-premises agent' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByText('Apache License 2.0').waitFor();
  await pane.getByRole('button', { name: 'Accept terms & create token' }).click();
  const enrolLine = pane.locator('pre').filter({ hasText: 'enrol' });
  await enrolLine.waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'agents-download');
  await pane.getByRole('tab', { name: 'Windows' }).click();
  expect(await enrolLine.textContent()).toContain('npx.cmd drawbridge-agent enrol');
  await pane.getByRole('tab', { name: 'Linux' }).click();
  const [npx, program, ...words] = (await enrolLine.textContent())!.split(' ');
  expect([npx, program]).toEqual(['npx', 'drawbridge-agent']);
  const state = join(portal.folder, 'second');
  const { code, stderr } = await runProgram(
    'agent',
    words.map((word) => (word === './agent' ? state : word)),
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  await pane.getByText('is enrolled.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('2 shown').waitFor();
});

test('a token is not shown before the terms are accepted, and each is another one', async () => {
  await go('/agents?pane=download');
  const pane = page.getByRole('dialog');
  await pane.getByText('Before you begin').waitFor();
  expect(await pane.locator('pre').count()).toBe(0);
});

test('an agent tells what it is, who uses it, and is renamed', async () => {
  await portal.addApplication();
  await go(`/agents/${portal.agents[0]!.ready['agentId']}`);
  await page.getByText('its only active agent').waitFor();
  expect(await page.getByRole('link', { name: 'On-premises SCIM app' }).count()).toBeGreaterThan(0);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'agents-detail');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Machine name' }).fill('srv-oslo');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'srv-oslo' }).waitFor();
});

test('whoever removes an agent is told which applications are cut off', async () => {
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('cut off: no other agent of it is active').waitFor();
  await shoot(page, 'agents-remove');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('an agent that stops is seen as inactive, with when it was last seen', async () => {
  await portal.agents[0]!.stop();
  await page.getByText('This agent is not connected').waitFor();
  await go('/agents');
  await row('srv-oslo').getByText('last seen').waitFor();
  await shoot(page, 'agents-inactive');
});

test('an agent that was enrolled and never ran is removed', async () => {
  await page.getByRole('row').filter({ hasText: 'never connected' }).getByRole('button').click();
  await page.getByText('No application uses this agent').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('1 shown').waitFor();
});

test('a group is made with its agents, changed and deleted', async () => {
  await go('/agent-groups');
  await page.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Oslo');
  await page.getByRole('checkbox', { name: 'srv-oslo' }).check();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'agents-group-pane');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('row', { name: /^(Select )?Oslo/ })
    .getByText('srv-oslo')
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'agents-groups');
  await page.getByRole('button', { name: 'Oslo', exact: true }).click();
  await page.getByText('No application. Assign agents').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bergen');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('checkbox', { name: 'Select Bergen' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Bergen was deleted').first().waitFor();
});

test('an address of an agent that is not there says so', async () => {
  await go('/agents/b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45');
  await page.getByText('That did not work').waitFor();
  expect(await hasNoSidewaysScroll(page)).toBe(true);
});

test('whoever may only look is offered nothing else, and who may not look is told what it takes', async () => {
  const reader = await portal.signIn({ roles: ['Global Reader'], at: '/agents' });
  await reader.page.getByRole('row').filter({ hasText: 'srv-oslo' }).waitFor();
  const download = reader.page.getByRole('button', { name: 'Download on-premises agent' });
  expect(await download.getAttribute('aria-disabled')).toBe('true');
  const outsider = await portal.signIn({ roles: ['Reports Reader'], at: '/agents' });
  await outsider.page.getByText('You do not have permission').waitFor();
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
