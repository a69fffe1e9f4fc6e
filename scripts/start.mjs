// `npm start`: installs and builds what is missing, then runs the demo.
import { build } from './build.mjs';
import { install } from './install.mjs';
import { run } from './run.mjs';

install();
await build();
process.exitCode = await run(['scripts/demo/main.ts', ...process.argv.slice(2)]);
