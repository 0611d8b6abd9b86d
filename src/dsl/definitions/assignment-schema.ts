/** What is assigned to weights after an update. */
import { Type, type TSchema } from 'typebox';
import {
  conditionalSchema,
  countSchema,
  definitionRef,
  expressionSchema,
  hasKey,
  isMap,
  mapSchema,
  numberSchema,
  oneOrListSchema,
  weightRecordSchema,
} from './schema-builders.js';
import { weightSelectorSchema } from './selector-schema.js';

const FORMS = ['ema', 'clip', 'unit_norm', 'assign'];
const SELECTION = 'a network or a model, layers or weights of one, or a list of them';

const selection = (description: string): TSchema => definitionRef('weights', description);

/** What is named where weights are assigned to or read. */
export const weightsSchema: TSchema = Type.Unsafe({
  ...oneOrListSchema(
    weightSelectorSchema,
    'Weights: of networks, models, or layers of networks, or those of a name in layers.',
    SELECTION,
  ),
  title: 'Weights',
});

const isText = { type: 'string' };

const decaySchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [isMap, definitionRef('schedule')],
      [
        isText,
        expressionSchema('A formula of `progress` (0 to 1 over the phase), `epoch` and `step` (from 0).'),
      ],
    ],
    Type.Number({ minimum: 0, maximum: 1, standIn: 0.5 }),
  ),
  description:
    'The share of its old value that the average keeps, from 0 to 1: a number, a formula of `epoch`, `progress` or `step`, or how it moves.',
  expected: 'a number from 0 to 1, a formula, or a map with `ramp`, `cosine`, `exponential` or `steps`',
});

const emaSchema = mapSchema(
  {
    target: selection('The weights that become averages.'),
    of: selection('The weights that are averaged: as many, of the same shapes and in the same order.'),
    decay: decaySchema,
  },
  {},
  {
    title: 'Moving average',
    description:
      'Weights follow others as exponential moving averages: target = decay * target + (1 - decay) * of.',
    expected: 'a map with `target`, `of` and `decay`',
  },
);

const clipSchema = mapSchema(
  { weights: selection('The weights that are held between two numbers.') },
  {
    min: numberSchema('What is smaller becomes this number.'),
    max: numberSchema('What is larger becomes this number.'),
  },
  {
    title: 'Clipped weights',
    description: 'Weights are held between two numbers, or on one side of one.',
    expected: 'a map with `weights`, `min` and `max`',
  },
);

const axisSchema: TSchema = oneOrListSchema(
  Type.Integer({ minimum: 0, maximum: 16 }),
  'The axes over which the squares are summed, from 0; by default all but the last, so that each unit of a layer has norm 1.',
  'an axis, or a list of axes',
);

const unitNormSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        hasKey('weights'),
        mapSchema(
          { weights: selection('The weights that are scaled to norm 1. Of layers only the kernels are.') },
          { axis: axisSchema },
          { title: 'Weights of norm 1, with the axis', otherForms: ['network', 'until', 'kind'] },
        ),
      ],
    ],
    selection('The weights that are scaled to norm 1.'),
  ),
  description:
    'Weights are divided by their norms, as by the constraint UnitNorm of Keras. Of networks and layers, weights with less than two axes stay as they are.',
  expected: SELECTION,
});

const assignSchema: TSchema = Type.Unsafe({
  ...weightRecordSchema(
    expressionSchema('The new value, of the shape of the weight.'),
    'New values of bare weights, one after the other: by name, or as `network/node` of one among the nodes of a network.',
  ),
  minProperties: 1,
  title: 'Assigned values',
  expected: 'a map from bare weights to expressions',
});

const every = {
  every: countSchema(1, 'In every so many steps only: at the end of each such stretch.', { default: 1 }),
};

const form = (key: string, value: TSchema): TSchema =>
  mapSchema({ [key]: value }, every, { title: `Assignment by ${key}`, otherForms: FORMS });

export const assignmentSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [hasKey('clip'), form('clip', clipSchema)],
      [hasKey('unit_norm'), form('unit_norm', unitNormSchema)],
      [hasKey('assign'), form('assign', assignSchema)],
    ],
    form('ema', emaSchema),
  ),
  title: 'Assignment',
  description: 'What is assigned to weights after an update, outside of every gradient.',
  expected: 'a map with `ema`, `clip`, `unit_norm` or `assign`',
});

/** `after_update`, of a phase or of an update. */
export const afterUpdateSchema = (description: string): TSchema =>
  oneOrListSchema(definitionRef('assignment'), description, 'an assignment, or a list of them', 0);
