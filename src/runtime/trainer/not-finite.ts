import type { Phase } from '../../compiler/index.js';
import type { Progress } from '../store/index.js';
import { TrainingProblem } from './problem.js';
import { lastGood, type LastGood } from './saver.js';

/** The loss is no longer a number: say where, in which term, and what is left. */
export function notFinite(
  phase: Phase,
  progress: Progress,
  figures: Record<string, number>,
  last: LastGood | null,
): TrainingProblem {
  const terms = Object.keys(figures).filter((n) => n.startsWith('loss/') && !Number.isFinite(figures[n]));
  const single = phase.updates.flatMap((update) => update.losses).length === 1;
  const names =
    terms.length > 0 ? terms.map((name) => name.slice(5)) : single ? [phase.updates[0]!.losses[0]!.name] : [];
  const which = names.length > 0 ? ` (term ${names.join(', ')})` : '';
  const value = String(figures.loss);
  return new TrainingProblem(
    `The loss became ${value}${which} in epoch ${progress.epoch + 1}, step ${progress.step + 1}.` +
      `${lastGood(last)} ${advice(phase)}`,
  );
}

/** In float16 no gradient is ever clipped that has become infinite before; see the loss scale of src/runtime/capture. */
const advice = ({ precision }: Phase): string =>
  precision === 'float16'
    ? 'A smaller learning rate or smaller weights of the losses may help (in float16, gradients of 64 or more become ' +
      'infinite), or precision: float32.'
    : 'A smaller learning rate or clip_gradients may help.';
