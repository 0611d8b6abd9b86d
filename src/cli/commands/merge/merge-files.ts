import { resolve } from 'node:path';
import type { MergeResult } from '../../../merge/index.js';
import { loadGraphWords } from '../../../own-words/index.js';
import { readRegularFileOrPipe } from '../../../regular-file.js';
import { EXIT_CODES } from '../../user-error.js';
import { MAX_PIPED_BYTES } from '../../load-graph-file.js';
import { partReader } from '../../part-reader.js';
import type { Terminal } from '../../terminal.js';
import { unreadableFileError } from '../../unreadable-file-error.js';
import { mergeLines, type LineMerge } from './merge-lines.js';
import { printDecisions, printProblems } from './print-merge.js';

export interface MergeCommandOptions {
  output?: string;
  review?: boolean;
  json?: boolean;
  driver?: boolean;
  markerSize: number;
}

/** Three files, by their paths. */
export interface MergedFiles {
  base: string;
  ours: string;
  theirs: string;
}

/** What came of a merge, by structure or line by line. */
type Merged = ({ by: 'structure'; content: Buffer } & MergeResult) | ({ by: 'lines' } & LineMerge);

/** Merges three files, as a user calls for it. */
export async function mergeFiles(
  files: MergedFiles,
  options: MergeCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const merged = await merge(files, files.ours, options.markerSize, terminal);
  await tell(merged, options.review === true, terminal);
  const { content } = merged;
  if (options.json) terminal.out.line(JSON.stringify(await asJson(merged), null, 2));
  if (options.output !== undefined) await writeResult(resolve(terminal.cwd, options.output), content);
  else if (!options.json) terminal.out.writeFileContent(content);
  return merged.clean ? EXIT_CODES.done : EXIT_CODES.wrongInput;
}

/**
 * Merges as git's driver: `%O %A %B %L %P`. Exit code 0 is a clean merge, 1 one with conflicts; with any other the file is
 * as it was, and the caller merges by lines.
 */
export async function mergeAsDriver(
  files: MergedFiles,
  [markerSize, path]: readonly string[],
  options: MergeCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const size = Number(markerSize ?? options.markerSize);
  const name = path ?? files.ours;
  try {
    const merged = await merge(files, name, Number.isSafeInteger(size) && size > 0 ? size : 7, terminal);
    await tell(merged, options.review === true, terminal, name);
    await writeResult(resolve(terminal.cwd, files.ours), merged.content);
    return merged.clean ? EXIT_CODES.done : EXIT_CODES.wrongInput;
  } catch (error) {
    terminal.err.line(`lagraph: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT_CODES.failed;
  }
}

async function merge(
  files: MergedFiles,
  name: string,
  markerSize: number,
  terminal: Terminal,
): Promise<Merged> {
  const texts: Partial<Record<keyof MergedFiles, string>> = {};
  let problem: string | undefined;
  const bytes = {
    base: await readVersion(files.base, terminal),
    ours: await readVersion(files.ours, terminal),
    theirs: await readVersion(files.theirs, terminal),
  };
  for (const side of ['base', 'ours', 'theirs'] as const) {
    try {
      // The byte order mark stays: what is not changed is written as it was.
      texts[side] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes[side]);
    } catch {
      problem ??= `${side} is no text in UTF-8`;
    }
  }
  if (problem === undefined) {
    const { mergeGraphs } = await import('../../../merge/index.js');
    const readPart = partReader(terminal.cwd);
    for (const text of Object.values(texts)) await loadGraphWords(text, name, readPart);
    const result = mergeGraphs(texts.base!, texts.ours!, texts.theirs!, {
      file: name,
      markerSize,
      readPart,
    });
    if (result.text !== undefined) return { by: 'structure', content: Buffer.from(result.text), ...result };
    ({ problem } = result);
  }
  return { by: 'lines', ...(await mergeLines(bytes, markerSize, problem ?? '', terminal.cwd)) };
}

/** A version that is not there is /dev/null, as git has it. */
async function readVersion(path: string, terminal: Terminal): Promise<Buffer> {
  if (path === '/dev/null') return Buffer.alloc(0);
  try {
    return await readRegularFileOrPipe(resolve(terminal.cwd, path), MAX_PIPED_BYTES);
  } catch (error) {
    throw unreadableFileError(path, error);
  }
}

async function tell(merged: Merged, review: boolean, terminal: Terminal, name?: string): Promise<void> {
  if (merged.by === 'lines') {
    const outcome = merged.clean ? '' : ', with conflicts';
    terminal.err.line(`${name ? `${name}: ` : ''}merged by lines${outcome}, since ${merged.problem}`);
    return;
  }
  if (review) printDecisions(merged.decisions, terminal.err);
  await printProblems(merged, terminal.err, name);
}

async function asJson(merged: Merged): Promise<unknown> {
  if (merged.by === 'lines') {
    const { content, ...rest } = merged;
    return { ...rest, text: content.toString('utf8') };
  }
  const { jsonDiagnostics } = await import('../../../diagnostics/index.js');
  const { by, clean, text, conflicts, decisions, diagnostics, sources } = merged;
  return {
    by,
    clean,
    text,
    conflicts,
    decisions,
    diagnostics: jsonDiagnostics(diagnostics, sources),
  };
}

async function writeResult(path: string, content: Buffer): Promise<void> {
  const { writeFileAtomically } = await import('../../../runtime/index.js');
  await writeFileAtomically(path, [content]);
}
