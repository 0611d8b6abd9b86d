/** No circular imports in src, type-only and dynamic ones included: each file can be read after those that it imports. */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Move what two files need of each other into a third file that both import.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
