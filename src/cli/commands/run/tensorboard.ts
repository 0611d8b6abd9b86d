import { relative, resolve } from 'node:path';
import { loadRun, nameOfSeed, type RunEvent } from '../../../runtime/index.js';
import { requireDirectory } from '../../option-values.js';
import type { ProgressDisplay } from '../../progress/index.js';
import { systemReason } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';

export interface TensorboardOutput {
  show(event: RunEvent): void;
  /** Writes what is known at the end. Returns the run's folder; null if it could not be written, which is shown. */
  finish(store: string, run: string): Promise<string | null>;
}

/**
 * `--tensorboard DIR`: the figures of each epoch while it trains, all else when the run ends. Throws a UserError (wrong
 * usage) if it is not a folder.
 */
export async function openTensorboard(
  directory: string,
  display: ProgressDisplay,
  terminal: Terminal,
): Promise<TensorboardOutput> {
  const path = resolve(terminal.cwd, directory);
  await requireDirectory('--tensorboard', path, { mustExist: false });
  const { liveScalars, writeTensorboardRun } = await import('../../../tracking/index.js');
  const live = liveScalars(path);
  return {
    show: live.show,
    async finish(store, run) {
      try {
        const written = await live.written();
        const opened = await loadRun(store, run);
        const { seeds = [], seed } = opened.manifest;
        const folder = await writeTensorboardRun(opened, path, (phase) => written.has(phase));
        // Seeds of one run are runs beside it.
        for (const other of seeds.filter((one) => one !== seed))
          await writeTensorboardRun(await loadRun(store, nameOfSeed(run, other)), path);
        return relative(terminal.cwd, folder) || '.';
      } catch (error) {
        display.show({
          event: 'notice',
          message: `the event files for TensorBoard could not be written whole: ${systemReason(error)}`,
        });
        return null;
      }
    },
  };
}
