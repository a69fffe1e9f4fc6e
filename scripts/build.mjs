// `npm run build`: the admin centre's pages as static files and the files of an empty database; nothing when they are in step with their source already.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, root } from './install.mjs';
import { run } from './run.mjs';

const portal = join(root, 'apps', 'portal');
const stamp = join(portal, 'dist', '.source');
/** What the pages are made of. */
const sources = ['apps/portal', 'packages/contract/src', 'packages/expressions/src', 'package-lock.json'];

const filesOf = (path) =>
  readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.startsWith(join(portal, 'dist')) && !file.includes('node_modules'))
    .sort();

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of sources) {
    const files = source.endsWith('.json') ? [join(root, source)] : filesOf(source);
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Resolves when everything is there; ends the process when it cannot be made. */
export async function build() {
  await buildPages();
  const code = await run(['scripts/empty-cluster.ts']);
  if (code !== 0) process.exit(code);
}

async function buildPages() {
  const wanted = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Building the admin centre …');
  const code = await run(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', 'apps/portal']);
  if (code !== 0) process.exit(code);
  writeFileSync(stamp, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  install();
  await build();
}
