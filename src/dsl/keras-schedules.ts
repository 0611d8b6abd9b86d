/**
 * The learning rate schedules of Keras: arguments that must be given, and the values of the others where they are left out.
 * Their schemas are in definitions/keras-schedule-schemas.ts.
 */
interface KerasSchedule {
  required: readonly string[];
  defaults: Readonly<Record<string, number | boolean>>;
}

const DECAY = {
  required: ['initial_learning_rate', 'decay_steps', 'decay_rate'],
  defaults: { staircase: false },
};

const SCHEDULES: ReadonlyMap<string, KerasSchedule> = new Map<string, KerasSchedule>([
  ['ExponentialDecay', DECAY],
  ['InverseTimeDecay', DECAY],
  ['PiecewiseConstantDecay', { required: ['boundaries', 'values'], defaults: {} }],
  [
    'PolynomialDecay',
    {
      required: ['initial_learning_rate', 'decay_steps'],
      defaults: { end_learning_rate: 0.0001, power: 1, cycle: false },
    },
  ],
  [
    'CosineDecay',
    { required: ['initial_learning_rate', 'decay_steps'], defaults: { alpha: 0, warmup_steps: 0 } },
  ],
  [
    'CosineDecayRestarts',
    {
      required: ['initial_learning_rate', 'first_decay_steps'],
      defaults: { t_mul: 2, m_mul: 1, alpha: 0 },
    },
  ],
]);

export const KERAS_SCHEDULES: readonly string[] = [...SCHEDULES.keys()];

export const kerasSchedule = (name: string): KerasSchedule => SCHEDULES.get(name)!;
