import type { PhaseCurves } from '../report/index.js';
import { nullPrototypeRecord } from '../records/index.js';

/** Epochs of a phase in a page, at most about so many. */
const MAX_EPOCHS = 1000;
/** Digits of a figure: more than a drawing shows. */
const DIGITS = 6;

/** Every n-th epoch of a long training, and those that are marked: first, last, best, kept. Figures are rounded. */
export function thinCurves(curves: PhaseCurves, most = MAX_EPOCHS): PhaseCurves {
  const { epochs, best, kept, stopped } = curves;
  const marked = new Set([best?.epoch, kept, stopped]);
  return { ...curves, epochs: thinnedBy(epochs, most, (epoch) => marked.has(epoch)) };
}

/** Every n-th epoch of a long training, the first and the last among them. Figures are rounded. */
export const thinEpochs = (epochs: PhaseCurves['epochs'], most = MAX_EPOCHS): PhaseCurves['epochs'] =>
  thinnedBy(epochs, most, () => false);

function thinnedBy(
  epochs: PhaseCurves['epochs'],
  most: number,
  isMarked: (epoch: number) => boolean,
): PhaseCurves['epochs'] {
  const every = Math.max(1, Math.ceil(epochs.length / most));
  return epochs
    .filter(({ epoch }, at) => at % every === 0 || at === epochs.length - 1 || isMarked(epoch))
    .map(({ epoch, metrics }) => ({
      epoch,
      metrics: nullPrototypeRecord(
        Object.entries(metrics).map(([name, value]) => [name, rounded(value)] as const),
      ),
    }));
}

/** JSON has null for what is not a number. */
const rounded = (value: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;
