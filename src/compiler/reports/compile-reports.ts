import { checkUniqueNames, type ReportEntry, type ValueReportEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { CompiledPlan } from '../phases/index.js';
import type { Report, ValueReport } from '../program.js';
import { compileBars } from './bars.js';
import { compileConfusion } from './confusion.js';
import { compileCurves } from './curves.js';
import { compileHistogram } from './histogram.js';
import { compileInterpolation } from './interpolation.js';
import { compileManifold } from './manifold.js';
import { compileMispredictions } from './mispredictions.js';
import { compilePlane } from './plane.js';
import { openReportScope, type ReportScope } from './report-scope.js';
import { compileRows } from './rows.js';
import { compileSamples } from './samples.js';
import { compileTranslations } from './translations.js';

const compilers: { [Kind in ValueReport['kind']]: (scope: ReportScope<Kind>) => ValueReport[] } = {
  rows: compileRows,
  confusion: compileConfusion,
  mispredictions: compileMispredictions,
  bars: compileBars,
  plane: compilePlane,
  manifold: compileManifold,
  interpolation: compileInterpolation,
  histogram: compileHistogram,
  samples: compileSamples,
};

/** Compiles the reports; invalid ones are reported and left out. */
export function compileReports(
  entries: readonly ReportEntry[],
  phases: readonly string[],
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Report[] {
  const names = reportNames(entries, context);
  return entries.flatMap((entry, at): Report[] => {
    const name = names[at]!;
    if (entry.kind === 'curves') return compileCurves(entry, name, phases, context);
    if (entry.kind === 'translations') return compileTranslations(entry, name, plan, context);
    return compileValues(entry, name, plan, context);
  });
}

function compileValues<Kind extends ValueReport['kind']>(
  entry: ValueReportEntry & { kind: Kind },
  name: string,
  plan: CompiledPlan | undefined,
  context: CompileContext,
): ValueReport[] {
  return compilers[entry.kind](openReportScope(entry, name, plan, context));
}

/** Their own names, or their kinds with a number; a name that is taken is reported. */
function reportNames(entries: readonly ReportEntry[], { report }: CompileContext): string[] {
  const written = entries.flatMap(({ name }) => name ?? []);
  checkUniqueNames(written, 'reports', { report });
  const taken = new Set(written.map(({ value }) => value));
  return entries.map(({ kind, name }) => {
    if (name) return name.value;
    let own: string = kind;
    for (let number = 2; taken.has(own); number += 1) own = `${kind}_${number}`;
    taken.add(own);
    return own;
  });
}
