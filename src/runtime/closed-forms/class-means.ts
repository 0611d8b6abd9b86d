import { UnsolvableError, type ClosedForm, type ClosedFormRequest } from './closed-form.js';

/** Weighted means of each class, and sums of squared deviations from them, example by example (West 1979). */
export function createClassMeans({ inputs, second: classes }: ClosedFormRequest): ClosedForm {
  const shares = new Float64Array(classes);
  const means = new Float64Array(classes * inputs);
  const within = new Float64Array(1);
  return {
    state: () => ({ shares, means, within }),
    add(values, labels, examples) {
      for (let n = 0; n < examples; n++) {
        for (let c = 0; c < classes; c++) {
          const share = labels![n * classes + c]!;
          if (share < 0)
            throw new UnsolvableError(
              `The labels have a share of ${share}, and shares of classes are 0 or more.`,
            );
          if (share === 0) continue;
          shares[c]! += share;
          const [from, to] = [n * inputs, c * inputs];
          for (let i = 0; i < inputs; i++) {
            const before = values[from + i]! - means[to + i]!;
            means[to + i]! += (before * share) / shares[c]!;
            within[0]! += share * before * (values[from + i]! - means[to + i]!);
          }
        }
      }
    },
    solve() {
      const empty = [...shares.keys()].filter((c) => shares[c] === 0);
      if (empty.length > 0) throw new UnsolvableError(emptyText(empty, classes));
      const total = shares.reduce((sum, share) => sum + share, 0);
      let between = 0;
      for (let i = 0; i < inputs; i++) {
        let mean = 0;
        for (let c = 0; c < classes; c++) mean += (shares[c]! / total) * means[c * inputs + i]!;
        for (let c = 0; c < classes; c++) between += shares[c]! * (means[c * inputs + i]! - mean) ** 2;
      }
      const spread = between + within[0]!;
      return {
        values: [{ weight: means.slice(), bias: null }],
        figures: {
          loss: within[0]! / (total * inputs),
          explained_variance_ratio: spread === 0 ? 1 : between / spread,
        },
        notices: [],
      };
    },
  };
}

function emptyText(empty: readonly number[], classes: number): string {
  const names = empty.slice(0, 5).join(', ');
  const more = empty.length > 5 ? ` and ${empty.length - 5} more` : '';
  return (
    `No example is of ${empty.length === 1 ? 'class' : 'classes'} ${names}${more} (of ${classes}, from 0), so that there is no mean of ` +
    `${empty.length === 1 ? 'it' : 'them'}. Give the phase data that has ${empty.length === 1 ? 'it' : 'them'}, or leave the class out.`
  );
}
