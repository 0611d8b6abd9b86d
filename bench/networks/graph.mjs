/** A generated network as a graph of lagraph, as one would write it: its data stand in an array file. */
import { stringify } from 'yaml';
import { graphOf } from '../random-networks/task-to-graph.mjs';

/** The file is never read: steps are fed with noise. */
const arrays = ({ fields }) => ({
  made: {
    source: 'npz',
    path: 'noise.npz',
    fields: Object.fromEntries(fields.map(({ name, shape }) => [name, { shape }])),
  },
});

export const networkText = (task) => stringify(graphOf(task, arrays(task)), { lineWidth: 0 });
