/** What stands around every page: signing in and out, the menu, appearance, the refusal of what a role may not do. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal[Symbol.asyncDispose]());

test('a person signs in and comes to the page that was asked for', async () => {
  const { page } = await portal.signIn({ at: '/users?q=ada' });
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/portal/users?q=ada');
  expect(await page.textContent('h1')).toBe('Users');
  expect(await page.title()).toBe('Users – Drawbridge');
});

test('a reload asks for no password, and no token lies in the browser', async () => {
  const { page } = await portal.signIn({ at: '/users' });
  await page.reload();
  await page.waitForSelector('h1');
  expect(await page.textContent('h1')).toBe('Users');
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(kept).toBe('{}');
});

test('signing out ends the session', async () => {
  const { page } = await portal.signIn();
  await page.click('button[aria-label^="Account"]');
  await page.click('text=Sign out');
  await page.waitForURL((url) => !url.pathname.startsWith('/portal/') || url.search !== '');
  await page.goto(`${portal.url}/portal/users`);
  await page.waitForSelector('[name=username]');
});

test('the menu offers what the roles permit', async () => {
  const { page } = await portal.signIn({ roles: ['Reports Reader'] });
  const entries = await page.locator('nav[aria-label=Main] a').allTextContents();
  expect(entries).toContain('Provisioning logs');
  expect(entries).not.toContain('Users');
  expect(entries).not.toContain('Agents');
});

test('an address that names no page says so, with a way back', async () => {
  const { page } = await portal.signIn({ at: '/nowhere' });
  expect(await page.textContent('h1')).toBe('There is no such page');
  await page.click('text=Go to Home');
  await page.waitForURL(`${portal.url}/portal/`);
});

test('the frame stands in light, dark and narrow, and axe finds nothing serious', async () => {
  const { page } = await portal.signIn();
  expect(await seriousProblems(page)).toEqual([]);
  await shoot(page, 'home');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.click('button[aria-label="Open the navigation"]');
  await page.waitForSelector('[role=dialog] nav');
  expect(await seriousProblems(page)).toEqual([]);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
