import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { predictWithRun, type OpenedRun, type WireValues } from '../../../runtime/index.js';
import { shapeSize } from '../../../vocabulary/index.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import {
  rethrowAsUserError,
  findModelOrNetwork,
  openStoredRun,
  warnOfSimulatedData,
} from '../../run-lookup.js';
import { noteTo, type OutputStream, type Terminal } from '../../terminal.js';
import { classNamesOf } from './class-names.js';
import { groupFiles } from './group-files.js';
import { readExamples, type Example, type ModelInput } from './inputs/index.js';
import { exampleStem, fileStems, type Output, type Source } from './outputs/index.js';
import type { ApplyCommandOptions } from './apply-options.js';
import { openOutput } from './write-outputs.js';

/** Files read at a time: limits open file descriptors. */
const MAX_OPEN_FILES = 16;
/** Numbers of all examples that go through the model at a time, where nothing is said. */
const BATCH_NUMBERS = 2 ** 24;
const MAX_BATCH = 4096;

/** `lagraph apply`: files in, images or numbers out. */
export async function applyModel(
  runName: string,
  model: string,
  args: readonly string[],
  options: ApplyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.output !== undefined) await requireOutputFormat(options.output, terminal);
  const run = await openStoredRun(options.store, runName, terminal);
  const { inputs, outputs } = portsOf(run, model);
  const groups = await groupFiles(args, inputs, model, terminal);
  const stems = fileStems(
    groups.map(([first]) => first!),
    terminal.cwd,
  );
  const sizes = inputs.reduce((sum, { size }) => sum + size, 0);
  const batchSize = options.batch ?? Math.max(1, Math.min(MAX_BATCH, Math.floor(BATCH_NUMBERS / sizes)));
  const output = openOutput({ run, model, inputs, outputs, groups, options, terminal });
  const progress = progressLine(groups.length, terminal.err);
  const notes = { turned: [] as string[] };

  let waiting: { example: Example; stem: string }[] = [];
  const compute = async (count: number): Promise<void> => {
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    const results = await predictWithRun(
      run,
      model,
      inputsOf(
        batch.map(({ example }) => example),
        inputs,
      ),
      options.engine === undefined ? {} : { engine: options.engine },
    ).catch(rethrowAsUserError);
    await output.add(
      batch.map(({ example, stem }): Source => ({
        file: example.file,
        row: example.row,
        stem: exampleStem(stem, example),
      })),
      results,
      batch.map(({ example }) => example),
    );
  };
  try {
    for (let at = 0; at < groups.length; at += MAX_OPEN_FILES) {
      const read = await Promise.all(
        groups
          .slice(at, at + MAX_OPEN_FILES)
          .map((group) =>
            readExamples(group, inputs, model, { cwd: terminal.cwd, crop: options.crop === true }, notes),
          ),
      );
      read.forEach((examples, i) => {
        for (const example of examples) waiting.push({ example, stem: stems[at + i]! });
      });
      while (waiting.length >= batchSize) await compute(batchSize);
      progress.show(Math.min(groups.length, at + MAX_OPEN_FILES));
    }
    if (waiting.length > 0) await compute(waiting.length);
  } finally {
    progress.clear();
  }
  warnOfSimulatedData(run, terminal);
  noteTurned(notes.turned, terminal.err);
  await output.finish((results) =>
    results.map(({ name, values }): Output => ({ name, values, classes: classNamesOf(run.program, values) })),
  );
}

/** What each input takes, [examples, ...shape]. */
function inputsOf(examples: readonly Example[], inputs: readonly ModelInput[]): Record<string, WireValues> {
  return Object.fromEntries(
    inputs.map(({ name, shape, size }, of) => {
      const data = new Float32Array(examples.length * size);
      examples.forEach(({ values }, at) => data.set(values[of]!, at * size));
      return [name, { shape: [examples.length, ...shape], data }];
    }),
  );
}

function portsOf(run: OpenedRun, model: string): { inputs: ModelInput[]; outputs: number[][] } {
  const found = findModelOrNetwork(run, model);
  const sides = (shape: readonly (number | null)[]) => shape.filter((side) => side !== null);
  if (found.inputs.length === 0)
    throw new UserError(`${model} has no inputs: there is nothing to put files through`);
  return {
    inputs: found.inputs.map(({ name, type }) => {
      const shape = sides(type.shape);
      return { name, shape, size: shapeSize(shape) };
    }),
    outputs: found.outputs.map(({ type }) => sides(type.shape)),
  };
}

const FILE_KINDS = new Set(['', '.png', '.json', '.csv', '.npz']);

/** @throws UserError (wrong usage) if the extension is none that is written */
async function requireOutputFormat(outputPath: string, { cwd }: Terminal): Promise<void> {
  const kind = extname(outputPath).toLowerCase();
  if (FILE_KINDS.has(kind) || /[\\/]$/.test(outputPath)) return;
  const there = await stat(resolve(cwd, outputPath)).catch(() => null);
  if (there?.isDirectory()) return;
  const stem = outputPath.slice(0, -kind.length);
  throw new UserError(`-o ${outputPath}: pictures are written as PNG, numbers as JSON, CSV or NPZ`, {
    exit: EXIT_CODES.wrongUsage,
    hint: `-o ${stem}.png, -o ${stem}.csv, or a folder: -o ${outputPath}/`,
  });
}

/** How far it is, on a terminal. */
function progressLine(total: number, err: OutputStream): { show(done: number): void; clear(): void } {
  const CLEAR_LINE = '\r\u001b[2K';
  let isShown = false;
  return {
    show(done) {
      if (!err.isInteractive || total <= MAX_OPEN_FILES) return;
      isShown = true;
      err.writeWithControl(CLEAR_LINE, `${done} of ${total} files`);
    },
    clear() {
      if (isShown) err.writeWithControl(CLEAR_LINE, '');
    },
  };
}

const MAX_NAMED = 3;

/** A photo that lies on its side on this machine's disk is seen upright by the model. */
function noteTurned(files: readonly string[], err: OutputStream): void {
  if (files.length === 0) return;
  const more = files.length > MAX_NAMED ? ` and ${files.length - MAX_NAMED} more` : '';
  noteTo(err)(
    `turned upright, as their Exif orientation says: ${files.slice(0, MAX_NAMED).join(', ')}${more}`,
  );
}
