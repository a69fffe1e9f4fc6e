/** Home: the way to the first person in the first application, what needs attention, and what happened today. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
let application: Application;
beforeAll(async () => {
  portal = await startPortal({ people: 6, agents: 1, heartbeatMs: 500 });
  ({ page } = await portal.signIn());
});
afterAll(() => portal[Symbol.asyncDispose]());

const home = async (): Promise<void> => {
  await page.goto(`${portal.url}/portal/`);
  await page.getByRole('heading', { level: 2, name: 'Needs attention' }).waitFor();
};
const steps = () => page.getByRole('region', { name: 'Set up provisioning' });
const attention = () => page.getByRole('region', { name: 'Needs attention' });
const anyone = () => portal.people.users[0]!;
const idOf = async (userPrincipalName: string): Promise<string> =>
  (await portal.graph.call<{ id: string }>('GET', `/v1.0/users/${encodeURIComponent(userPrincipalName)}`)).id;

test('an installation without an application is led to the gallery', async () => {
  await steps().getByText('1 of 7 steps done').waitFor();
  const [agent, gallery] = [steps().getByRole('listitem').nth(0), steps().getByRole('listitem').nth(1)];
  expect(await agent.textContent()).toContain('Done');
  expect(await gallery.textContent()).toContain('Next step');
  await attention().getByText('Nothing needs you.').waitFor();
  expect(await page.getByText('Nobody left').count()).toBe(2);
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'home-first-run');
  await gallery.getByRole('link', { name: 'Gallery' }).click();
  await page.waitForURL(/\/applications\/gallery/);
});

test('each step is ticked when the service has what it is about', async () => {
  application = await portal.addApplication();
  await home();
  await steps().getByText('4 of 7 steps done').waitFor();
  await application.assign(await idOf(anyone().userPrincipalName));
  await home();
  await steps().getByText('5 of 7 steps done').waitFor();
  await application.start();
  await application.untilSteady();
  await home();
  await steps().getByText('Everything is set up.').waitFor();
  await steps().getByRole('button', { name: 'Hide' }).click();
  await steps().waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Set-up steps' }).click();
  await steps().waitFor();
});

test('what happened today is counted, and drawn by the hour', async () => {
  await home();
  const today = page.getByRole('region', { name: 'Last 24 hours' });
  await today.locator('svg').first().waitFor();
  expect(await today.locator('dl').textContent()).toMatch(/^Created1/);
});

test('the time until a leaver lost the account is measured', async () => {
  await portal.graph.call('PATCH', `/v1.0/users/${await idOf(anyone().userPrincipalName)}`, { accountEnabled: false });
  await application.untilSteady();
  await home();
  const latency = page.getByRole('region', { name: 'Deprovisioning latency' });
  await latency.getByRole('row').filter({ hasText: 'Last 24 hours' }).getByText('1', { exact: true }).waitFor();
  expect(await latency.getByText('Nobody left').count()).toBe(0);
});

test('what needs a person is named, with the screen that mends it', async () => {
  await application.setSecrets({ tenantUrl: portal.tenantUrl, secretToken: 'wrong' });
  await portal.agents[0]!.stop();
  const { id } = await portal.graph.call<{ id: string }>('POST', '/v1.0/applications', { displayName: 'Ledger' });
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
  await portal.graph.call('POST', `/v1.0/applications/${id}/addPassword`, {
    passwordCredential: { displayName: 'nightly', endDateTime: soon },
  });
  await home();
  await attention().getByText('A client secret of Ledger ends').waitFor();
  await attention().getByText('is not connected').waitFor();
  await page.locator('svg.recharts-surface').first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'home-attention');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
  await attention().getByRole('link', { name: 'See agent' }).click();
  await page.waitForURL(/\/agents\//);
});

test('an overview that cannot be read says so, and is asked again', async () => {
  await page.route('**/synchronization/overview', (route) => route.abort(), { times: 3 });
  await page.goto(`${portal.url}/portal/`);
  await page.getByText('The service cannot be reached').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await attention().waitFor();
});

test('whoever has nothing to do with provisioning is welcomed, and refused nothing', async () => {
  const visitor = await portal.signIn({ roles: ['Groups Administrator'] });
  await visitor.page.getByRole('heading', { name: 'Welcome' }).waitFor();
  const reporter = await portal.signIn({ roles: ['Reports Reader'] });
  await reporter.page.getByRole('region', { name: 'Last 24 hours' }).waitFor();
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
