import type { ReportScope } from './report-scope.js';
import { perExampleCheck } from './value-checks.js';

export const compileHistogram = (scope: ReportScope<'histogram'>) =>
  scope.finish(
    { bins: scope.setting('bins', 40), examples: scope.setting('examples', 2000) },
    scope.values('of', perExampleCheck),
  );
