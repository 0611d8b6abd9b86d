import { monitoredValue, type MonitoredFigure, type Phase } from '../compiler/index.js';
import { nullPrototypeRecord, ownValue } from '../records/index.js';
import type { PhaseCurves } from './data/index.js';

/** What is known of a phase's training so far. */
export interface TrainedEpochs {
  /** In order; `epoch` counts from 1. */
  epochs: readonly { epoch: number; metrics: Readonly<Record<string, number>> }[];
  /** The epoch whose weights were kept, and the one after which it was stopped early. */
  kept: number | null;
  stopped: number | null;
}

/** The learning curves of a phase, trained or in training. */
export function curvesOfPhase(phase: Phase, { epochs, kept, stopped }: TrainedEpochs): PhaseCurves {
  return {
    phase: phase.name,
    planned: phase.epochs,
    epochs: epochs.map(({ epoch, metrics }) => ({
      epoch,
      metrics: nullPrototypeRecord(Object.entries(metrics)),
    })),
    best: bestEpoch(phase, epochs),
    kept,
    stopped,
    reference: phase.reference ?? [],
  };
}

/** By what `keep` or `stop_early` watches, or else by the loss on validation data, or the loss. */
function bestEpoch(phase: Phase, epochs: TrainedEpochs['epochs']): PhaseCurves['best'] {
  const { figure, mode } = watchedFigure(phase);
  let best: PhaseCurves['best'] = null;
  let bestCompared = 0;
  for (const { epoch, metrics } of epochs) {
    const value = ownValue(metrics, figure);
    if (value === undefined) continue;
    const compared = monitoredValue(phase, figure, metrics)!;
    if (!Number.isFinite(compared)) continue;
    const isBetter = !best || (mode === 'min' ? compared < bestCompared : compared > bestCompared);
    if (!isBetter) continue;
    best = { figure, epoch, value };
    bestCompared = compared;
  }
  return best;
}

function watchedFigure({ keep, stopEarly, validation }: Phase): MonitoredFigure {
  if (keep !== 'last') return keep.best;
  return stopEarly ?? { figure: validation ? 'val.loss' : 'loss', mode: 'min' };
}
