/** Compiles evaluations: figures of what was trained, and what is expected of them. */
import type { EvaluationEntry } from '../dsl/index.js';
import { resolveDataUse } from './data/index.js';
import { createDataScope, lowerMeasure } from './expressions/index.js';
import { networksFromPlan } from './networks-from-plan.js';
import type { CompiledPlan } from './phases/index.js';
import type { Evaluation } from './program.js';
import { parseExpectation } from './expectation.js';
import { trackErrors, type CompileContext } from './compile-context.js';

/** Compiles the evaluations; invalid ones are reported and left out. */
export function compileEvaluations(
  entries: readonly EvaluationEntry[],
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Evaluation[] {
  return entries.flatMap((entry): Evaluation[] => {
    const tracked = trackErrors(context.report);
    const own = { ...context, report: tracked.report };
    const data = resolveDataUse(entry.on, own);
    const scope = createDataScope(data?.known ?? null, () => 'inference', own, true);
    const measure = lowerMeasure(entry.measure, scope, entry.name.value, 'a measure');
    // The structure check admits no other form of an expectation.
    const expect = entry.expect ? parseExpectation(entry.expect.value) : null;
    if (expect && !Number.isFinite(expect.value)) {
      own.report({
        code: 'out-of-range',
        message: `no figure is ever compared with ${expect.value}`,
        range: entry.expect!.range,
      });
    }
    if (!data || measure === undefined || tracked.failed()) return [];
    const name = entry.name.value;
    const networks = networksFromPlan(
      scope.wires,
      { what: `\`${name}\``, untrained: entry.untrained },
      plan,
      context,
    );
    const reference = entry.reference ? { reference: entry.reference.value } : {};
    const { wires } = scope;
    return [{ name, data: data.use, wires, measure, expect, ...reference, networks, range: entry.range }];
  });
}
