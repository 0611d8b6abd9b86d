import { relative, resolve } from 'node:path';
import { loadRun, nameOfSeed } from '../../../runtime/index.js';
import { writeMlflowRun, writeTensorboardRun } from '../../../tracking/index.js';
import { requireDirectory } from '../../option-values.js';
import { openStoredRun, rethrowAsUserError, warnOfSimulatedData } from '../../run-lookup.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';
import type { ExportCommandOptions, Tracker } from './export-options.js';

/** `lagraph export RUN DIR --as mlflow`: writes a run, with each of its seeds, for a program that tracks experiments. */
export async function exportRun(
  runName: string,
  directory: string,
  { as, output, batch, deterministic, store }: ExportCommandOptions & { as: Tracker },
  terminal: Terminal,
): Promise<void> {
  const needless = { '-o': output, '--batch': batch, '--deterministic': deterministic };
  for (const [flag, value] of Object.entries(needless)) {
    if (value !== undefined)
      throw new UserError(`${flag} is for models; --as ${as} writes a run into the folder ${directory}`, {
        exit: EXIT_CODES.wrongUsage,
      });
  }
  const run = await openStoredRun(store, runName, terminal);
  const target = resolve(terminal.cwd, directory);
  await requireDirectory(`--as ${as}`, target, { mustExist: false });
  const write = as === 'mlflow' ? writeMlflowRun : writeTensorboardRun;
  const { seeds = [], seed, run: name } = run.manifest;
  try {
    const folders = [await write(run, target)];
    for (const other of seeds.filter((one) => one !== seed))
      folders.push(await write(await loadRun(run.store, nameOfSeed(name, other)), target));
    warnOfSimulatedData(run, terminal);
    for (const folder of folders) terminal.out.line(relative(terminal.cwd, folder) || '.');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw new UserError(`${directory}: ${systemReason(error)}`);
    rethrowAsUserError(error);
  }
}
