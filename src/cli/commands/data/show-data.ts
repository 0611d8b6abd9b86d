import { extname, join, resolve } from 'node:path';
import type { DataUse, ExampleWires, Program } from '../../../compiler/index.js';
import { splitDataUse } from '../../../dsl/index.js';
import { escapeControlCharacters } from '../../../diagnostics/index.js';
import { SIMULATED_DATA_LABEL } from '../../../report/index.js';
import {
  JobFailedError,
  JobStoppedError,
  makeDirectory,
  readExamples,
  writeFileAtomically,
} from '../../../runtime/index.js';
import { dataOptions, requireDataDirectory } from '../../directory-options.js';
import { stopOnSignals } from '../../interrupt.js';
import { loadValidGraphFile, printDiagnostics, requireOverrides } from '../../load-graph-file.js';
import { requireOneOf } from '../../option-values.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { EXIT_CODES, systemReason, UserError } from '../../user-error.js';
import { contactSheet } from './contact-sheet.js';
import { dataText } from './data-text.js';
import { summarizeExamples, type ExamplesSummary } from './summarize-examples.js';

export interface DataCommandOptions {
  dataset?: string | undefined;
  overrides: string[];
  profile?: string;
  split?: string;
  count: number;
  output: string;
  data?: string;
  offline?: boolean;
  json?: boolean;
}

/** Ranges are those of at least so many examples. */
const MEASURED_EXAMPLES = 256;

/** `lagraph data`: contact sheets and figures of what a network will see. */
export async function showData(file: string, options: DataCommandOptions, terminal: Terminal): Promise<void> {
  requireOverrides('data', options.overrides);
  const directory = await requireDataDirectory(options.data, terminal);
  const { profile, overrides } = options;
  const graph = await loadValidGraphFile(
    file,
    { overrides, ...(profile === undefined ? {} : { profile }) },
    terminal,
  );
  const uses = await usesToShow(graph.program, options);
  const pathOf = picturePaths(uses, options.output, terminal);
  const data = dataOptions(file, directory, options, terminal);
  const interrupt = stopOnSignals(terminal.err);
  const shown: (ExamplesSummary & { picture: string | null })[] = [];
  try {
    for (const use of uses) {
      const fields = graph.exampleWires!(use.dataset)!;
      const count = Math.max(options.count, MEASURED_EXAMPLES);
      const found = await readExamples(
        graph.program,
        { use, fields, count, data, signal: interrupt.signal },
        noteTo(terminal.err),
      );
      const summary = summarizeExamples(use, fields, found, options.count);
      const picture = await writePicture(graph.program.name, use, fields, found, options.count, pathOf(use));
      shown.push({ ...summary, picture });
      if (options.json) continue;
      if (shown.length > 1) terminal.out.line('');
      terminal.out.line(escapeControlCharacters(dataText(summary)));
      terminal.out.line(picture === null ? 'no picture: it has no images' : `picture: ${picture}`);
      if (summary.simulated)
        terminal.out.line(
          terminal.out.colours.bgRed(terminal.out.colours.white(` ${SIMULATED_DATA_LABEL} `)),
        );
    }
    if (options.json) terminal.out.line(JSON.stringify({ graph: graph.program.name, data: shown }, null, 2));
  } catch (error) {
    if (error instanceof JobStoppedError)
      throw new UserError('interrupted', { exit: EXIT_CODES.interrupted });
    if (!(error instanceof JobFailedError)) throw error;
    if (error.diagnostic) await printDiagnostics([error.diagnostic], graph.sources, terminal.err);
    throw new UserError(error.diagnostic ? 'the data can not be read' : error.message, {
      exit: error.diagnostic ? EXIT_CODES.wrongInput : EXIT_CODES.failed,
    });
  } finally {
    interrupt.release();
  }
}

/** What the command line names, or all that phases train on. */
async function usesToShow(program: Program, { dataset, split }: DataCommandOptions): Promise<DataUse[]> {
  if (dataset === undefined) {
    const trained = program.phases.map(({ data }) => (split === undefined ? data : { ...data, split }));
    const found =
      trained.length > 0
        ? trained
        : program.datasets.map(({ name, splits }) => ({ dataset: name, split: split ?? firstOf(splits) }));
    const unique = [...new Map(found.map((use) => [`${use.dataset}.${use.split}`, use])).values()];
    for (const use of unique) await requireSplit(program, use);
    if (unique.length === 0) throw new UserError('the graph has no data', { exit: EXIT_CODES.wrongUsage });
    return unique;
  }
  const names = program.datasets.map(({ name }) => name);
  // A data set of a part has dots in its name.
  const { dataset: name, split: written } = splitDataUse(dataset, (one) => names.includes(one));
  if (!names.includes(name)) await requireOneOf('data set', dataset, names);
  const splits = program.datasets.find((one) => one.name === name)!.splits;
  const use = { dataset: name, split: written || (split ?? firstOf(splits)) };
  await requireSplit(program, use);
  return [use];
}

const firstOf = (splits: Readonly<Record<string, unknown>>): string =>
  Object.hasOwn(splits, 'train') ? 'train' : Object.keys(splits)[0]!;

async function requireSplit(program: Program, { dataset, split }: DataUse): Promise<void> {
  const found = program.datasets.find(({ name }) => name === dataset)!;
  await requireOneOf(`split of ${dataset}`, split, Object.keys(found.splits));
}

/** Where the contact sheet of a split goes. */
function picturePaths(uses: readonly DataUse[], output: string, { cwd }: Terminal): (use: DataUse) => string {
  const suffix = extname(output).toLowerCase();
  if (suffix !== '.png' && suffix !== '.svg')
    return ({ dataset, split }) => resolve(cwd, output, `${dataset}.${split}.png`);
  if (uses.length > 1) {
    throw new UserError(`${output} is one file, and there are ${uses.length} data sets`, {
      exit: EXIT_CODES.wrongUsage,
      hint: 'name one of them, or a folder',
    });
  }
  return () => resolve(cwd, output);
}

async function writePicture(
  graph: string,
  use: DataUse,
  fields: ExampleWires,
  found: Awaited<ReturnType<typeof readExamples>>,
  count: number,
  path: string,
): Promise<string | null> {
  const svg = await contactSheet(graph, use, fields, found, count);
  if (svg === null) return null;
  const content = path.toLowerCase().endsWith('.svg') ? svg : [await toPng(svg)];
  try {
    await makeDirectory(join(path, '..'));
    await writeFileAtomically(path, content);
  } catch (error) {
    throw new UserError(`${path}: ${systemReason(error)}`, { exit: EXIT_CODES.failed });
  }
  return path;
}

async function toPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(svg)).png().toBuffer();
}
