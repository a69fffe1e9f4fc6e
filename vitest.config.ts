import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const, testTimeout: 30_000, hookTimeout: 60_000 };

/** `unit`: packages and apps, mirroring src. `portal`: the admin centre in a browser. `acceptance`: what needs more than one process. */
export default defineConfig({
  test: {
    // Much of a test is a database or a service that starts: a worker for every core, not for every core but one.
    maxWorkers: '100%',
    projects: [
      {
        test: { ...node, name: 'unit', include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'] },
      },
      {
        test: {
          ...node,
          name: 'portal',
          include: ['test/portal/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          ...node,
          name: 'acceptance',
          include: ['test/**/*.test.ts'],
          exclude: ['test/portal/**'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
