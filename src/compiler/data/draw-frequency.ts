import type { DataEntry } from '../../dsl/index.js';

/** Whether a data set's draws are made once or anew in every epoch. */
export const drawFrequency = ({ draw }: DataEntry): 'once' | 'epoch' =>
  draw?.value === 'once' ? 'once' : 'epoch';
