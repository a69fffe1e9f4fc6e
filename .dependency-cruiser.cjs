/** No module reaches itself again through its imports, and the ends of the tunnel never meet. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'hub-and-agent-never-meet',
      severity: 'error',
      from: { path: '^packages/tunnel/src/(hub|agent)/' },
      to: { path: '^packages/tunnel/src/(hub|agent)/', pathNot: '^packages/tunnel/src/$1/' },
    },
    {
      name: 'the-expression-language-and-scim-run-in-a-browser',
      severity: 'error',
      from: { path: '^packages/(scim|expressions|contract)/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'scim-app-knows-only-the-database',
      severity: 'error',
      from: { path: '^apps/scim-app/src/' },
      to: { path: '^packages/storage/src/(sql|migrations|index)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
