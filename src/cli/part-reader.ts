/** Reads the files that graphs import. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { PartSource, ReadPart } from '../dsl/index.js';
import { NotRegularFileError, requireRegularFile } from '../regular-file.js';
import { decodeText } from './decode-text.js';
import { systemReason, UserError } from './user-error.js';

/** Parts from the file system; their paths are relative to a folder. */
export const partReader =
  (cwd: string): ReadPart =>
  (file) => {
    const path = resolve(cwd, file);
    try {
      return { text: decodeText(readRegularFileSync(path), file) };
    } catch (error) {
      return { problem: problemOf(error, file), nearby: graphsBeside(path) };
    }
  };

function problemOf(error: unknown, file: string): string {
  if (error instanceof NotRegularFileError) return `it ${error.what}`;
  if (!(error instanceof UserError)) return systemReason(error);
  return error.message.startsWith(`${file}: `) ? error.message.slice(file.length + 2) : error.message;
}

/** A pipe or a device is not waited for. */
function readRegularFileSync(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    requireRegularFile(path, fstatSync(file));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function graphsBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.ya?ml$/i.test(name) && name !== basename(path));
  } catch {
    return [];
  }
}

/** Parts whose texts are known, by file. */
export const partsAmong =
  (texts: ReadonlyMap<string, string>): ReadPart =>
  (file): PartSource => {
    const text = texts.get(file);
    return text === undefined ? { problem: 'no such file' } : { text };
  };
