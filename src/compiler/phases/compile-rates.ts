import type { Update } from '../program.js';
import type { RateEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import { selectWeights } from './select-weights.js';

interface WeightRate {
  entry: RateEntry;
  rate: number;
  weightDecay: number | undefined;
}

/** What `rates` says of weights, by weight. */
type WeightRates = ReadonlyMap<string, WeightRate>;

/** What `rates` of a phase says of weights that it trains, by weight. Undefined after an error, which is reported. */
export function compileRates(draft: PhaseDraft, context: CompileContext): WeightRates | undefined {
  const found = new Map<string, WeightRate>();
  let good = true;
  for (const entry of draft.entry.rates) {
    const selected = selectWeights([entry], context);
    if (!selected) {
      good = false;
      continue;
    }
    const trained = [...selected.weights].filter((weight) => draft.trainedWeights.has(weight));
    if (trained.length === 0 && draft.isValid) {
      context.report({
        code: 'nothing-to-train',
        severity: 'warning',
        message: `\`${draft.name}\` trains nothing of \`${entry.pattern.value}\`, so that its rate changes nothing`,
        range: entry.pattern.range,
      });
    }
    const rate = entry.rate?.value ?? 1;
    for (const weight of trained) found.set(weight, { entry, rate, weightDecay: entry.weightDecay?.value });
  }
  return good ? found : undefined;
}

/** Those of an update's weights, in their order; nothing where all are moved alike. */
export function ratesOfUpdate(weights: readonly string[], rates: WeightRates): Pick<Update, 'rates'> {
  const own = weights.flatMap((weight) => {
    const { rate = 1, weightDecay } = rates.get(weight) ?? {};
    if (rate === 1 && weightDecay === undefined) return [];
    return [{ weight, rate, ...(weightDecay === undefined ? {} : { weightDecay }) }];
  });
  return own.length === 0 ? {} : { rates: own };
}

/** Groups of an update's weights that are clipped by themselves: those that one entry of `rates` says a norm for. */
export function clippedGroups(weights: readonly string[], rates: WeightRates): Pick<Update, 'clipped'> {
  const groups = new Map<RateEntry, string[]>();
  for (const weight of weights) {
    const entry = rates.get(weight)?.entry;
    if (entry?.clipGradients) groups.set(entry, [...(groups.get(entry) ?? []), weight]);
  }
  if (groups.size === 0) return {};
  return {
    clipped: [...groups].map(([entry, group]) => ({ most: entry.clipGradients!.value, weights: group })),
  };
}
