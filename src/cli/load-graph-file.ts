import { resolve } from 'node:path';
import type { CheckedGraph, Program, ReadWeights } from '../compiler/index.js';
import type { Diagnostic, Sources } from '../diagnostics/index.js';
import type { Document } from '../dsl/index.js';
import { readRegularFileOrPipe } from '../regular-file.js';
import { EXIT_CODES, UserError } from './user-error.js';
import { unreadableFileError } from './unreadable-file-error.js';
import type { OutputStream, Terminal } from './terminal.js';
import { decodeText } from './decode-text.js';
import { partReader, partsAmong } from './part-reader.js';

/** What the command line changes in a graph before it is compiled. */
export interface GraphFileOptions {
  profile?: string;
  /** `epochs=3`, `plan.link.on.batch_size=64` */
  overrides: readonly string[];
  /** Whether the files with weights that it names are read; by default they are. */
  weights?: boolean;
}

export interface LoadedGraphFile {
  /** As the user wrote it; `<stdin>` for `-`. */
  file: string;
  text: string;
  diagnostics: Diagnostic[];
  sources: Sources;
  document?: Document;
  program?: Program;
  /** The fields of a data set. */
  exampleWires?: CheckedGraph['exampleWires'];
}

/** Whether an argument has the form `name=value` or `a.b.c=value`: it changes the graph and is not a file. */
export function isOverride(argument: string): boolean {
  return /^[A-Za-z_][\w.-]*=/.test(argument);
}

/**
 * The arguments after a command's graph, which must all change it.
 *
 * @param hintFor what may have been meant by a stray word
 * @throws UserError (wrong usage) for anything else
 */
export function requireOverrides(
  command: string,
  words: readonly string[],
  hintFor: (stray: string) => string | undefined = () => undefined,
): void {
  const stray = words.find((word) => !isOverride(word));
  if (stray === undefined) return;
  const hint = hintFor(stray);
  throw new UserError(`${stray} is not key=value; ${command} takes one graph`, {
    exit: EXIT_CODES.wrongUsage,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Limit for a graph that is read from a pipe, such as `<(envsubst < graph.yaml)` of a shell, whose size is unknown. */
export const MAX_PIPED_BYTES = 64 * 2 ** 20;

/** The text of a graph; `-` is standard input. Throws a UserError if it can't be read. */
export async function readGraphText(
  path: string,
  terminal: Terminal,
): Promise<{ file: string; text: string }> {
  if (path === '-') return { file: '<stdin>', text: await terminal.readInput() };
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFileOrPipe(resolve(terminal.cwd, path), MAX_PIPED_BYTES);
  } catch (error) {
    throw unreadableFileError(path, error);
  }
  return { file: path, text: decodeText(bytes, path) };
}

/** Reads, checks and compiles a graph; errors of the graph are in `diagnostics`. */
export async function loadGraphFile(
  path: string,
  options: GraphFileOptions,
  terminal: Terminal,
): Promise<LoadedGraphFile> {
  const { checkGraph } = await import('../compiler/index.js');
  const { file, text } = await readGraphText(path, terminal);
  const readPart = partReader(terminal.cwd);
  const { loadGraphWords } = await import('../own-words/index.js');
  await loadGraphWords(text, file, readPart);
  const compile = (readWeights?: ReadWeights) =>
    checkGraph(text, file, {
      overrides: [...options.overrides],
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      readPart,
      ...(readWeights ? { readWeights } : {}),
    });
  const { withWeights, pathsFrom } = await import('./weight-reader.js');
  const checked = options.weights === false ? compile() : await withWeights(compile, pathsFrom(terminal.cwd));
  return { file, text, ...checked };
}

/** A graph without errors. Prints its diagnostics to standard error; throws if there is an error. */
export async function loadValidGraphFile(
  path: string,
  options: GraphFileOptions,
  terminal: Terminal,
): Promise<LoadedGraphFile & { document: Document; program: Program }> {
  const graph = await loadGraphFile(path, options, terminal);
  await printDiagnostics(graph.diagnostics, graph.sources, terminal.err);
  const { document, program } = graph;
  const errors = graph.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0 || !document || !program) {
    const { jsonDiagnostics } = await import('../diagnostics/index.js');
    throw new UserError(
      `${graph.file} has ${errors === 1 ? 'an error' : `${errors} errors`}; nothing was run`,
      {
        exit: EXIT_CODES.wrongInput,
        diagnostics: jsonDiagnostics(graph.diagnostics, graph.sources),
      },
    );
  }
  return { ...graph, document, program };
}

/** The programs of a graph, one for each of its seeds. */
export async function programsBySeed(
  { text, file, sources, document, program }: LoadedGraphFile & { document: Document; program: Program },
  { overrides, ...options }: GraphFileOptions,
  terminal: Terminal,
): Promise<Program[]> {
  if (document.seeds.length === 1) return [program];
  const [{ checkGraph }, { withWeights, pathsFrom }] = await Promise.all([
    import('../compiler/index.js'),
    import('./weight-reader.js'),
  ]);
  const others = overrides.filter((one) => !/^seeds?=/.test(one));
  const readPart = partsAmong(sources);
  return withWeights(
    (readWeights) =>
      document.seeds.map((seed, at) => {
        if (at === 0) return program;
        const own = [...others, `seed=${seed}`];
        return checkGraph(text, file, { ...options, readPart, readWeights, overrides: own }).program!;
      }),
    pathsFrom(terminal.cwd),
  );
}

export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  output: OutputStream,
): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderText } = await import('../diagnostics/index.js');
  output.write(renderText([...diagnostics], sources, { colour: output.colours.isColorSupported }));
}
