#!/usr/bin/env node
// Runs ../src/main.ts on the Node that the workspace brought (node_modules/.bin/node) when the machine's own is older
// than the one TypeScript sources need, and in the small shape an agent should have: compiled code is kept between starts,
// and memory is preferred to speed it does not need. Plain JavaScript, so that any Node >= 20 can read it.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const main = join(here, '..', 'src', 'main.ts');
const modules = join(here, '..', '..', '..', 'node_modules');
const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 19);
const node = isNewEnough ? process.execPath : join(modules, '.bin', 'node');
const args = [node, '--optimize-for-size', main, ...process.argv.slice(2)];
const settings = ['MALLOC_ARENA_MAX=1', `NODE_COMPILE_CACHE=${join(modules, '.cache', 'drawbridge-agent')}`];
const run = existsSync('/usr/bin/env') ? ['/usr/bin/env', ...settings, ...args] : args;

if (!existsSync(node)) {
  console.error(
    `Node ${process.versions.node} is too old to run this program, and ${node} is missing. Run "npm ci" first.`,
  );
  process.exit(1);
}
// The same process goes on as the agent: its id, signals and streams stay what the caller knows.
if (isNewEnough && process.platform !== 'win32' && process.execve) process.execve(run[0], run);

const child = spawn(run[0], run.slice(1), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
