import type { Update } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import { selectWeights } from './select-weights.js';

type Rates = NonNullable<Update['rates']>;

/** What `rates` of a phase says of weights that it trains, by weight. Undefined after an error, which is reported. */
export function compileRates(
  draft: PhaseDraft,
  context: CompileContext,
): ReadonlyMap<string, Rates[number]> | undefined {
  const found = new Map<string, Rates[number]>();
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
    for (const weight of trained) {
      const { rate, weightDecay } = entry;
      found.set(weight, {
        weight,
        rate: rate?.value ?? 1,
        ...(weightDecay ? { weightDecay: weightDecay.value } : {}),
      });
    }
  }
  return good ? found : undefined;
}

/** Those of an update's weights, in their order; nothing where all are moved alike. */
export function ratesOfUpdate(
  weights: readonly string[],
  rates: ReadonlyMap<string, Rates[number]>,
): Pick<Update, 'rates'> {
  const own = weights
    .flatMap((weight) => rates.get(weight) ?? [])
    .filter(({ rate, weightDecay }) => rate !== 1 || weightDecay !== undefined);
  return own.length === 0 ? {} : { rates: own };
}
