import type { SourceRange } from '../diagnostics/index.js';
import type { EvaluationEntry } from '../dsl/index.js';
import type { CompileContext } from './compile-context.js';
import { calleesOf, firstCallOf, type CompiledPlan } from './phases/index.js';
import type { Evaluation, Wire } from './program.js';

/**
 * Networks that wires use, in their state after the plan. One that no phase trains is an error, reported at its call.
 *
 * @param also networks that are used without a wire
 * @param place of what has no place of its own
 */
export function networksFromPlan(
  wires: readonly Wire[],
  {
    what,
    untrained,
    also = [],
    place,
  }: {
    what: string;
    untrained: EvaluationEntry['untrained'];
    also?: readonly string[];
    place?: SourceRange | undefined;
  },
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Evaluation['networks'] {
  return [...new Set([...calleesOf(wires), ...also])].map((name) => {
    const { weights, load } = context.networks.get(name)!;
    const from = plan?.lastTrainers.get(name) ?? null;
    const fresh = plan && from === null && weights.length > 0 && !load?.isWhole;
    if (fresh && !untrained?.value && context.broken.phases.size === 0) {
      const range = firstCallOf(wires, name)?.range ?? place;
      context.report({
        code: 'untrained-network',
        message: `${what} uses \`${name}\`, which no phase trains`,
        ...(range ? { range } : {}),
        help: 'train it in a phase of the plan, or write untrained: true if its first random weights are wanted',
      });
    }
    return { name, from };
  });
}
