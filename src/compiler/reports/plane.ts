import type { ReportScope } from './report-scope.js';
import { classesCheck, imageCheck, latentCheck } from './value-checks.js';

export const compilePlane = (scope: ReportScope<'plane'>) =>
  scope.finish(
    {
      by: scope.setting<'pca' | 'umap'>('by', 'pca'),
      thumbnails: scope.setting('thumbnails', 400),
      examples: scope.setting('examples', 2000),
    },
    [
      ...scope.values('at', latentCheck),
      ...scope.values('colour', classesCheck),
      ...scope.values('image', imageCheck),
    ],
  );
