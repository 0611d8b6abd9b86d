import type { RampEntry } from '../../dsl/index.js';
import type { Schedule } from '../program.js';

export const rampSchedule = ({ ramp: [from, to], epochs }: RampEntry): Schedule => ({
  kind: 'ramp',
  from: from.value,
  to: to.value,
  epochs: epochs.value,
});
