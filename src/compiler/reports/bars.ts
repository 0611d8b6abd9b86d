import type { ReportScope } from './report-scope.js';
import { classesCheck } from './value-checks.js';

export const compileBars = (scope: ReportScope<'bars'>) =>
  scope.finish({ examples: scope.setting<number | null>('examples', null) }, [
    ...scope.values('true', classesCheck),
    ...scope.values('predicted', classesCheck),
  ]);
