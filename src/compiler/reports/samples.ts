import type { ReportScope } from './report-scope.js';

export const compileSamples = (scope: ReportScope<'samples'>) =>
  scope.finish(
    {
      from: scope.setting<'normal' | 'uniform'>('from', 'normal'),
      range: scope.setting<[number, number]>('range', [-1, 1]),
      count: scope.setting('count', 100),
    },
    [],
    scope.decoder(),
  );
