import type { CompileContext } from '../compile-context.js';
import type { DataStep } from '../program.js';

/**
 * Whether an example of a data set, by its number, is made of other examples in every epoch: members of pairs that have
 * nothing in common are put together anew.
 */
export function changesEveryEpoch(
  { steps }: { steps: readonly DataStep[] },
  context: CompileContext,
): boolean {
  const isOf = (dataset: string): boolean => {
    const found = context.data.get(dataset);
    return found !== undefined && changesEveryEpoch(found.dataset, context);
  };
  return steps.some((step) => {
    if (step.step === 'from') return isOf(step.dataset);
    if (step.step !== 'pair' || step.draw === 'once') return false;
    return step.join === 'independent' || step.members.some(({ dataset }) => isOf(dataset));
  });
}
