import type { ReportScope } from './report-scope.js';
import { trueAndPredicted } from './value-checks.js';

export const compileConfusion = (scope: ReportScope<'confusion'>) =>
  scope.finish({ examples: scope.setting<number | null>('examples', null) }, trueAndPredicted(scope));
