// `npm test`: installs and builds what is missing, fetches PostgreSQL, Chromium and curl if the machine has none, and runs every test.
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { install, root } from './install.mjs';
import { ensurePostgres } from './postgres.mjs';
import { run } from './run.mjs';
import { ensureShellPrograms } from './shell-programs.mjs';

install();
await build();
ensurePostgres();
ensureChromium();
ensureShellPrograms();
process.exitCode = await run(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  // Hundreds of processes load the same sources: each is compiled once.
  env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') },
});
