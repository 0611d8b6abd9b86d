import { meanAndSpread } from '../mean-and-spread.js';
import { formatFigure } from './format-numbers.js';
import { textTable } from './text-table.js';

/** Epochs at the end of a training over which figures are averaged. */
const EPOCHS = 10;
/** Of shorter trainings the last epochs are still on their way. */
const LEAST_EPOCHS = 2 * EPOCHS;

/** How a figure of validation swings at the end of a training. */
export interface LastEpochs {
  phase: string;
  figure: string;
  /** Of the last epoch. */
  last: number;
  mean: number;
  /** Standard deviation of a sample. */
  spread: number;
  least: number;
  greatest: number;
}

/**
 * Figures of validation over the last ten epochs, of phases with 20 or more: the last epoch alone says little where they
 * swing from epoch to epoch, as the accuracy on a small test set does.
 */
export function lastEpochs(
  phases: readonly {
    name: string;
    history: readonly { metrics: Readonly<Record<string, number>> }[];
  }[],
): LastEpochs[] {
  return phases.flatMap(({ name, history }) => {
    const end = history.length < LEAST_EPOCHS ? [] : history.slice(-EPOCHS);
    const figures = Object.keys(end.at(-1)?.metrics ?? {}).filter((figure) => figure.startsWith('val.'));
    return figures.flatMap((figure): LastEpochs[] => {
      const values = end.flatMap(({ metrics }) => metrics[figure] ?? []);
      // With `validate` every few epochs there are less.
      if (values.length < EPOCHS) return [];
      const { value: mean, spread } = meanAndSpread(values);
      return [
        {
          phase: name,
          figure,
          last: values.at(-1)!,
          mean,
          spread,
          least: Math.min(...values),
          greatest: Math.max(...values),
        },
      ];
    });
  });
}

/** The same as a table; null if there is nothing to show. */
export function lastEpochsTable(phases: Parameters<typeof lastEpochs>[0]): string | null {
  const rows = lastEpochs(phases);
  if (rows.length === 0) return null;
  return textTable(
    [
      { title: `last ${EPOCHS} epochs` },
      { title: 'figure' },
      { title: 'last', align: 'right' },
      { title: 'mean ± deviation', align: 'right' },
      { title: 'least', align: 'right' },
      { title: 'greatest', align: 'right' },
    ],
    rows.map(({ phase, figure, last, mean, spread, least, greatest }) => [
      phase,
      figure,
      formatFigure(last),
      `${formatFigure(mean)} ± ${formatFigure(spread)}`,
      formatFigure(least),
      formatFigure(greatest),
    ]),
  );
}
