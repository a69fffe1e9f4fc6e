/** The admin centre's pages, as the service hands them out. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portalFiles } from '../../src/portal/portal-files.ts';

let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-portal-'));
  await mkdir(join(folder, 'built', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await writeFile(join(folder, 'built', 'index.html'), '<meta name="csp-nonce" content="__NONCE__" />');
  await writeFile(join(folder, 'built', 'icon.svg'), '<svg/>');
  await writeFile(join(folder, 'built', '.source'), 'private');
  await writeFile(join(folder, 'built', 'assets', 'main-1.js'), 'plain');
  await writeFile(join(folder, 'built', 'assets', 'main-1.js.br'), 'small');
  app = Fastify();
  await portalFiles(app, join(folder, 'built'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the pages of the admin centre', () => {
  it('are one page at every address, which no cache keeps', async () => {
    for (const url of ['/portal', '/portal/', '/portal/applications/1/provisioning?pane=logs']) {
      const answer = await app.inject(url);
      expect(answer.statusCode, url).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    const answer = await app.inject('/');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/portal/']);
  });

  it('let run the scripts of this host only, and styles with a nonce that is new each time', async () => {
    const [first, second] = [await app.inject('/portal/'), await app.inject('/portal/')];
    const nonceOf = (text: string): string => /content="([^"]+)"/.exec(text)![1]!;
    const nonce = nonceOf(first.body);
    expect(nonce).not.toBe(nonceOf(second.body));
    expect(nonce.length).toBeGreaterThanOrEqual(32);
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it('come with files that are kept for good and sent compressed', async () => {
    const plain = await app.inject('/portal/assets/main-1.js');
    expect(plain.body).toBe('plain');
    expect(plain.headers['cache-control']).toContain('immutable');
    const small = await app.inject({ url: '/portal/assets/main-1.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect([small.body, small.headers['content-encoding']]).toEqual(['small', 'br']);
  });

  it('give nothing else of the machine', async () => {
    for (const path of ['..%2f..%2fsecret.txt', '%2e%2e/%2e%2e/secret.txt', '..%5c..%5csecret.txt', 'missing.js']) {
      const answer = await app.inject(`/portal/assets/${path}`);
      expect(answer.body, path).not.toContain('outside');
      expect(answer.body, path).not.toContain('private');
    }
    expect((await app.inject('/portal/assets/missing.js')).statusCode).toBe(404);
    expect((await app.inject('/portal/.source')).body).not.toContain('private');
  });

  it('say how to build them when they are not built', async () => {
    const bare = Fastify();
    await portalFiles(bare, join(folder, 'nowhere'));
    const answer = await bare.inject('/portal/');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('npm run build');
    await bare.close();
  });
});
