/** Epochs of a phase as they come, however many: when there are too many, every second one is dropped. */
import type { PhaseCurves } from '../report/index.js';

type Epoch = PhaseCurves['epochs'][number];

export interface EpochSeries {
  add(epoch: Epoch): void;
  /** In order; at most twice as many as `most`, and always the last one. */
  epochs(): Epoch[];
}

export function createEpochSeries(most = 1000): EpochSeries {
  let kept: Epoch[] = [];
  let last: Epoch | null = null;
  let every = 1;
  return {
    add(epoch) {
      // An epoch that was there before is trained again.
      while (kept.length > 0 && kept.at(-1)!.epoch >= epoch.epoch) kept.pop();
      last = epoch;
      if ((epoch.epoch - 1) % every !== 0) return;
      kept.push(epoch);
      if (kept.length <= 2 * most) return;
      every *= 2;
      kept = kept.filter((one) => (one.epoch - 1) % every === 0);
    },
    epochs: () => (last === null || kept.at(-1) === last ? [...kept] : [...kept, last]),
  };
}
