import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** One configuration for everything; the few exceptions say what they are for. */
export default defineConfig(
  { ignores: ['**/node_modules/**', '**/dist/**', '.drawbridge/**'] },
  tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // `find(…)!` after a check that the type system cannot follow reads better than a second, dead check.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Take a Clock (@drawbridge/base).' },
        { name: 'setInterval', message: 'Take a Clock (@drawbridge/base).' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock (@drawbridge/base).' },
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take a Clock (@drawbridge/base).',
        },
        { selector: 'ExportAllDeclaration', message: 'An index lists its exports by name.' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: [
      'packages/base/src/clock.ts',
      'apps/portal/src/lib/clock.ts',
      'packages/testkit/**',
      '**/test/**',
      'bench/**',
      'scripts/**',
      '*.config.*',
    ],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['apps/*/src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  // Commands and scripts talk to people.
  {
    files: [
      'apps/*/src/cli/**',
      'apps/*/src/main.ts',
      'apps/*/bin/**',
      'scripts/**',
      'bench/**',
      'packages/base/src/lifecycle.ts',
      '**/test/**/processes/**',
    ],
    rules: { 'no-console': 'off' },
  },
);
