/** What commands about a model of a run share. */
import { nearestName } from '../diagnostics/index.js';
import { SIMULATED_DATA_LABEL } from '../report/index.js';
import {
  storeFaultMessage,
  JobFailedError,
  RunNotFoundError,
  loadRun,
  type OpenedRun,
} from '../runtime/index.js';
import { EXIT_CODES, UserError } from './user-error.js';
import { requireStoreDirectory } from './directory-options.js';
import type { Terminal } from './terminal.js';

/** A run of the store, by name; those that can't be read are told of on the way. */
export async function openStoredRun(
  storeOptionValue: string | undefined,
  runName: string,
  terminal: Terminal,
): Promise<OpenedRun> {
  const { err } = terminal;
  const note = (message: string) => err.line(`${err.colours.yellow('note')}: ${message}`);
  return loadRun(await requireStoreDirectory(storeOptionValue, terminal), runName, note).catch(
    rethrowAsUserError,
  );
}

/** A model or network of a run, by name. */
export function findModelOrNetwork({ program, manifest }: OpenedRun, name: string) {
  const all = [...program.models, ...program.networks];
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name);
  const near = nearestName(name, names);
  throw new UserError(`the run ${manifest.run} has no model or network named ${name}`, {
    hint: near ? `did you mean ${near}?` : `it has ${names.join(', ')}`,
  });
}

/** Errors that name what the user can mend become Problems; others stay bugs. */
export function rethrowAsUserError(error: unknown): never {
  if (error instanceof RunNotFoundError) throw new UserError(error.message);
  if (error instanceof JobFailedError) throw new UserError(error.message, { exit: EXIT_CODES.failed });
  const fault = storeFaultMessage(error);
  if (fault !== null) throw new UserError(fault);
  throw error;
}

/** Says it where the run learned from simulated data. */
export function warnOfSimulatedData({ manifest }: OpenedRun, { err }: Terminal): void {
  if (manifest.simulated)
    err.line(`${err.colours.red(SIMULATED_DATA_LABEL)}: ${manifest.run} learned from simulated data.`);
}
