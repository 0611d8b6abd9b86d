import { resolve } from 'node:path';
import type { Program } from '../compiler/index.js';
import type { Diagnostic, Sources } from '../diagnostics/index.js';
import type { Document } from '../dsl/index.js';
import { NotRegular, readRegularOrPipe } from '../regular-file.js';
import { EXIT, Problem, systemReason } from './problem.js';
import type { Output, Terminal } from './terminal.js';
import { textOf } from './text-file.js';

/** What the command line changes in a graph before it is read. */
export interface GraphChanges {
  profile?: string;
  /** `epochs=3`, `plan.link.on.batch_size=64` */
  overrides: readonly string[];
}

export interface ReadGraph {
  /** As the user named it; `<stdin>` for `-`. */
  file: string;
  text: string;
  diagnostics: Diagnostic[];
  sources: Sources;
  document?: Document;
  program?: Program;
}

/** `name=value` or `a.b.c=value`: a change to the graph, not a file. */
export function isOverride(argument: string): boolean {
  return /^[A-Za-z_][\w.-]*=/.test(argument);
}

/** Bytes of a graph that comes through a pipe, as `<(envsubst < graph.yaml)` of a shell: no graph is larger. */
const MOST_OF_A_PIPE = 64 * 2 ** 20;

/** The text of a graph; `-` is standard input. Throws a Problem if it can't be read. */
export async function readText(path: string, terminal: Terminal): Promise<{ file: string; text: string }> {
  if (path === '-') return { file: '<stdin>', text: await terminal.readInput() };
  let bytes: Uint8Array;
  try {
    bytes = await readRegularOrPipe(resolve(terminal.cwd, path), MOST_OF_A_PIPE);
  } catch (error) {
    if (error instanceof NotRegular) throw new Problem(`${path} ${error.what}`);
    throw new Problem(`${path}: ${systemReason(error)}`);
  }
  return { file: path, text: textOf(bytes, path) };
}

/** Reads, checks and compiles a graph; whatever is wrong is in `diagnostics`. */
export async function readAndCompile(
  path: string,
  changes: GraphChanges,
  terminal: Terminal,
): Promise<ReadGraph> {
  const { checkGraph } = await import('../compiler/index.js');
  const { file, text } = await readText(path, terminal);
  const checked = checkGraph(text, file, {
    overrides: [...changes.overrides],
    ...(changes.profile === undefined ? {} : { profile: changes.profile }),
  });
  return { file, text, ...checked };
}

/**
 * A graph that is fit to run. Diagnostics go to standard error; with an error among them the command ends.
 */
export async function goodGraph(
  path: string,
  changes: GraphChanges,
  terminal: Terminal,
): Promise<ReadGraph & { document: Document; program: Program }> {
  const graph = await readAndCompile(path, changes, terminal);
  await printDiagnostics(graph.diagnostics, graph.sources, terminal.err);
  const { document, program } = graph;
  const errors = graph.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0 || !document || !program) {
    const { renderJson } = await import('../diagnostics/index.js');
    throw new Problem(
      `${graph.file} has ${errors === 1 ? 'an error' : `${errors} errors`}; nothing was run`,
      {
        exit: EXIT.wrongInput,
        diagnostics: JSON.parse(renderJson(graph.diagnostics, graph.sources)) as unknown,
      },
    );
  }
  return { ...graph, document, program };
}

export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  output: Output,
): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderText } = await import('../diagnostics/index.js');
  output.write(renderText([...diagnostics], sources, { colour: output.colours.isColorSupported }));
}
