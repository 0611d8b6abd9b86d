import { ownValue } from '../records/index.js';
import type { PhaseCurves } from '../report/index.js';

/** How a figure went: [epoch, value], of epochs in which it is a finite number. */
export const figurePoints = (
  epochs: readonly PhaseCurves['epochs'][number][],
  figure: string,
): [number, number][] =>
  epochs.flatMap(({ epoch, metrics }): [number, number][] => {
    const value: unknown = ownValue(metrics, figure);
    return typeof value === 'number' && Number.isFinite(value) ? [[epoch, value]] : [];
  });
