/** Schedules of Keras by their names and with their arguments, counted in steps. */
import { Type, type TSchema } from 'typebox';
import { countSchema, hasKey, mapSchema, numberSchema } from './schema-builders.js';

const initial = () => numberSchema('The number at the first step.', { least: 0, standIn: 0.1 });
const steps = (description: string) => countSchema(1, description);
const rate = () => numberSchema('What it decays by.', { least: 0, standIn: 0.5 });
const staircase = () =>
  Type.Boolean({
    default: false,
    description: 'Whether it moves at the end of every `decay_steps` steps alone.',
  });
const alpha = () =>
  numberSchema('The smallest number that it reaches, as a share of the first.', { least: 0, default: 0 });

const list = (items: TSchema, description: string): TSchema =>
  Type.Array(items, { minItems: 1, description, expected: 'a list of numbers' });

/** Arguments that must be given, and others, by the name of the schedule. */
const ARGUMENTS: Readonly<Record<string, [Record<string, TSchema>, Record<string, TSchema>, string]>> = {
  ExponentialDecay: [
    {
      initial_learning_rate: initial(),
      decay_steps: steps('Steps in which it is multiplied by `decay_rate`.'),
      decay_rate: rate(),
    },
    { staircase: staircase() },
    'initial_learning_rate * decay_rate ** (step / decay_steps)',
  ],
  InverseTimeDecay: [
    {
      initial_learning_rate: initial(),
      decay_steps: steps('Steps in which `decay_rate` is added to the divisor.'),
      decay_rate: rate(),
    },
    { staircase: staircase() },
    'initial_learning_rate / (1 + decay_rate * step / decay_steps)',
  ],
  PiecewiseConstantDecay: [
    {
      boundaries: list(steps('A step.'), 'The last steps of each piece but the last, ascending.'),
      values: list(
        numberSchema('A number.', { least: 0, standIn: 0.1 }),
        'The numbers, one more than there are boundaries.',
      ),
    },
    {},
    'One number after the other',
  ],
  PolynomialDecay: [
    { initial_learning_rate: initial(), decay_steps: steps('Steps until the end is reached.') },
    {
      end_learning_rate: numberSchema('The number at the end.', { least: 0, default: 0.0001 }),
      power: numberSchema('The power: 1 for a straight line.', { least: 0, default: 1 }),
      cycle: Type.Boolean({
        default: false,
        description: 'Whether it begins again, each time with a longer way, where it would be at the end.',
      }),
    },
    '(initial_learning_rate - end_learning_rate) * (1 - step / decay_steps) ** power + end_learning_rate',
  ],
  CosineDecay: [
    { initial_learning_rate: initial(), decay_steps: steps('Steps of the fall.') },
    {
      alpha: alpha(),
      warmup_target: numberSchema('The number that it rises to before it falls.', { least: 0 }),
      warmup_steps: countSchema(0, 'Steps of the rise.', { default: 0 }),
    },
    'Half a cosine, with a rise before it where there is a `warmup_target`',
  ],
  CosineDecayRestarts: [
    { initial_learning_rate: initial(), first_decay_steps: steps('Steps of the first fall.') },
    {
      t_mul: numberSchema('How many times as long each fall is as the one before.', {
        least: 1,
        default: 2,
      }),
      m_mul: numberSchema('How many times as high each fall begins as the one before.', {
        least: 0,
        default: 1,
      }),
      alpha: alpha(),
    },
    'Half cosines, one after the other',
  ],
};

/** The forms of a schedule that are Keras's: `{ExponentialDecay: {initial_learning_rate: 0.1, ...}}`. */
export const kerasScheduleForms = (otherForms: readonly string[]): [TSchema | object, TSchema][] =>
  Object.entries(ARGUMENTS).map(([name, [required, optional, meaning]]) => [
    hasKey(name),
    mapSchema(
      {
        [name]: mapSchema(required, optional, {
          title: name,
          description: `${meaning}, as in Keras.`,
          expected: `a map with ${Object.keys(required)
            .map((key) => `\`${key}\``)
            .join(', ')}`,
        }),
      },
      {},
      { title: name, otherForms: [...otherForms] },
    ),
  ]);
