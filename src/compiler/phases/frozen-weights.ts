import type { Network } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { isFullyKnown, type PhaseDraft } from './draft-phase.js';
import { selectWeights } from './select-weights.js';

/**
 * Weights of a used network that the phase does not change. Moving averages are updated without a gradient, with
 * their layer: it trains if the network does and any of the layer's own weights is trained, or if it has none.
 */
export function frozenWeightsOf(
  { name: network, weights }: Network,
  {
    trainedWeights,
    assignedWeights,
    movingAverageNetworks,
  }: Pick<PhaseDraft, 'trainedWeights' | 'assignedWeights' | 'movingAverageNetworks'>,
): string[] {
  const isTrained =
    movingAverageNetworks.has(network) || weights.some(({ name }) => trainedWeights.has(name));
  const trainable = weights.filter((weight) => weight.trainable).map(({ name }) => name);
  const withOwn = new Set(trainable.map(layerOf));
  const trainedLayers = new Set(trainable.filter((name) => trainedWeights.has(name)).map(layerOf));
  return weights
    .filter((weight) => {
      if (trainedWeights.has(weight.name) || assignedWeights.has(weight.name)) return false;
      if (weight.trainable || !isTrained) return true;
      const layer = layerOf(weight.name);
      return withOwn.has(layer) && !trainedLayers.has(layer);
    })
    .map(({ name }) => name);
}

const layerOf = (weight: string): string => weight.slice(0, weight.lastIndexOf('/'));

/** Freezing something that the phase does not use is most likely meant for another phase or network. */
export function warnOfUselessFreezes(draft: PhaseDraft, context: CompileContext): void {
  if (!isFullyKnown(draft)) return;
  for (const selector of draft.entry.freeze) {
    const selected = selectWeights([selector], context);
    if (!selected || draft.networks.some((name) => selected.networks.has(name))) continue;
    context.report({
      code: 'unused',
      severity: 'warning',
      message: `\`${draft.name}\` neither uses nor trains \`${selector.pattern.value}\`, which it freezes`,
      range: selector.pattern.range,
      help: 'take it out of freeze:',
    });
  }
}

/** Warns of noise that is inactive although nobody asked for that. */
export function warnOfInactiveNoise(draft: PhaseDraft, context: CompileContext): void {
  if (!isFullyKnown(draft)) return;
  for (const { network, call } of draft.inactiveNoise) {
    context.report({
      code: 'resting-noise',
      severity: 'warning',
      message: `\`${network}\` is called with frozen networks alone, so its noise is off in \`${draft.name}\``,
      ...(call.range ? { range: call.range } : {}),
      help: `write freeze: [{network: ${network}, mode: weights}] to have it on, or freeze: [${network}] to say that it is off`,
    });
  }
}
