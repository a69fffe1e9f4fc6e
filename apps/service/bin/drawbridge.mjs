#!/usr/bin/env node
// Runs ../src/main.ts on the Node that the workspace brought (node_modules/.bin/node) when the machine's own is older
// than the one TypeScript sources need. Plain JavaScript, so that any Node >= 20 can read it.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const main = join(here, '..', 'src', 'main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  await import(main);
} else {
  const ours = join(here, '..', '..', '..', 'node_modules', '.bin', 'node');
  if (!existsSync(ours)) {
    console.error(
      `Node ${process.versions.node} is too old to run this program, and ${ours} is missing. Run "npm ci" first.`,
    );
    process.exit(1);
  }
  const child = spawn(ours, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
