/** The lock beside a graph, as commands use it. */
import { resolve } from 'node:path';
import type { Program } from '../compiler/index.js';
import type { Diagnostic, Sources } from '../diagnostics/index.js';
import { lockFileOf, type DataLock } from '../lock/index.js';
import { readRegularFile } from '../regular-file.js';
import { decodeText } from './decode-text.js';
import { unreadableFileError } from './unreadable-file-error.js';
import type { Terminal } from './terminal.js';

export interface GraphLock {
  /** As the user would write it. */
  file: string;
  text: string;
  /** Absent if it can't be read; the diagnostics say why. */
  lock?: DataLock;
  diagnostics: Diagnostic[];
}

/** The lock of a graph file; undefined if there is none, as for standard input. Throws a UserError if it can't be read. */
export async function readGraphLock(graphFile: string, terminal: Terminal): Promise<GraphLock | undefined> {
  if (graphFile === '-') return undefined;
  const file = lockFileOf(graphFile);
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(resolve(terminal.cwd, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadableFileError(file, error);
  }
  const { readLock } = await import('../lock/index.js');
  const text = decodeText(bytes, file);
  const { value, diagnostics } = readLock(text, file);
  return { file, text, diagnostics, ...(value ? { lock: value } : {}) };
}

/** A lock that is compared with what a command finds. */
export interface OpenGraphLock {
  /** Compares what was read from the sources: `onSources` of a plan or run. */
  compare(sources: readonly { name: string; hash: string }[]): void;
  /** All that differs, by the time that it is asked. */
  found(): Diagnostic[];
  /** The text that the diagnostics' ranges point into. */
  sources: Sources;
}

/**
 * Opens the lock of a graph, and compares what is written in both; undefined if there is none. Throws a UserError if the
 * file can't be read.
 */
export async function openGraphLock(
  graphFile: string,
  program: Program,
  terminal: Terminal,
): Promise<OpenGraphLock | undefined> {
  const read = await readGraphLock(graphFile, terminal);
  if (!read) return undefined;
  const { file, text, lock, diagnostics } = read;
  const { declaredDifferences, lockedDataDifferences } = await import('../lock/index.js');
  const place = { file, graph: graphFile };
  const found = [...diagnostics, ...(lock ? declaredDifferences(lock, program, place) : [])];
  return {
    compare(sources) {
      if (lock) found.push(...lockedDataDifferences(lock, sources, place));
    },
    found: () => found,
    sources: new Map([[file, text]]),
  };
}
