import { Type, type TSchema } from 'typebox';
import {
  choice,
  count,
  either,
  expression,
  has,
  isList,
  isMap,
  map,
  name,
  named,
  number,
  oneOrMore,
  ref,
  text,
} from './parts.js';
import { FLOAT32 } from '../../vocabulary/index.js';
import type { WordSchemas } from './words.js';

const TRAIN = 'a network or a model, or a list of them';

const pattern = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z0-9_*?]+)?$',
  description: 'A network, a model, or some layers of a network: encoder/conv2d_*.',
  expected: '`network` or `network/layer`, with * for any letters',
});

const selectorKeys = {
  until: name('Layers up to this one.'),
  kind: name('Layers of this kind: BatchNormalization.'),
};

const selector: TSchema = Type.Unsafe({
  ...either([[isMap, map({ network: pattern }, selectorKeys)]], pattern),
  expected: 'a network, a model, or a map with `network`',
});

const frozen: TSchema = Type.Unsafe({
  ...either(
    [
      [
        isMap,
        map(
          { network: pattern },
          {
            ...selectorKeys,
            mode: choice(
              ['weights', 'inference'],
              'weights: only the weights stand still (as Keras); inference: dropout and noise are off too.',
            ),
          },
        ),
      ],
    ],
    pattern,
  ),
  expected: 'a network, a model, or a map with `network`',
});

const dataUse = ref('data_use');

const dataUseText = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)?$',
  description: 'A data set, or a part of one: mnist.test.',
  expected: 'a data set or a part of one: `mnist`, `mnist.test`',
});

const ramp = map(
  {
    ramp: Type.Array(number('Where it begins, and where it ends.', { least: 0, standIn: 1 }), {
      minItems: 2,
      maxItems: 2,
      description: 'From, to.',
    }),
    epochs: count(1, 'Epochs until the second number is reached.'),
  },
  {},
  { description: 'A number that changes evenly over the first epochs.' },
);

const loss: TSchema = Type.Unsafe({
  ...either(
    [
      [
        isMap,
        map(
          { value: expression('What is made small.') },
          {
            weight: Type.Unsafe({
              ...either(
                [[isMap, ref('ramp')]],
                number('How much the term counts.', {
                  least: 0,
                  standIn: 1,
                  advice: 'what is to become large is written with a minus: value: "-(...)"',
                }),
              ),
              description: 'How much the term counts; 1 by default.',
              expected: 'a number, or a map with `ramp` and `epochs`',
            }),
          },
        ),
      ],
    ],
    expression('What is made small.'),
  ),
  expected: 'an expression, or a map with `value` and `weight`',
});

const train = ref('train');
const losses = named(ref('loss'), 'Terms by name; their weighted sum is made small.', 1);
const oneLoss = expression('What is made small.');

function updateSchema(): TSchema {
  const common = {
    name: name('Name of the update.'),
    optimizer: ref('optimizer'),
    times: count(1, 'Runs so often for each batch.'),
  };
  const forms = { otherForms: ['loss', 'losses'], later: ['every', 'after_update'] };
  return either(
    [[has('losses'), map({ train, losses }, common, forms)]],
    map({ train, loss: oneLoss }, common, forms),
  );
}

const on: TSchema = Type.Unsafe({
  ...either(
    [
      [
        isMap,
        map(
          { data: dataUse },
          {
            epochs: count(1, 'Passes over the data, or over `steps_per_epoch` batches.', { standIn: 1 }),
            batch_size: count(1, 'Examples in a batch.', { standIn: 32 }),
            steps_per_epoch: count(1, 'Batches in an epoch.', { standIn: 1 }),
          },
        ),
      ],
    ],
    dataUse,
  ),
  description: 'The data, and how often it is gone over.',
  expected: 'a data set, or a map with `data`',
});
const validate: TSchema = Type.Unsafe({
  ...either(
    [[isMap, map({ data: dataUse }, { every: count(1, 'Epochs between two.', { standIn: 1 }) })]],
    dataUse,
  ),
  description: 'Data to measure on after an epoch.',
  expected: 'a data set, or a map with `data`',
});

const untrained = Type.Boolean({
  description: 'Networks may be used that no phase has trained before: with their first weights.',
});

const mode = (): TSchema =>
  choice(['min', 'max'], 'Which values are better: the smaller ones (min) or the larger ones (max).');

const keep: TSchema = Type.Unsafe({
  ...either(
    [
      [
        isMap,
        map({
          best: Type.Unsafe({
            ...either(
              [[isMap, map({ monitor: text('What is watched: val.loss.') }, { mode: mode() })]],
              text('What is watched: val.loss.'),
            ),
            expected: 'a figure, or a map with `monitor` and `mode`',
          }),
        }),
      ],
    ],
    choice(['best', 'last'], 'Which weights are kept.', { standIn: 'last' }),
  ),
  description:
    'Which weights are kept: the last, or the best by a figure; by what stop_early watches, or else the loss.',
});

function phaseSchema(words: WordSchemas): TSchema {
  const on = ref('on');
  const common = {
    freeze: ref('freeze'),
    metrics: named(expression('Measured on every batch, or on the data of `validate`.'), 'Metrics by name.'),
    wires: named(expression('What the wire carries.'), 'Values that losses and metrics use, by name.'),
    validate: ref('validate'),
    after: oneOrMore(
      name('A phase.'),
      'Phases to wait for, where that can not be told.',
      'a list of phases',
      0,
    ),
    start: named(name('A network, or a phase.'), 'Networks that begin as copies.'),
    untrained,
    clip_gradients: number('Largest norm of a gradient.', { least: FLOAT32.least, standIn: 1 }),
    learning_rate: ref('ramp'),
    keep,
    precision: choice(
      ['float32', 'bfloat16', 'float16'],
      'In what matrix products and convolutions compute; weights and losses stay in float32.',
      { standIn: 'float32' },
    ),
    stop_early: map(
      { monitor: text('What is watched: val.loss.') },
      {
        patience: count(
          0,
          'It ends after so many epochs in a row without a better value; after the first with 0, the default, and with 1.',
          { standIn: 1 },
        ),
        mode: mode(),
      },
    ),
    optimizer: ref('optimizer'),
  };
  const forms = {
    otherForms: ['train', 'loss', 'losses', 'updates'],
    later: ['solve', 'accumulate', 'after_update', 'every', 'ema'],
  };
  const updates = Type.Array(ref('update'), {
    minItems: 1,
    description: 'Updates of every batch, in order.',
  });
  return Type.Unsafe({
    ...either(
      [
        [has('updates'), map({ on, updates }, common, forms)],
        [has('losses'), map({ train, on, losses }, common, forms)],
        // A base's keys are put in before this is checked; an editor sees only what is written.
        ...words.extending({ train, on, loss: oneLoss, losses, updates, ...common }),
      ],
      map({ train, on, loss: oneLoss }, common, forms),
    ),
    description: 'A phase: what is trained, on what, towards what.',
    expected: 'a phase, a map',
  });
}

const evaluationSchema = map(
  { on: dataUse, measure: expression('One number an example, or one number.') },
  {
    expect: Type.String({
      pattern: '^\\s*(>=|<=|==|>|<)\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*$',
      description: 'What must hold: ">= 0.9".',
      expected: 'a comparison with a number: ">= 0.9"',
      standIn: '>= 0',
    }),
    untrained,
  },
  { description: 'What must be true afterwards.', expected: 'an evaluation, a map with `on` and `measure`' },
);

const LATER_REPORTS = { later: ['confusion', 'plane', 'manifold'], otherForms: ['translations', 'curves'] };

const reportSchema: TSchema = Type.Unsafe({
  ...either(
    [
      [
        has('curves'),
        map(
          { curves: oneOrMore(name('A phase.'), 'Losses and metrics over the epochs.', 'a list of phases') },
          {},
          LATER_REPORTS,
        ),
      ],
    ],
    map(
      {
        translations: map(
          {
            on: dataUse,
            rows: Type.Unsafe({
              ...either(
                [[isList, Type.Array(expression('A picture.'), { minItems: 1 })]],
                expression('A picture.'),
              ),
              description: 'Pictures, one below the other.',
              expected: 'a list of expressions',
            }),
          },
          { count: count(1, 'How many examples.', { standIn: 1 }), untrained },
          { description: 'Pictures of examples and of what is made of them.' },
        ),
      },
      {},
      LATER_REPORTS,
    ),
  ),
  expected: 'a report, a map with `translations` or `curves`',
});

/** Definitions of the plan, and of what looks at its results. */
export function planSchemas(words: WordSchemas): Record<string, TSchema> {
  return {
    phase: phaseSchema(words),
    update: updateSchema(),
    train: oneOrMore(selector, 'What is trained.', TRAIN),
    // None: a phase that extends another may let go of all that the other freezes.
    freeze: oneOrMore(frozen, 'What stands still.', TRAIN, 0),
    on,
    validate,
    loss,
    ramp,
    optimizer: words.optimizer,
    data_use: dataUseText,
    evaluation: evaluationSchema,
    report: reportSchema,
  };
}
