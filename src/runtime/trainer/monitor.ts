/** Which epoch was the best, and whether it is time to stop. */
import type { Phase } from '../../compiler/index.js';

/** Functions whose larger values are better; all others are errors of some kind. As Keras's `mode: auto`. */
const LARGER_IS_BETTER = /accuracy|auc|precision|recall|f1|cosine_similarity|iou/;

export interface Monitor {
  /** Name of the figure, as in the epoch's metrics. */
  name: string;
  better(value: number, than: number): boolean;
}

export function monitorOf(phase: Phase): Monitor {
  const name = phase.stopEarly?.monitor ?? (phase.validation ? 'val.loss' : 'loss');
  const metric = phase.metrics.find((one) => one.name === name.replace(/^val\./, ''));
  const wire = metric && phase.wires[metric.wire];
  const rises = wire?.op === 'function' && LARGER_IS_BETTER.test(wire.name);
  return { name, better: (value, than) => (rises ? value > than : value < than) };
}
