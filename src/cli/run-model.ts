/** What commands about a model of a run share. */
import { suggest } from '../diagnostics/index.js';
import { SIMULATED_MARK } from '../report/index.js';
import { faultOf, JobFailed, NoSuchRun, openRun, type OpenedRun } from '../runtime/index.js';
import { EXIT, Problem } from './problem.js';
import { storeDirectory } from './store.js';
import type { Terminal } from './terminal.js';

/** A run of the store, by name; those that can't be read are told of on the way. */
export async function openedRun(
  store: string | undefined,
  name: string,
  terminal: Terminal,
): Promise<OpenedRun> {
  const { err } = terminal;
  const note = (message: string) => err.line(`${err.colours.yellow('note')}: ${message}`);
  return openRun(await storeDirectory(store, terminal), name, note).catch(explain);
}

/** A model or network of a run, by name. */
export function modelNamed({ program, manifest }: OpenedRun, name: string) {
  const all = [...program.models, ...program.networks];
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name);
  const near = suggest(name, names);
  throw new Problem(`the run ${manifest.run} has no model or network named ${name}`, {
    hint: near ? `did you mean ${near}?` : `it has ${names.join(', ')}`,
  });
}

/** Errors that name what the user can mend become Problems; others stay bugs. */
export function explain(error: unknown): never {
  if (error instanceof NoSuchRun) throw new Problem(error.message);
  if (error instanceof JobFailed) throw new Problem(error.message, { exit: EXIT.failed });
  const fault = faultOf(error);
  if (fault !== null) throw new Problem(fault);
  throw error;
}

/** Says it where the run learned from simulated data. */
export function warnOfSimulation({ manifest }: OpenedRun, { err }: Terminal): void {
  if (manifest.simulated)
    err.line(`${err.colours.red(SIMULATED_MARK)}: ${manifest.run} learned from simulated data.`);
}
