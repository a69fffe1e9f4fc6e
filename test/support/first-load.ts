/** What a browser fetches before the admin centre stands: every file of it, and how large each is on the wire in gzip. */
import { request } from 'node:http';
import type { Page } from 'playwright-core';

export type LoadedFile = { readonly path: string; readonly gzipBytes: number };

/** Opens Home anew, and waits until nothing more is asked for. The person is signed in already. */
export async function firstLoad(page: Page, url: string): Promise<readonly LoadedFile[]> {
  const paths = new Set<string>();
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === url && pathname.startsWith('/portal/')) paths.add(pathname);
  });
  await page.goto(`${url}/portal/`, { waitUntil: 'networkidle' });
  return Promise.all([...paths].map(async (path) => ({ path, gzipBytes: await gzipBytes(url + path) })));
}

const gzipBytes = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    });
    asked.on('error', reject).end();
  });

export const totalBytes = (files: readonly LoadedFile[]): number =>
  files.reduce((sum, { gzipBytes: bytes }) => sum + bytes, 0);
