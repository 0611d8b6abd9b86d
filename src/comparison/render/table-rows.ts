import { ownValue } from '../../records/index.js';
import type { Comparison } from '../comparison.js';

const exact = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? '' : String(value);

/** A row for each figure of each run, and for the mean of each group: for spreadsheets and data frames. */
export function comparisonRows({ figures, groups }: Comparison): { titles: string[]; rows: string[][] } {
  const rows = groups.flatMap((group) =>
    figures.flatMap((name) => {
      const figure = ownValue(group.figures, name);
      if (!figure) return [];
      const common = [group.mark, group.label, name];
      return [
        ...figure.values.map(({ run, seed, value }) => [...common, run, String(seed), exact(value), '', '1']),
        ...(figure.values.length > 1
          ? [[...common, '', '', exact(figure.mean), exact(figure.spread), String(figure.values.length)]]
          : []),
      ];
    }),
  );
  return { titles: ['group', 'label', 'figure', 'run', 'seed', 'value', 'spread', 'n'], rows };
}
