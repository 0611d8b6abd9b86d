import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../../diagnostics/index.js';
import { formatGraph, type FormChange, type FormattedGraph } from '../../../format/index.js';
import { loadGraphWords } from '../../../own-words/index.js';
import { partReader } from '../../part-reader.js';
import { decodeText } from '../../decode-text.js';
import { findGraphFilesBelow, isGraphText } from '../../find-graph-files.js';
import { printDiagnostics, readGraphText } from '../../load-graph-file.js';
import { pluralize } from '../../pluralize.js';
import { readUserFile } from '../../read-user-file.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';

export interface FmtCommandOptions {
  check?: boolean;
  json?: boolean;
}

interface FileResult {
  file: string;
  status: 'in form' | 'formatted' | 'not in form' | 'failed';
  changes: FormChange[];
  diagnostics: Diagnostic[];
  sources: FormattedGraph['sources'];
  /** Why the file could not be read or written. */
  problem?: string;
}

/** Most reasons that are listed of one file. */
const MAX_LISTED_CHANGES = 10;

export async function formatFiles(
  given: readonly string[],
  options: FmtCommandOptions,
  terminal: Terminal,
): Promise<number> {
  if (given.includes('-')) {
    if (given.length > 1) {
      throw new UserError('`-` is formatted by itself, to standard output', { exit: EXIT_CODES.wrongUsage });
    }
    if (!options.check && !options.json) return formatInput(terminal);
  }
  const files = given.length > 0 ? [...new Set(given)] : await findGraphFilesBelow(terminal.cwd, 'fmt');
  const results: FileResult[] = [];
  for (const file of files) results.push(await formatFile(file, options, terminal));
  if (options.json) await printJson(results, terminal);
  else await printResults(results, given.length === 0, terminal);
  const failed = results.some(({ status }) => status === 'failed' || status === 'not in form');
  return failed ? EXIT_CODES.wrongInput : EXIT_CODES.done;
}

async function formatInput(terminal: Terminal): Promise<number> {
  const { file, text } = await readGraphText('-', terminal);
  const formatted = await formatGraph(text, file);
  await printDiagnostics(formatted.diagnostics, formatted.sources, terminal.err);
  if (formatted.diagnostics.length > 0) return EXIT_CODES.wrongInput;
  // Not `write`, which escapes control characters.
  terminal.out.writeWithControl(formatted.text, '');
  return EXIT_CODES.done;
}

async function formatFile(
  file: string,
  { check }: FmtCommandOptions,
  terminal: Terminal,
): Promise<FileResult> {
  const failed = (problem: string): FileResult => ({
    file,
    status: 'failed',
    changes: [],
    diagnostics: [],
    sources: new Map(),
    problem,
  });
  try {
    const isInput = file === '-';
    const path = resolve(terminal.cwd, file);
    const bytes = isInput ? Buffer.from(await terminal.readInput()) : await readUserFile(file, terminal.cwd);
    const text = decodeText(bytes, file);
    if (!isGraphText(text)) return failed('it is no graph: it has no key `lagraph`');
    const name = isInput ? '<stdin>' : file;
    const readPart = partReader(terminal.cwd);
    await loadGraphWords(text, name, readPart);
    const formatted = await formatGraph(text, name, { readPart });
    const { changes, diagnostics, sources } = formatted;
    if (diagnostics.length > 0) return { file, status: 'failed', changes, diagnostics, sources };
    const content = Buffer.from(formatted.text);
    if (content.equals(bytes)) return { file, status: 'in form', changes: [], diagnostics, sources };
    // decodeText removes what is left of the encoding.
    if (formatted.text === text)
      changes.push({ line: 1, message: 'it is not UTF-8 without a byte order mark' });
    if (!check && !isInput) await writeFile(path, formatted.text);
    return { file, status: check || isInput ? 'not in form' : 'formatted', changes, diagnostics, sources };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(
      error.message.startsWith(`${file}: `) ? error.message.slice(file.length + 2) : error.message,
    );
  }
}

/** A link stays a link, and the file keeps its permissions. */
async function writeFile(path: string, text: string): Promise<void> {
  const { writeFileAtomically } = await import('../../../runtime/index.js');
  try {
    const target = await realpath(path);
    await writeFileAtomically(target, text, { mode: (await stat(target)).mode & 0o7777 });
  } catch (error) {
    throw new UserError(systemReason(error), { exit: EXIT_CODES.failed });
  }
}

async function printResults(
  results: readonly FileResult[],
  wereSearched: boolean,
  terminal: Terminal,
): Promise<void> {
  const { out, err } = terminal;
  for (const { file, status, changes, diagnostics, sources, problem } of results) {
    if (status === 'failed') {
      if (problem !== undefined) err.line(`${err.colours.red('error')}: ${file}: ${problem}`);
      await printDiagnostics(diagnostics, sources, err);
    } else if (status === 'not in form') {
      for (const { line, message } of changes.slice(0, MAX_LISTED_CHANGES))
        out.line(`${file}:${line}: ${message}`);
      const more = changes.length - MAX_LISTED_CHANGES;
      if (more > 0) out.line(`${file}: and ${more} more`);
    } else if (status === 'formatted' || wereSearched) {
      out.line(status === 'formatted' ? `${out.colours.green('formatted')} ${file}` : `in form ${file}`);
    }
  }
  const count = (status: FileResult['status']): number =>
    results.filter((one) => one.status === status).length;
  const [unformed, failed] = [count('not in form'), count('failed')];
  if (unformed > 0)
    err.line(`${pluralize(unformed, 'graph')} of ${results.length} not in form; \`lagraph fmt\` writes it`);
  if (failed > 0) err.line(`${pluralize(failed, 'file')} left as ${failed === 1 ? 'it is' : 'they are'}`);
}

async function printJson(results: readonly FileResult[], { out }: Terminal): Promise<void> {
  const { jsonDiagnostics } = await import('../../../diagnostics/index.js');
  const files = results.map(({ file, status, changes, diagnostics, sources, problem }) => ({
    file,
    status,
    changes,
    diagnostics: jsonDiagnostics(diagnostics, sources),
    ...(problem === undefined ? {} : { problem }),
  }));
  const ok = results.every(({ status }) => status === 'in form' || status === 'formatted');
  out.line(JSON.stringify({ ok, files }, null, 2));
}
