/** Reads the learning curves of a run with several seeds, a line for each seed. */
import { join } from 'node:path';
import { ownValue } from '../records/index.js';
import { figuresOfCurves, type OverlayPanel, type PhaseCurves } from '../report/index.js';
import { seedDirectory, type OpenedRun } from '../runtime/index.js';
import { figurePoints } from './figure-points.js';
import { epochsInLines } from './read-metrics-file.js';
import { readTextOrNull } from './read-text-or-null.js';
import { thinEpochs } from './thin-curves.js';

/**
 * A panel for each figure of each phase that several seeds have trained, of validation where there is one. None of a
 * run with one seed.
 *
 * @param curves those of the run's own seed
 */
export async function readSeedCurves(
  { manifest: { seed, seeds = [] }, directory }: OpenedRun,
  curves: readonly PhaseCurves[],
): Promise<OverlayPanel[]> {
  const own = { seed, phases: new Map(curves.map(({ phase, epochs }) => [phase, epochs])) };
  const others = await Promise.all(
    seeds
      .filter((other) => other !== seed)
      .map(async (other) => {
        const lines = await readTextOrNull(join(seedDirectory(directory, other), 'metrics.jsonl'));
        const phases = epochsInLines(lines ?? '');
        return { seed: other, phases: new Map([...phases].map(([name, all]) => [name, thinEpochs(all)])) };
      }),
  );
  const all = [own, ...others];
  return curves.flatMap(({ phase, epochs, reference }) =>
    figuresOfCurves({ epochs, reference }).flatMap((figure): OverlayPanel[] => {
      const hasValidation = epochs.some(({ metrics }) => ownValue(metrics, `val.${figure}`) !== undefined);
      const shown = hasValidation ? `val.${figure}` : figure;
      const lines = all.flatMap(({ seed: other, phases }, at) => {
        const points = figurePoints(phases.get(phase) ?? [], shown);
        return points.length > 0 ? [{ name: `seed ${other}`, at, points }] : [];
      });
      return lines.length > 1 ? [{ title: `${phase}: ${shown}`, lines }] : [];
    }),
  );
}
