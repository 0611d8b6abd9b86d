/** Checks values of options before work begins: a wrong value is a usage error, with a suggestion. */
import { stat } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { EXIT_CODES, UserError, systemReason } from './user-error.js';

/**
 * Values of `--engine`. A copy of the names in `src/runtime/worker/engine-factories.ts`, which is loaded only when a
 * command runs; a test compares them.
 */
export const ENGINE_NAMES = ['onnx', 'onednn', 'tensorflow', 'webgpu', 'tfjs-node', 'tfjs', 'auto'] as const;

const MAX_LISTED_NAMES = 12;

/** @throws UserError (wrong usage) if `name` is not among `knownNames` */
export async function requireOneOf(noun: string, name: string, knownNames: readonly string[]): Promise<void> {
  if (knownNames.includes(name)) return;
  const { nearestName } = await import('../diagnostics/index.js');
  const near = nearestName(name, knownNames);
  const shown = knownNames.slice(0, MAX_LISTED_NAMES).join(', ');
  throw new UserError(`there is no ${noun} ${name}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: near
      ? `did you mean ${near}?`
      : knownNames.length === 1
        ? `there is ${shown} only`
        : `there are ${shown}${knownNames.length > MAX_LISTED_NAMES ? ` and ${knownNames.length - MAX_LISTED_NAMES} more` : ''}`,
  });
}

export async function requireKnownEngine(name: string | undefined): Promise<void> {
  if (name !== undefined) await requireOneOf('engine', name, ENGINE_NAMES);
}

/**
 * Checks a folder that an option or an environment variable names.
 *
 * @param mustExist false if the folder may be created later
 * @throws UserError (wrong usage) if it is not a folder
 */
export async function requireDirectory(
  flag: string,
  path: string,
  { mustExist }: { mustExist: boolean },
): Promise<void> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return;
    const reason = code === 'ENOENT' ? 'there is no such folder' : systemReason(error);
    throw new UserError(`${flag} ${path}: ${reason}`, { exit: EXIT_CODES.wrongUsage });
  }
  if (!found.isDirectory()) {
    throw new UserError(`${flag} ${path}: it is a file, not a folder`, { exit: EXIT_CODES.wrongUsage });
  }
}

/** Parser of an option's value: an integer of at least `minimum`. */
export function parseIntegerAtLeast(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < minimum || text.trim() === '') {
      throw new InvalidArgumentError(`Expected a whole number, ${minimum} or more.`);
    }
    return value;
  };
}

/** Parser of `--seeds`: `5`, or a list such as `1,2,7`. Returns what the key `seeds` of a graph takes. */
export function parseSeeds(text: string): string {
  const seeds = text.split(',').map((one) => one.trim());
  if (!seeds.every((one) => /^\d+$/.test(one))) {
    throw new InvalidArgumentError(
      'It must be a number of seeds, such as 5, or a list of them, such as 1,2,7.',
    );
  }
  return seeds.length === 1 ? seeds[0]! : `[${seeds.join(', ')}]`;
}
