import type { CurvesEntry } from '../../dsl/index.js';
import { keysOf } from '../../records/index.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import type { CurvesReport } from '../program.js';

export function compileCurves(
  entry: CurvesEntry,
  name: string,
  phases: readonly string[],
  context: CompileContext,
): CurvesReport[] {
  const good = entry.phases.filter((phase) => {
    if (phases.includes(phase.value) || context.broken.phases.has(phase.value)) return true;
    reportUnknownName(context, phase, {
      code: 'unknown-phase',
      kind: 'phase',
      candidates: [phases, keysOf(context.broken.phases)],
    });
    return false;
  });
  const scale = entry.scale?.value ?? 'auto';
  const phasesOf = good.map(({ value }) => value);
  return [{ kind: 'curves', name, phases: phasesOf, ...(scale === 'auto' ? {} : { scale }) }];
}
