import { Type, type Static, type TObject } from '../../../typebox-builders.js';
import type { FunctionDefinition } from '../../../definition-types.js';
import { defineTotal } from './define-total.js';
import {
  checkLabelled,
  countRows,
  countsOfRows,
  decisionOption,
  labelledDecisions,
  type Counts,
} from './labelled.js';

const options = {
  average: Type.Union([Type.Literal('macro'), Type.Literal('micro'), Type.Literal('weighted')], {
    default: 'macro',
    description:
      'Of several classes: the mean over classes (macro), the same weighted by how often each occurs (weighted), or all decisions together (micro).',
  }),
  threshold: decisionOption,
};

type Given = Static<TObject<typeof options>>;

/** 0 divided by 0 is 0, as in Keras and scikit-learn. */
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

function averaged(counts: readonly Counts[], average: Given['average'], of: (one: Counts) => number): number {
  if (average === 'micro') {
    const sum = (kind: keyof Counts) => counts.reduce((total, one) => total + one[kind], 0);
    return of({ both: sum('both'), wrong: sum('wrong'), missed: sum('missed'), neither: sum('neither') });
  }
  const weights = counts.map(({ both, missed }) => (average === 'macro' ? 1 : both + missed));
  const all = weights.reduce((total, one) => total + one, 0);
  return share(
    counts.reduce((total, one, at) => total + weights[at]! * of(one), 0),
    all,
  );
}

function defineScore<O extends TObject>(
  name: string,
  summary: string,
  more: O,
  of: (counts: Counts, options: Static<O>) => number,
): FunctionDefinition {
  return defineTotal({
    name,
    summary,
    better: 'larger',
    options: Type.Object({ ...options, ...more.properties }) as unknown as TObject<typeof options>,
    check: (inputs) => checkLabelled(name, inputs),
    rows: (tf, yTrue, yPred, { threshold }) =>
      countRows(tf, ...labelledDecisions(tf, yTrue, yPred, threshold)),
    total: (rows, width, given) =>
      averaged(countsOfRows(rows, width), given.average, (one) => of(one, given as Static<O>)),
  });
}

const fBeta = ({ both, wrong, missed }: Counts, beta: number) =>
  share((1 + beta ** 2) * both, (1 + beta ** 2) * both + beta ** 2 * missed + wrong);

const none = Type.Object({});

/** Keras 3: metrics/confusion_metrics.py; over several classes scikit-learn's precision_score. */
export const precision = defineScore(
  'precision',
  'Share of what was called a yes that is one.',
  none,
  ({ both, wrong }) => share(both, both + wrong),
);

/** Keras 3: metrics/confusion_metrics.py; over several classes scikit-learn's recall_score. */
export const recall = defineScore(
  'recall',
  'Share of what is a yes that was called one.',
  none,
  ({ both, missed }) => share(both, both + missed),
);

/** Share of what is a no that was called one (specificity). */
export const specificity = defineScore(
  'specificity',
  'Share of what is a no that was called one.',
  none,
  ({ neither, wrong }) => share(neither, neither + wrong),
);

/** Keras 3: metrics/f_score_metrics.py. */
export const f1Score = defineScore('f1_score', 'The harmonic mean of precision and recall.', none, (counts) =>
  fBeta(counts, 1),
);

/** Keras 3: metrics/f_score_metrics.py. */
export const fbetaScore = defineScore(
  'fbeta_score',
  'The harmonic mean of precision and recall, recall weighing `beta` squared as much.',
  Type.Object({
    beta: Type.Number({ default: 1, exclusiveMinimum: 0, description: 'Above 1, recall counts for more.' }),
  }),
  (counts, { beta }) => fBeta(counts, beta),
);
