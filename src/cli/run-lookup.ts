/** Look-up of a run and of its models, shared by the commands that use a trained model. */
import { nearestName } from '../diagnostics/index.js';
import { SIMULATED_DATA_LABEL } from '../report/index.js';
import {
  storeFaultMessage,
  findRun,
  JobFailedError,
  listRuns,
  RunNotFoundError,
  loadRun,
  withLabels,
  type LabelledRun,
  type OpenedRun,
} from '../runtime/index.js';
import { EXIT_CODES, UserError } from './user-error.js';
import { requireStoreDirectory } from './directory-options.js';
import { noteTo, type Terminal } from './terminal.js';

/** Opens a run by name; prints a note for runs that can't be read. */
export async function openStoredRun(
  storeOptionValue: string | undefined,
  runName: string,
  terminal: Terminal,
): Promise<OpenedRun> {
  const store = await requireStoreDirectory(storeOptionValue, terminal);
  return loadRun(store, runName, noteTo(terminal.err)).catch(rethrowAsUserError);
}

/** The record of a run and what people say of it; its program is not read. */
export async function findStoredRun(
  storeOptionValue: string | undefined,
  runName: string,
  terminal: Terminal,
): Promise<LabelledRun> {
  const note = noteTo(terminal.err);
  const store = await requireStoreDirectory(storeOptionValue, terminal);
  try {
    const manifest = await findRun(store, runName, note);
    return (await withLabels(store, [manifest], note))[0]!;
  } catch (error) {
    return rethrowAsUserError(error);
  }
}

/** Whether people have given a run of the store this name. */
export async function isNameOfRun(
  storeOptionValue: string | undefined,
  name: string,
  terminal: Terminal,
): Promise<boolean> {
  const store = await requireStoreDirectory(storeOptionValue, terminal);
  const labelled = await withLabels(store, await listRuns(store));
  return labelled.some(({ label }) => label.name === name);
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

/** Converts errors that the user can correct into UserErrors and rethrows the rest, which are bugs. */
export function rethrowAsUserError(error: unknown): never {
  if (error instanceof RunNotFoundError) throw new UserError(error.message);
  if (error instanceof JobFailedError) throw new UserError(error.message, { exit: EXIT_CODES.failed });
  const fault = storeFaultMessage(error);
  if (fault !== null) throw new UserError(fault);
  throw error;
}

/** Prints a warning if the run was trained on simulated data. */
export function warnOfSimulatedData({ manifest }: OpenedRun, { err }: Terminal): void {
  if (manifest.simulated)
    err.line(`${err.colours.red(SIMULATED_DATA_LABEL)}: ${manifest.run} learned from simulated data.`);
}
