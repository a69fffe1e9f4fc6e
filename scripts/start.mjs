// `npm start`: installs what is missing, then runs the demo.
import { install } from './install.mjs';
import { run } from './run.mjs';

install();
process.exitCode = await run(['scripts/demo/main.ts', ...process.argv.slice(2)]);
