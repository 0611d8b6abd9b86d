import type { ValueReport } from '../../compiler/index.js';
import type { ReportExamples } from '../data/index.js';
import { classNames, classNumbers } from './class-numbers.js';
import { valueOf, type ReportSource } from './report-source.js';

/** True and predicted classes of examples. */
export interface Predictions {
  classes: string[];
  truth: Int32Array;
  predicted: Int32Array;
  examples: ReportExamples;
  notes: string[];
}

export async function predictionsOf(
  { values, data, settings }: ValueReport & { kind: 'bars' | 'confusion' | 'mispredictions' },
  source: ReportSource,
): Promise<Predictions> {
  const wanted = [valueOf(values, 'true')!, valueOf(values, 'predicted')!];
  const [truth, predicted] = await source.values(wanted, settings.examples);
  const numbers = [classNumbers(truth!), classNumbers(predicted!)];
  const classes = classNames([
    { value: wanted[0]!, of: truth!, numbers: numbers[0]! },
    { value: wanted[1]!, of: predicted!, numbers: numbers[1]! },
  ]);
  const lost = numbers[0]!.reduce((sum, own, at) => sum + (own < 0 || numbers[1]![at]! < 0 ? 1 : 0), 0);
  const notes =
    lost > 0
      ? [
          `Without a class: ${lost} of ${truth!.shape[0]!} examples, whose numbers are not finite or negative.`,
        ]
      : [];
  return {
    classes,
    truth: numbers[0]!,
    predicted: numbers[1]!,
    examples: { dataset: data!.dataset, split: data!.split, count: truth!.shape[0]! },
    notes,
  };
}
