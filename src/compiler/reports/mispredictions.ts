import type { ReportScope } from './report-scope.js';
import { imageCheck, trueAndPredicted } from './value-checks.js';

export const compileMispredictions = (scope: ReportScope<'mispredictions'>) =>
  scope.finish(
    { examples: scope.setting<number | null>('examples', null), count: scope.setting('count', 40) },
    [...scope.values('image', imageCheck), ...trueAndPredicted(scope)],
  );
