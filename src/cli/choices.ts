/** Values of options that are looked up before anything is begun: a wrong one is wrong usage, with what was meant. */
import { stat } from 'node:fs/promises';
import { EXIT, Problem, systemReason } from './problem.js';

/** What `--engine` takes; the runtime has them in `src/runtime/worker/engines.ts`, and a test holds the two together. */
export const ENGINES = ['onnx', 'tensorflow', 'tfjs-node', 'tfjs', 'auto'] as const;

/** @throws Problem (wrong usage) if `name` is not among `names` */
export async function oneOf(what: string, name: string, names: readonly string[]): Promise<void> {
  if (names.includes(name)) return;
  const { suggest } = await import('../diagnostics/index.js');
  const near = suggest(name, names);
  const most = 12;
  const shown = names.slice(0, most).join(', ');
  throw new Problem(`there is no ${what} ${name}`, {
    exit: EXIT.wrongUsage,
    hint: near
      ? `did you mean ${near}?`
      : names.length === 1
        ? `there is ${shown} only`
        : `there are ${shown}${names.length > most ? ` and ${names.length - most} more` : ''}`,
  });
}

export async function knownEngine(name: string | undefined): Promise<void> {
  if (name !== undefined) await oneOf('engine', name, ENGINES);
}

/**
 * A folder that an option or variable names.
 *
 * @param must whether it has to be there
 * @throws Problem (wrong usage) if it isn't one
 */
export async function folderOption(flag: string, path: string, { must }: { must: boolean }): Promise<void> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !must) return;
    const reason = code === 'ENOENT' ? 'there is no such folder' : systemReason(error);
    throw new Problem(`${flag} ${path}: ${reason}`, { exit: EXIT.wrongUsage });
  }
  if (!found.isDirectory()) {
    throw new Problem(`${flag} ${path}: it is a file, not a folder`, { exit: EXIT.wrongUsage });
  }
}
