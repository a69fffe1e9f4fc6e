// `npm run check`: everything that must hold besides the tests. Runs all checks, and names those that failed.
import { install } from './install.mjs';
import { run } from './run.mjs';

install();

const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['types of the portal', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'apps/portal']],
  ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '.']],
  ['boundaries', ['scripts/check-boundaries.ts']],
  [
    'cycles',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'packages',
      'apps',
    ],
  ],
  ['unused', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['docs', ['scripts/generate-docs.ts', '--check']],
];

const failed = [];
for (const [name, args] of checks) {
  const started = performance.now();
  const code = await run(args);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
