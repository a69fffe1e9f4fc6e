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
      name: 'the-portal-composes-downwards',
      comment: 'app → features → ui → lib and text',
      severity: 'error',
      from: { path: '^apps/portal/src/(features|ui|lib|text)/' },
      to: { path: '^apps/portal/src/app/' },
    },
    {
      name: 'the-portals-own-components-know-no-feature',
      severity: 'error',
      from: { path: '^apps/portal/src/(ui|lib|text)/' },
      to: { path: '^apps/portal/src/features/' },
    },
    {
      name: 'features-share-requests-not-components',
      severity: 'error',
      from: { path: '^apps/portal/src/features/([^/]+)/' },
      to: { path: '^apps/portal/src/features/[^/]+/components/', pathNot: '^apps/portal/src/features/$1/' },
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
    exclude: { path: 'node_modules|^apps/portal/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
