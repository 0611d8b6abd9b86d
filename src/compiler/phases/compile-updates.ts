/** Checks that each loss has a gradient for some trained weight, and each trained weight a gradient from some loss. */
import { inFloat32 } from '../../vocabulary/index.js';
import type { Network, Schedule, Update } from '../program.js';
import { scheduleValueAt } from '../schedule.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import { createGradientFlow } from './gradient-flow.js';
import { compileAssignments } from './draft-assignments.js';
import { clippedGroups, compileRates, ratesOfUpdate } from './compile-rates.js';
import { compileOptimizer } from './compile-optimizer.js';

type GradientFlow = ReturnType<typeof createGradientFlow>;

/** The updates of a phase; undefined after an error, which is reported. */
export function compileUpdates(
  draft: PhaseDraft,
  context: CompileContext,
  gradientFlow: GradientFlow,
): Update[] | undefined {
  const rates = compileRates(draft, context);
  const updates = draft.updates.map((_, at) => compileUpdate(draft, at, rates, context, gradientFlow));
  return updates.every((update) => update !== undefined) ? updates : undefined;
}

/** Checks a phase's updates as far as possible, whatever else is wrong with the phase. */
export function checkUpdates(draft: PhaseDraft, context: CompileContext): void {
  compileRates(draft, context);
  draft.updates.forEach(({ entry, weights }, at) => {
    compileOptimizer(entry, draft.entry, context);
    if (weights?.length === 0 && entry.train.length > 0) reportNothingToTrain(entry, draft, context);
    checkLossWeights(draft, at, context);
  });
}

export const gradientFlowOf = (networks: ReadonlyMap<string, Network>): GradientFlow =>
  createGradientFlow(networks);

function compileUpdate(
  draft: PhaseDraft,
  at: number,
  rates: ReturnType<typeof compileRates>,
  context: CompileContext,
  gradientFlow: GradientFlow,
): Update | undefined {
  const { entry, weights } = draft.updates[at]!;
  const optimizer = compileOptimizer(entry, draft.entry, context);
  const losses = draft.step.losses[at] ?? [];
  if (!weights) return undefined;
  if (weights.length === 0) {
    reportNothingToTrain(entry, draft, context);
    return undefined;
  }
  const counts = checkLossWeights(draft, at, context);
  if (losses.some((loss) => loss === null)) return undefined;
  if (!checkGradientFlow(draft, at, weights, context, gradientFlow) || !counts || !optimizer || !rates)
    return undefined;
  const { times } = entry;
  const assignments = compileAssignments(draft.assignments[at]!, draft.step.assigned);
  if (!assignments) return undefined;
  return {
    name: entry.name.value,
    losses: losses.flatMap((loss) => loss ?? []),
    ...(draft.updates[at]!.isRegularized ? { isRegularized: true as const } : {}),
    optimizer,
    weights: [...weights],
    clipGradients: entry.clipGradients?.value ?? null,
    ...ratesOfUpdate(weights, rates),
    ...clippedGroups(weights, rates),
    times: times?.value ?? 1,
    ...(assignments.length > 0 ? { assignments } : {}),
  };
}

/** Losses whose weights are all 0, from the first step to the last, train nothing. */
function checkLossWeights(draft: PhaseDraft, at: number, context: CompileContext): boolean {
  const { entry } = draft.updates[at]!;
  const losses = draft.step.losses[at]!;
  const counts = losses.some((loss) => {
    if (!loss) return true; // unknown after an error: it may have a weight
    return countsAtAll(loss.weight, draft.entry.epochs?.value ?? 1);
  });
  if (counts || losses.length === 0) return true;
  context.report({
    code: 'loss-moves-nothing',
    message: `all losses of \`${entry.name.value}\` have a weight of 0, so that nothing is trained`,
    range: entry.losses[0]!.range,
    help: 'give one of them a weight above 0',
  });
  return false;
}

/** Whether a weight is above 0 at any of some points of the phase. */
function countsAtAll(weight: Schedule, epochs: number): boolean {
  if (typeof weight === 'object' && 'from' in weight)
    return inFloat32(weight.from) > 0 || inFloat32(weight.to) > 0;
  return Array.from({ length: 101 }, (_, at) => scheduleValueAt(weight, (epochs * at) / 100)).some(
    (one) => inFloat32(one) > 0,
  );
}

function reportNothingToTrain(
  entry: PhaseDraft['updates'][number]['entry'],
  draft: PhaseDraft,
  context: CompileContext,
): void {
  context.report({
    code: 'nothing-to-train',
    message: `\`${entry.name.value}\` has no weights to train`,
    range: entry.train[0]?.range ?? entry.name.range,
    help:
      draft.entry.freeze.length > 0
        ? 'everything that it trains is frozen as well'
        : 'name a network that has weights under train:',
  });
}

/** Each loss must reach a trained weight, and each trained weight must be reached by a loss. */
function checkGradientFlow(
  draft: PhaseDraft,
  at: number,
  weights: readonly string[],
  context: CompileContext,
  gradientFlow: GradientFlow,
): boolean {
  const { entry } = draft.updates[at]!;
  const wanted = new Set(weights);
  const reached = new Set<string>();
  let good = true;
  draft.step.losses[at]!.forEach((loss, which) => {
    const found = gradientFlow(draft.step.wires, loss!.wire);
    const moves = [...found].filter((weight) => wanted.has(weight));
    for (const weight of moves) reached.add(weight);
    if (moves.length > 0) return;
    good = false;
    context.report({
      code: 'loss-moves-nothing',
      message: `the loss \`${loss!.name}\` does not depend on anything that \`${entry.name.value}\` trains`,
      range: entry.losses[which]!.value.range,
      notes: entry.train.map(({ pattern, range }) => ({ message: `\`${pattern.value}\` is trained`, range })),
      help: 'use what is trained in the loss, or train what the loss uses',
    });
  });
  if (!good) return false;
  const left = weights.filter((weight) => !reached.has(weight));
  if (left.length === 0) return true;
  const isLeft = new Set(left);
  const networks = [...context.networks.values()].filter((network) =>
    network.weights.some(({ name }) => isLeft.has(name)),
  );
  const names = networks.map(({ name, weights: all }) =>
    all.every((weight) => !weight.trainable || isLeft.has(weight.name))
      ? `\`${name}\``
      : `a part of \`${name}\` (${left
          .filter((weight) => weight.startsWith(`${name}/`))
          .slice(0, 3)
          .join(', ')})`,
  );
  const [first] = networks;
  const selector =
    entry.train.find(({ pattern }) => pattern.value.split('/')[0] === first?.name) ?? entry.train[0];
  context.report({
    code: 'weights-not-reached',
    message: `no loss of \`${entry.name.value}\` depends on ${names.join(' and ')}, which it trains`,
    range: selector?.range ?? entry.name.range,
    help: 'take it out of train:, or let a loss depend on it',
  });
  return false;
}
