import type { Phase } from '../../compiler/index.js';
import type { TrainingProgress } from '../store/index.js';
import { TrainingError } from './training-errors.js';
import { lastCheckpointSentence, type LastCheckpoint } from './checkpoint-writer.js';

/** The error for a loss that is NaN or infinite: the step, the term, and the last checkpoint. */
export function nonFiniteLossError(
  phase: Phase,
  progress: TrainingProgress,
  metrics: Record<string, number>,
  last: LastCheckpoint | null,
): TrainingError {
  const terms = Object.keys(metrics).filter((n) => n.startsWith('loss/') && !Number.isFinite(metrics[n]));
  const single = phase.updates.flatMap((update) => update.losses).length === 1;
  const names =
    terms.length > 0 ? terms.map((name) => name.slice(5)) : single ? [phase.updates[0]!.losses[0]!.name] : [];
  const which = names.length > 0 ? ` (term ${names.join(', ')})` : '';
  const value = String(metrics.loss);
  return new TrainingError(
    `The loss became ${value}${which} in epoch ${progress.epoch + 1}, step ${progress.step + 1}.` +
      `${lastCheckpointSentence(last)} ${nonFiniteAdvice(phase)}`,
  );
}

/**
 * In float16 clipping can't help: a gradient becomes infinite before it is clipped; see the loss scaling of
 * src/runtime/capture.
 */
const nonFiniteAdvice = ({ precision }: Phase): string =>
  precision === 'float16'
    ? 'A smaller learning rate or smaller weights of the losses may help (in float16, gradients of 64 or more become ' +
      'infinite), or precision: float32.'
    : 'A smaller learning rate or clip_gradients may help.';
