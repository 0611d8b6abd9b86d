import { KERAS_SCHEDULES } from './keras-schedules.js';

/** Keys of maps that say how a number moves, in the order in which graphs are formatted. */
export const SCHEDULE_FORMS: readonly string[] = [
  'ramp',
  'cosine',
  'exponential',
  'steps',
  'plateau',
  'epochs',
  'warmup',
  ...KERAS_SCHEDULES,
];
