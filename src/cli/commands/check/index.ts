import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { Option, type Command } from 'commander';
import type { Program } from '../../../compiler/index.js';
import { readRegularFile } from '../../../regular-file.js';
import { isOverride, printDiagnostics, loadGraphFile, type LoadedGraphFile } from '../../load-graph-file.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';
import type { CommandContext } from '../../command-context.js';
import { dataOption, graphFolder, requireDataDirectory } from '../../directory-options.js';
import { pluralize } from '../../pluralize.js';
import type { Terminal } from '../../terminal.js';

interface CheckCommandOptions {
  format: 'text' | 'json' | 'github';
  profile?: string;
  strict?: boolean;
  files: boolean;
  data?: string;
}

export function addCheckCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('check')
    .summary('report every problem of a graph, with its place')
    .description(
      'Reports every problem of one or more graphs, with file, line and column, and whether the files that it names are there. Without a graph, checks those in this folder and in graphs/, with their parts. `-` is standard input.',
    )
    .argument('[graph...]', 'graph files; key=value changes a parameter or a value before checking')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json', 'github']).default('text'),
    )
    .option('--profile <name>', 'apply a profile of the graph')
    .option('--strict', 'let warnings fail the check, too')
    .option('--no-files', 'do not look whether the files that the graph names are there')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph check graphs/*.yaml\n  lagraph check graph.yaml epochs=3 --format github\n  lagraph check - < graph.yaml',
    )
    .action(async (given: string[], options: CheckCommandOptions) => {
      context.setExitCode(await checkGraphFiles(given, options, context.terminal));
    });
}

async function checkGraphFiles(
  filesAndOverrides: readonly string[],
  options: CheckCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const overrides = filesAndOverrides.filter(isOverride);
  const named = filesAndOverrides.filter((argument) => !isOverride(argument));
  if (named.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input can be read once: name `-` once', { exit: EXIT_CODES.wrongUsage });
  }
  const files = named.length > 0 ? named : await findGraphFiles(terminal.cwd);
  const checked = new Set(files.map((file) => normalize(file)));
  const changes = {
    overrides,
    weights: options.files,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  };
  const data = options.files ? await requireDataDirectory(options.data, terminal) : undefined;
  const graphs: LoadedGraphFile[] = [];
  let unreadable = 0;
  for (const file of files) {
    try {
      const graph = await loadGraphFile(file, changes, terminal);
      if (options.files && graph.program) {
        const { findMissingFiles } = await import('./missing-files.js');
        const base = graphFolder(file, terminal);
        graph.diagnostics.push(
          ...(await findMissingFiles(graph.program, { base, ...(data === undefined ? {} : { data }) })),
        );
      }
      if (graph.program) {
        const { openGraphLock } = await import('../../graph-lock.js');
        const lock = await openGraphLock(file, graph.program, terminal);
        if (lock) {
          graph.diagnostics.push(...lock.found());
          graph.sources = new Map([...graph.sources, ...lock.sources]);
        }
      }
      graphs.push(graph);
      // Parts are graphs themselves; a folder is checked with all that belongs to it.
      for (const part of named.length > 0 ? [] : (graph.document?.parts ?? [])) {
        if (!checked.has(normalize(part.file))) files.push(part.file);
        checked.add(normalize(part.file));
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable += 1;
      terminal.err.line(`${terminal.err.colours.red('error')}: ${error.message}`);
    }
  }
  const count = (severity: 'error' | 'warning'): number =>
    graphs.reduce((sum, graph) => sum + graph.diagnostics.filter((d) => d.severity === severity).length, 0);
  const errors = count('error');
  const warnings = count('warning');
  await printReport(graphs, { errors, warnings }, options, terminal);
  return errors > 0 || unreadable > 0 || (options.strict && warnings > 0)
    ? EXIT_CODES.wrongInput
    : EXIT_CODES.done;
}

async function printReport(
  graphs: readonly LoadedGraphFile[],
  { errors, warnings }: { errors: number; warnings: number },
  { format }: CheckCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { out } = terminal;
  if (format === 'json') {
    const { jsonDiagnostics } = await import('../../../diagnostics/index.js');
    const files = graphs.map((graph) => ({
      file: graph.file,
      ok: graph.diagnostics.every(({ severity }) => severity !== 'error'),
      diagnostics: jsonDiagnostics(graph.diagnostics, graph.sources),
    }));
    out.line(JSON.stringify({ ok: errors === 0, errors, warnings, files }, null, 2));
    return;
  }
  if (format === 'github') {
    const { renderGithub } = await import('../../../diagnostics/index.js');
    for (const graph of graphs) {
      if (graph.diagnostics.length > 0) out.line(renderGithub(graph.diagnostics, graph.sources).trimEnd());
    }
    return;
  }
  for (const graph of graphs) {
    await printDiagnostics(graph.diagnostics, graph.sources, out);
    if (graph.program && graph.diagnostics.every(({ severity }) => severity !== 'error')) {
      out.line(`${out.colours.green('ok')} ${graph.file}: ${programSummary(graph.program)}`);
    }
  }
  if (errors + warnings > 0) {
    out.line(
      `${pluralize(errors, 'error')}, ${pluralize(warnings, 'warning')} in ${pluralize(graphs.length, 'graph')}`,
    );
  }
}

function programSummary(program: Program): string {
  return [
    pluralize(program.networks.length, 'network'),
    pluralize(program.models.length, 'model'),
    pluralize(program.phases.length, 'phase'),
  ].join(', ');
}

/** Graph files in the folder and in its `graphs/`: YAML files that have a `lagraph:` line. */
async function findGraphFiles(folder: string): Promise<string[]> {
  const { isGraphText } = await import('../../find-graph-files.js');
  const found: string[] = [];
  for (const place of ['', 'graphs']) {
    let names: string[];
    try {
      names = await readdir(join(folder, place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new UserError(`${place || folder}: ${systemReason(error)}`);
    }
    for (const name of names.filter((name) => /\.ya?ml$/.test(name)).sort()) {
      const text = (await readRegularFile(join(folder, place, name)).catch(() => '')).toString();
      if (isGraphText(text)) found.push(join(place, name));
    }
  }
  if (found.length === 0) {
    throw new UserError('no graph was named, and there is none in this folder or in graphs/', {
      exit: EXIT_CODES.wrongUsage,
      hint: 'lagraph check my-graph.yaml',
    });
  }
  return found;
}
