import type { DataEntry } from '../../dsl/index.js';
import { streamName } from '../stream-name.js';

/** Numbers as in the names of streams: other steps of the data set do not shift them. */
const STEP_NUMBERS = { pair: 0, augment: 1, split: 1, select: 2 } as const;

/** What the names of a step's streams begin with. Those of `augment` go on with the field's name, so none is shared. */
export const dataStepStream = (entry: DataEntry, step: keyof typeof STEP_NUMBERS): string =>
  `data/${streamName(entry)}/${STEP_NUMBERS[step]}`;
