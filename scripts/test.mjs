// `npm test`: installs what is missing, fetches PostgreSQL and Chromium if the machine has none, and runs every test.
import { ensureChromium } from './chromium.mjs';
import { install } from './install.mjs';
import { ensurePostgres } from './postgres.mjs';
import { run } from './run.mjs';

install();
ensurePostgres();
ensureChromium();
process.exitCode = await run(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
