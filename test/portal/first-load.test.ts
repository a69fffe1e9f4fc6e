/** The first page comes quickly also over a slow line. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstLoad, totalBytes } from '../support/first-load.ts';
import { startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal[Symbol.asyncDispose]());

const mostBytes = 250_000;

test('all files of the first load are at most 250 kB together, compressed', async () => {
  const { page } = await portal.signIn();
  const files = await firstLoad(page, portal.url);
  const scripts = files.filter(({ path }) => path.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(1);
  const list = files.map(({ path, gzipBytes }) => `${gzipBytes} ${path}`).join('\n');
  expect(totalBytes(files), list).toBeLessThan(mostBytes);
});
