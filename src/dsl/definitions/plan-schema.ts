import { KERAS_SCHEDULES } from '../keras-schedules.js';
import { SCHEDULE_FORMS } from '../schedule-forms.js';
import { kerasScheduleForms } from './keras-schedule-schemas.js';
import { Type, type TSchema } from 'typebox';
import {
  choiceSchema,
  countSchema,
  conditionalSchema,
  expressionSchema,
  fullNameRecordSchema,
  fullNameSchema,
  fullWasSchema,
  hasKey,
  isMap,
  mapSchema,
  nameSchema,
  recordSchema,
  numberSchema,
  oneOrListSchema,
  definitionRef,
  textSchema,
  weightRecordSchema,
} from './schema-builders.js';
import { FLOAT32 } from '../../vocabulary/index.js';
import { afterUpdateSchema, assignmentSchema, weightsSchema } from './assignment-schema.js';
import { reportSchema } from './reports/index.js';
import { solveSchema } from './solve-schema.js';
import { LAYER_PATTERN, layerPatternSchema, selectorKeys, selectorSchema } from './selector-schema.js';
import type { WordSchemas } from './word-schemas.js';

const TRAIN_EXPECTED = 'a network or a model, or a list of them';

const frozenSelectorSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          { network: layerPatternSchema },
          {
            ...selectorKeys,
            mode: choiceSchema(
              ['weights', 'inference'],
              'weights: only the weights stand still, dropout and noise stay on (as in Keras); inference: dropout and noise are off too.',
              { default: 'inference' },
            ),
          },
          { title: 'Frozen layers' },
        ),
      ],
    ],
    layerPatternSchema,
  ),
  expected: 'a network, a model, or a map with `network`',
});

const shareSchema = numberSchema('Share of the learning rate that these weights are moved by.', {
  least: FLOAT32.least,
  standIn: 0.1,
  default: 1,
});

const groupKeys = {
  rate: shareSchema,
  weight_decay: numberSchema('How much these weights shrink, in place of what the optimizer says.', {
    least: 0,
    standIn: 0,
  }),
  clip_gradients: numberSchema(
    'Largest norm of the gradient of these weights together, in place of what the phase or the update says.',
    { least: FLOAT32.least, standIn: 1 },
  ),
};

const rateSchema: TSchema = mapSchema(
  { network: layerPatternSchema },
  { ...selectorKeys, ...groupKeys },
  { title: 'Group of layers' },
);

/** `{encoder: 0.1, decoder/out: {rate: 0.5, weight_decay: 0}}` */
const ratesByNameSchema: TSchema = recordSchema(
  Type.Unsafe({
    ...conditionalSchema(
      [[isMap, mapSchema({}, groupKeys, { title: 'Named group of layers' })]],
      shareSchema,
    ),
    expected: 'a share of the learning rate, or a map with `rate`',
  }),
  'Shares of the learning rate, by networks and layers.',
  0,
  LAYER_PATTERN,
);

const dataUseRef = definitionRef('data_use');

const dataUseTextSchema = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*$',
  title: 'Data set or split',
  description: 'A data set or a split of one: mnist.test. A data set alone is its split `train`.',
  expected: 'a data set or a part of one: `mnist`, `mnist.test`',
});

const FORMULA = 'A formula of `progress` (0 to 1 over the phase), `epoch` and `step` (from 0).';
const isText = { type: 'string' };

const scheduleEnds = () =>
  Type.Array(numberSchema('Where it begins, and where it ends.', { least: 0, standIn: 1 }), {
    minItems: 2,
    maxItems: 2,
    description: 'The number at the beginning, and that at the end.',
  });

const rampSchema = mapSchema(
  {
    ramp: scheduleEnds(),
    epochs: countSchema(1, 'Epochs until the second number is reached; it moves with every step.'),
  },
  {},
  {
    title: 'Ramp',
    otherForms: ['ramp', 'cosine', 'exponential', 'steps', 'plateau', 'warmup', ...KERAS_SCHEDULES],
  },
);

const scheduleEpochs = () =>
  countSchema(1, 'Epochs until the second number is reached; by default all of the phase.');

const modeSchema = (): TSchema =>
  choiceSchema(
    ['min', 'max'],
    'Which values are better: the smaller ones (min) or the larger ones (max). By default as the figure tells: losses are to be small, accuracies large.',
  );

/** What a map says of how a number moves. */
const scheduleSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        hasKey('cosine'),
        mapSchema(
          { cosine: scheduleEnds() },
          {
            epochs: scheduleEpochs(),
            warmup: countSchema(
              1,
              'Epochs in which it rises evenly from 0 to the first number, before it falls.',
            ),
          },
          { title: 'Cosine', otherForms: SCHEDULE_FORMS },
        ),
      ],
      [
        hasKey('exponential'),
        mapSchema(
          {
            exponential: Type.Array(
              numberSchema('Where it begins, and where it ends.', { least: FLOAT32.least, standIn: 1 }),
              {
                minItems: 2,
                maxItems: 2,
                description:
                  'The number at the beginning, and that at the end: by the same factor in each step.',
              },
            ),
          },
          { epochs: scheduleEpochs() },
          { title: 'Exponential', otherForms: SCHEDULE_FORMS },
        ),
      ],
      [
        hasKey('plateau'),
        mapSchema(
          {
            plateau: mapSchema(
              { monitor: textSchema('The figure that is watched: val.loss.') },
              {
                factor: Type.Number({
                  exclusiveMinimum: 0,
                  exclusiveMaximum: 1,
                  default: 0.1,
                  standIn: 0.1,
                  description: 'What the learning rate is multiplied by.',
                }),
                patience: countSchema(0, 'After so many epochs in a row without a better value.', {
                  standIn: 1,
                  default: 10,
                }),
                mode: modeSchema(),
                min_delta: numberSchema('By how much a value must be better to count.', {
                  least: 0,
                  standIn: 0,
                  default: 0.0001,
                }),
                cooldown: countSchema(0, 'Epochs after that in which none are counted.', { default: 0 }),
                min_lr: numberSchema('The smallest learning rate that it leads to.', {
                  least: 0,
                  standIn: 0,
                  default: 0,
                }),
              },
              {
                title: 'Watched figure',
                description:
                  'Smaller whenever a figure has got no better for a while, as ReduceLROnPlateau of Keras.',
                expected: 'a map with `monitor`',
              },
            ),
          },
          {},
          { title: 'Plateau', otherForms: SCHEDULE_FORMS },
        ),
      ],
      [
        hasKey('steps'),
        mapSchema(
          {
            steps: Type.Unsafe({
              ...recordSchema(
                numberSchema('The number from this epoch on.', { least: 0, standIn: 1 }),
                'Numbers, each with the epoch from which on it holds; the first is 0.',
                1,
                '^(0|[1-9][0-9]{0,8})$',
              ),
              expected: 'a map from epochs to numbers',
            }),
          },
          {},
          { title: 'Steps', otherForms: SCHEDULE_FORMS },
        ),
      ],
      ...kerasScheduleForms(SCHEDULE_FORMS),
    ],
    rampSchema,
  ),
  title: 'Schedule',
  description: 'How a number moves while a phase is trained: with every step.',
  expected: 'a map with `ramp`, `cosine`, `exponential`, `steps` or `plateau`, or a schedule of Keras',
});

const lossSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          { value: expressionSchema('What is made small: one number an example, or one number.') },
          {
            weight: Type.Unsafe({
              ...conditionalSchema(
                [
                  [isMap, definitionRef('schedule')],
                  [isText, expressionSchema(FORMULA)],
                ],
                numberSchema('How much the term counts.', {
                  least: 0,
                  standIn: 1,
                  advice: 'what is to become large is written with a minus: value: "-(...)"',
                }),
              ),
              description:
                'The number that the term is multiplied by in the sum of losses, a formula of `epoch` or `progress`, or how it moves.',
              default: 1,
              expected: 'a number, a formula, or a map with `ramp`, `cosine`, `exponential` or `steps`',
            }),
          },
          { title: 'Weighted loss term' },
        ),
      ],
    ],
    expressionSchema('What is made small.', { title: 'Loss term of weight 1' }),
  ),
  title: 'Loss term',
  description: 'One of several losses: an expression, alone or with a weight.',
  expected: 'an expression, or a map with `value` and `weight`',
});

const trainRef = definitionRef('train');
const lossesSchema = recordSchema(
  definitionRef('loss'),
  'Terms by name; the sum of all, each by its weight, is made small.',
  1,
);
const singleLossSchema = expressionSchema(
  'What is made small: one number an example, of which the mean is taken, or one number.',
);
const TERMS = { title: 'Update of several losses' };

function updateSchema(): TSchema {
  const common = {
    name: nameSchema('Name of the update, in figures; by default update_1, update_2 and so on.'),
    optimizer: definitionRef('optimizer', 'How weights are moved; by default as the phase says.'),
    clip_gradients: numberSchema(
      'Largest norm of the gradient of all weights of this update together; by default as the phase says.',
      { least: FLOAT32.least, standIn: 1 },
    ),
    times: countSchema(1, 'Runs so often for each batch; what is drawn is drawn anew each time.', {
      default: 1,
    }),
    after_update: afterUpdateSchema('What is assigned to weights each time that this update has run.'),
  };
  const forms = { otherForms: ['loss', 'losses'], later: ['every'] };
  return Type.Unsafe({
    ...conditionalSchema(
      [
        [
          hasKey('losses'),
          mapSchema({ train: trainRef, losses: lossesSchema }, common, { ...forms, ...TERMS }),
        ],
      ],
      mapSchema({ train: trainRef, loss: singleLossSchema }, common, {
        ...forms,
        title: 'Update of one loss',
      }),
    ),
    title: 'Update',
    description:
      'One of several updates of each batch, with weights, losses and an optimizer of its own. Each sees the weights as the one before left them.',
  });
}

const lengthOfTraining = () => ({
  epochs: countSchema(1, 'Passes over the data, or stretches of `steps_per_epoch` batches.', {
    standIn: 1,
    default: 1,
  }),
  steps_per_epoch: countSchema(
    1,
    'Batches in an epoch; by default as many as one pass over the data has. The next epoch goes on where this one ends.',
    { standIn: 1 },
  ),
});

const classBatchSchema: TSchema = mapSchema(
  {
    classes: countSchema(1, 'How many classes a batch has, drawn at random.', { standIn: 1 }),
    each: countSchema(1, 'How many examples of each of them.', { standIn: 1 }),
  },
  {
    by: fullNameSchema('The label, a field of the data.', { default: 'label' }),
  },
  {
    title: 'Batch of classes',
    description: 'Batches of so many examples of each of so many classes, for losses that compare examples.',
    expected:
      'a map with `classes` and `each`; batches of 32 examples, of whatever class, are batch_size: 32',
  },
);

const onSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        // Who writes a number there means `batch_size`.
        { type: 'object', required: ['batch'], properties: { batch: isMap } },
        mapSchema({ data: dataUseRef, batch: classBatchSchema }, lengthOfTraining(), {
          title: 'Training data in batches of classes',
          otherForms: ['batch_size'],
        }),
      ],
      [
        isMap,
        mapSchema(
          { data: dataUseRef },
          {
            ...lengthOfTraining(),
            batch_size: countSchema(1, 'Examples in a batch; the last one of a pass may be smaller.', {
              standIn: 32,
              default: 32,
            }),
          },
          { title: 'Training data and epochs' },
        ),
      ],
    ],
    dataUseRef,
  ),
  title: 'Training data',
  description:
    'The data that is trained on, and how often it is gone over. A new random order for every pass.',
  expected: 'a data set, or a map with `data`',
});
const validateSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          { data: dataUseRef },
          {
            every: countSchema(1, 'Measured after every so many epochs, and after the last.', {
              standIn: 1,
              default: 1,
            }),
          },
          { title: 'Validation every few epochs' },
        ),
      ],
    ],
    dataUseRef,
  ),
  title: 'Validation',
  description:
    'Data to measure losses and metrics on after an epoch, with dropout and noise off: figures `val.loss` and so on.',
  expected: 'a data set, or a map with `data`',
});

const untrainedSchema = Type.Boolean({
  description:
    'Networks may be used that no phase has trained before: with their first, random weights. Without it that is an error.',
  default: false,
});

const figure = (): TSchema => textSchema('The figure that is watched: val.loss.');

const keepSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          {
            best: Type.Unsafe({
              ...conditionalSchema(
                [
                  [
                    isMap,
                    mapSchema(
                      { monitor: figure() },
                      { mode: modeSchema() },
                      { title: 'Figure and its better values' },
                    ),
                  ],
                ],
                figure(),
              ),
              description: 'The figure by which the best epoch is told.',
              expected: 'a figure, or a map with `monitor` and `mode`',
            }),
          },
          {},
          { title: 'Best epoch by a figure' },
        ),
      ],
    ],
    choiceSchema(['best', 'last'], 'Which weights are kept.', { standIn: 'last' }),
  ),
  description:
    'Which weights are kept: those of the last epoch, or of the best by a figure; by what stop_early watches, or else by val.loss, or loss.',
  default: 'last',
});

/** `val.accuracy`, `loss/kl`. */
const FIGURE_PATTERN = '^(val[.])?[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*$';
const EPOCH_PATTERN = '^[1-9][0-9]{0,8}$';

const referenceValueSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        Type.Unsafe({
          ...recordSchema(
            numberSchema('The figure after this epoch.'),
            'Figures by epoch.',
            1,
            EPOCH_PATTERN,
          ),
          expected: 'a map from epochs to numbers',
        }),
      ],
    ],
    numberSchema('The figure that was reached.'),
  ),
  expected: 'a number, or a map from epochs to numbers',
});

const referenceSchema: TSchema = Type.Unsafe({
  ...recordSchema(
    referenceValueSchema,
    'Figures that others reached with the same training: by name, each a number or numbers by epoch. They are drawn beside the curves and change nothing.',
    0,
    FIGURE_PATTERN,
  ),
  expected: 'a map of figures',
});

/** Keys that a phase of a closed form has as others do. */
const SOLVING_KEYS: ReadonlySet<string> = new Set([
  'freeze',
  'metrics',
  'wires',
  'validate',
  'after',
  'start',
  'initial',
  'untrained',
  'was',
  'precision',
  'reference',
]);

function phaseSchema(words: WordSchemas): TSchema {
  const on = definitionRef('on');
  const common = {
    freeze: definitionRef('freeze'),
    metrics: recordSchema(
      expressionSchema('One number an example, of which the mean is taken, or one number.'),
      'Figures to look at, by name: of every batch, with networks as in training, and of the data of `validate`.',
    ),
    wires: recordSchema(
      expressionSchema('What the wire carries, made of the fields of the data and the wires before it.'),
      'Values that losses and metrics use, by name.',
    ),
    validate: definitionRef('validate'),
    after: oneOrListSchema(
      fullNameSchema('A phase.'),
      'Phases to wait for, where that does not follow from the networks that they train and this one uses.',
      'a list of phases',
      0,
    ),
    start: fullNameRecordSchema(
      definitionRef('start'),
      'Networks that begin as copies, by name, or with weights of a file. The others begin as the last phase before left them, or with random weights.',
    ),
    initial: weightRecordSchema(
      definitionRef('initial'),
      'Weights that are filled from data before the phase begins, by name: bare weights, or `network/layer`.',
    ),
    untrained: untrainedSchema,
    was: fullWasSchema('the phase'),
    clip_gradients: numberSchema(
      'Largest norm of the gradient of all weights of an update together (global_clipnorm in Keras); larger ones are scaled down.',
      { least: FLOAT32.least, standIn: 1 },
    ),
    learning_rate: Type.Unsafe({
      ...conditionalSchema([[isMap, definitionRef('schedule')]], expressionSchema(FORMULA)),
      description:
        'A learning rate that moves, in place of that of the optimizers: a formula of `epoch`, `progress` or `step`, or how it moves.',
      expected: 'a formula, or a map with `ramp`, `cosine`, `exponential`, `steps` or `plateau`',
    }),
    rates: definitionRef('rates'),
    keep: keepSchema,
    precision: choiceSchema(
      ['float32', 'bfloat16', 'float16'],
      'In what matrix products and convolutions compute; weights and losses stay in float32. Others than float32 need an engine that has them.',
      { standIn: 'float32', default: 'float32' },
    ),
    stop_early: mapSchema(
      { monitor: figure() },
      {
        patience: countSchema(
          0,
          'It ends after so many epochs in a row without a better value; after the first with 0 and with 1.',
          { standIn: 1, default: 0 },
        ),
        mode: modeSchema(),
      },
      {
        title: 'Stopping early',
        description: 'The phase ends before its last epoch where a figure has got no better for a while.',
      },
    ),
    reference: referenceSchema,
    after_update: afterUpdateSchema(
      'What is assigned to weights after each update, in this order: moving averages, bounds, queues.',
    ),
    optimizer: definitionRef(
      'optimizer',
      'How weights are moved: an optimizer as it is, with its learning rate, or with arguments by name. Must be given here or with each update.',
    ),
  };
  const forms = {
    otherForms: ['train', 'loss', 'losses', 'updates', 'solve'],
    later: ['accumulate', 'every'],
  };
  const isSolving = ([key]: [string, unknown]) => SOLVING_KEYS.has(key);
  const solving = Object.fromEntries(Object.entries(common).filter(isSolving)) as Partial<typeof common>;
  const unused = Object.keys(common).filter((key) => !SOLVING_KEYS.has(key));
  const updates = Type.Array(definitionRef('update'), {
    minItems: 1,
    description: 'Several updates of every batch, in this order.',
  });
  return Type.Unsafe({
    ...conditionalSchema(
      [
        // The base's keys are merged before validation; an editor sees only what is written.
        ...words.extending({
          train: trainRef,
          on,
          loss: singleLossSchema,
          losses: lossesSchema,
          updates,
          solve: definitionRef('solve'),
          ...common,
        }),
        [
          hasKey('solve'),
          mapSchema({ train: trainRef, on, solve: definitionRef('solve') }, solving, {
            ...forms,
            title: 'Phase of a closed form',
            otherForms: [...forms.otherForms, ...unused],
          }),
        ],
        [
          hasKey('updates'),
          mapSchema({ on, updates }, common, { ...forms, title: 'Phase of several updates' }),
        ],
        [
          hasKey('losses'),
          mapSchema({ train: trainRef, on, losses: lossesSchema }, common, {
            ...forms,
            title: 'Phase of several losses',
          }),
        ],
      ],
      mapSchema({ train: trainRef, on, loss: singleLossSchema }, common, {
        ...forms,
        title: 'Phase of one loss',
      }),
    ),
    title: 'Phase',
    description: 'A phase: what is trained, on what, towards what.',
    expected: 'a phase, a map',
  });
}

const evaluationSchema = mapSchema(
  {
    on: dataUseRef,
    measure: expressionSchema('One number an example, of which the mean is taken, or one number.'),
  },
  {
    expect: Type.String({
      pattern: '^\\s*(>=|<=|==|>|<)\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*$',
      description: 'What must hold of the value: ">= 0.9". A run that misses it says so and fails.',
      expected: 'a comparison with a number: ">= 0.9"',
      standIn: '>= 0',
    }),
    reference: numberSchema(
      'The value that others reached; it is shown beside that of the run and changes nothing.',
    ),
    untrained: untrainedSchema,
  },
  {
    title: 'Evaluation',
    description: 'A figure of the trained networks on some data, with dropout and noise off.',
    expected: 'an evaluation, a map with `on` and `measure`',
  },
);

/** Definitions of the plan, and of evaluations and reports. */
export function planSchemas(words: WordSchemas): Record<string, TSchema> {
  return {
    phase: phaseSchema(words),
    update: updateSchema(),
    solve: solveSchema,
    initial: mapSchema(
      { solve: definitionRef('solve') },
      { on: definitionRef('on', 'The data that it is solved with; by default that of the phase.') },
      {
        title: 'Initial weights',
        description: 'What a weight is filled with before the phase begins: a closed form over data.',
        expected: 'a map with `solve`',
      },
    ),
    train: Type.Unsafe({
      ...oneOrListSchema(
        selectorSchema,
        'What is trained: networks, models, or layers of networks. What `freeze` names is left out.',
        TRAIN_EXPECTED,
      ),
      title: 'Trained',
    }),
    // May be empty: a phase that extends another may unfreeze all that the other freezes.
    rates: Type.Unsafe({
      ...conditionalSchema([[isMap, ratesByNameSchema]], Type.Array(rateSchema)),
      description:
        'Layers that are moved by a share of the learning rate, shrink, or have their gradients clipped otherwise than the others: shares by name, or a list; of several that name a layer, the last counts.',
      expected:
        'shares of the learning rate by network or layer, or a list of maps with `network` and `rate`',
      title: 'Rate of a group',
    }),
    freeze: Type.Unsafe({
      ...oneOrListSchema(
        frozenSelectorSchema,
        'What stands still. Networks that are used and not trained stand still without being named here.',
        TRAIN_EXPECTED,
        0,
      ),
      title: 'Frozen',
    }),
    on: onSchema,
    validate: validateSchema,
    loss: lossSchema,
    schedule: scheduleSchema,
    assignment: assignmentSchema,
    weights: weightsSchema,
    optimizer: Type.Unsafe({ title: 'Optimizer', ...words.optimizer }),
    data_use: dataUseTextSchema,
    evaluation: evaluationSchema,
    report: reportSchema,
  };
}
