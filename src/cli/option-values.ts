/** Values of options that are looked up before anything is begun: a wrong one is wrong usage, with what was meant. */
import { stat } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { EXIT_CODES, UserError, systemReason } from './user-error.js';

/** What `--engine` takes; the runtime has them in `src/runtime/worker/engine-selection.ts`, and a test holds the two together. */
export const ENGINE_NAMES = ['onnx', 'tensorflow', 'tfjs-node', 'tfjs', 'auto'] as const;

/** @throws Problem (wrong usage) if `name` is not among `names` */
export async function requireOneOf(noun: string, name: string, knownNames: readonly string[]): Promise<void> {
  if (knownNames.includes(name)) return;
  const { nearestName: suggest } = await import('../diagnostics/index.js');
  const near = suggest(name, knownNames);
  const most = 12;
  const shown = knownNames.slice(0, most).join(', ');
  throw new UserError(`there is no ${noun} ${name}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: near
      ? `did you mean ${near}?`
      : knownNames.length === 1
        ? `there is ${shown} only`
        : `there are ${shown}${knownNames.length > most ? ` and ${knownNames.length - most} more` : ''}`,
  });
}

export async function requireKnownEngine(name: string | undefined): Promise<void> {
  if (name !== undefined) await requireOneOf('engine', name, ENGINE_NAMES);
}

/**
 * A folder that an option or variable names.
 *
 * @param must whether it has to be there
 * @throws Problem (wrong usage) if it isn't one
 */
export async function requireDirectory(
  flag: string,
  path: string,
  { must }: { must: boolean },
): Promise<void> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !must) return;
    const reason = code === 'ENOENT' ? 'there is no such folder' : systemReason(error);
    throw new UserError(`${flag} ${path}: ${reason}`, { exit: EXIT_CODES.wrongUsage });
  }
  if (!found.isDirectory()) {
    throw new UserError(`${flag} ${path}: it is a file, not a folder`, { exit: EXIT_CODES.wrongUsage });
  }
}

/** Parses a whole number that is not below `minimum`. */
export function parseIntegerAtLeast(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < minimum || text.trim() === '') {
      throw new InvalidArgumentError(`Expected a whole number, ${minimum} or more.`);
    }
    return value;
  };
}
