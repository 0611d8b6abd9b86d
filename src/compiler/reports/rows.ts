import { reportUnknownName } from '../compile-context.js';
import type { ReportScope } from './report-scope.js';
import { classesCheck, imageCheck } from './value-checks.js';

export function compileRows(scope: ReportScope<'rows'>) {
  const { entry, context } = scope;
  const rows = entry.values.filter(({ key }) => key === 'images').map(({ name }) => name?.value ?? null);
  for (const { key, name } of entry.values) {
    if (key !== 'labels' || !name || rows.includes(name.value)) continue;
    const candidates = [rows.flatMap((row) => row ?? [])];
    reportUnknownName(context, name, { code: 'unknown-name', kind: 'row', candidates });
  }
  return scope.finish({ count: scope.setting('count', 20), page: scope.setting('page', 120) }, [
    ...scope.values('images', imageCheck),
    ...scope.values('labels', classesCheck),
  ]);
}
