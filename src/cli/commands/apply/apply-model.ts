import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { readRegularFile } from '../../../regular-file.js';
import { unreadableFileError } from '../../unreadable-file-error.js';
import { imageGridPng } from '../../../report/index.js';
import { shapeSize } from '../../../vocabulary/index.js';
import {
  makeDirectory,
  predictWithRun,
  writeFileAtomically,
  type OpenedRun,
  type WireValues,
} from '../../../runtime/index.js';
import { isImageShape, loadImageFile, encodeExamplePng } from './image-files.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';
import {
  rethrowAsUserError,
  findModelOrNetwork,
  openStoredRun,
  warnOfSimulatedData,
} from '../../run-lookup.js';
import type { Terminal } from '../../terminal.js';
import { decodeText } from '../../decode-text.js';

export interface ApplyCommandOptions {
  output?: string;
  engine?: string;
  store?: string;
  json?: boolean;
}

interface FileOutput {
  file: string;
  output: string;
  shape: number[];
  values: Float32Array;
}

/** `lagraph apply`: files in, images or numbers out. */
export async function applyModel(
  runName: string,
  model: string,
  files: readonly string[],
  options: ApplyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.output !== undefined) await requireOutputFormat(options.output, terminal);
  const run = await openStoredRun(options.store, runName, terminal);
  const input = singleInputOf(run, model);
  const examples = await readInBatches(files, (file) => readExample(file, input.shape, model, terminal.cwd));
  const size = shapeSize(input.shape);
  const data = new Float32Array(files.length * size);
  examples.forEach((example, at) => data.set(example, at * size));
  const outputs = await predictWithRun(
    run,
    model,
    { [input.name]: { shape: [files.length, ...input.shape], data } },
    options.engine === undefined ? {} : { engine: options.engine },
  ).catch(rethrowAsUserError);

  warnOfSimulatedData(run, terminal);
  const images = outputs.length === 1 && isImageShape(outputs[0]!.values.shape.slice(1));
  const target = options.output;
  if (!images || options.json || target?.endsWith('.json')) {
    await writeOutputsAsJson(
      outputs.flatMap(({ name, values }) => splitByFile(files, name, values)),
      target,
      terminal,
    );
    return;
  }
  const answers = splitByFile(files, outputs[0]!.name, outputs[0]!.values);
  if (target?.endsWith('.png') && answers.length > 1) {
    const { shape, data: pixels } = outputs[0]!.values;
    const rows = isImageShape(input.shape)
      ? [
          { shape: input.shape, data },
          { shape: shape.slice(1), data: pixels },
        ]
      : [{ shape: shape.slice(1), data: pixels }];
    await writeOutputFile(
      target,
      await imageGridPng(rows, { simulated: run.manifest.simulated }),
      files,
      terminal,
    );
    return;
  }
  await writeOutputImages(answers, model, target, files, terminal);
}

/** Files read at a time: limits open file descriptors. */
const MAX_OPEN_FILES = 16;

async function readInBatches<T>(files: readonly string[], read: (file: string) => Promise<T>): Promise<T[]> {
  const examples: T[] = [];
  for (let at = 0; at < files.length; at += MAX_OPEN_FILES) {
    examples.push(...(await Promise.all(files.slice(at, at + MAX_OPEN_FILES).map(read))));
  }
  return examples;
}

/** @throws UserError (wrong usage) if the extension is neither .png nor .json */
async function requireOutputFormat(outputPath: string, { cwd }: Terminal): Promise<void> {
  const kind = extname(outputPath).toLowerCase();
  if (kind === '' || kind === '.png' || kind === '.json' || /[\\/]$/.test(outputPath)) return;
  const there = await stat(resolve(cwd, outputPath)).catch(() => null);
  if (there?.isDirectory()) return;
  const stem = outputPath.slice(0, -kind.length);
  throw new UserError(`-o ${outputPath}: pictures are written as PNG, numbers as JSON`, {
    exit: EXIT_CODES.wrongUsage,
    hint: `-o ${stem}.png, -o ${stem}.json, or a folder: -o ${outputPath}/`,
  });
}

function singleInputOf(run: OpenedRun, model: string): { name: string; shape: number[] } {
  const found = findModelOrNetwork(run, model);
  if (found.inputs.length !== 1) {
    const inputs = found.inputs.map(({ name }) => name).join(', ');
    throw new UserError(
      `${model} has ${found.inputs.length} inputs${inputs ? ` (${inputs})` : ''}; apply takes models with one`,
    );
  }
  const { name, type } = found.inputs[0]!;
  return { name, shape: type.shape.filter((side) => side !== null) };
}

async function readExample(
  file: string,
  shape: readonly number[],
  model: string,
  cwd: string,
): Promise<Float32Array> {
  if (extname(file).toLowerCase() === '.json') return readJsonNumbers(file, shape, cwd);
  if (!isImageShape(shape)) {
    throw new UserError(
      `${model} takes [${shape.join(', ')}], which is not the shape of a gray or RGB image; ${file} can't be its input`,
      { hint: `give a .json file with an array of ${shapeSize(shape)} numbers` },
    );
  }
  return loadImageFile(file, shape, cwd);
}

async function readJsonNumbers(file: string, shape: readonly number[], cwd: string): Promise<Float32Array> {
  let value: unknown;
  try {
    value = JSON.parse(decodeText(await readRegularFile(resolve(cwd, file)), file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof SyntaxError) throw new UserError(`${file}: not JSON: ${error.message}`);
    throw unreadableFileError(file, error);
  }
  const numbers = Array.isArray(value) ? value.flat(Infinity) : null;
  const size = shapeSize(shape);
  if (!numbers?.every((one) => typeof one === 'number') || numbers.length !== size) {
    const got = numbers ? `${numbers.length} values` : 'something else';
    throw new UserError(`${file} must hold ${size} numbers, of shape [${shape.join(', ')}]; it holds ${got}`);
  }
  return Float32Array.from(numbers as number[]);
}

function splitByFile(
  files: readonly string[],
  outputName: string,
  { shape, data }: WireValues,
): FileOutput[] {
  const size = data.length / files.length;
  return files.map((file, at) => ({
    file,
    output: outputName,
    shape: shape.slice(1),
    values: data.subarray(at * size, (at + 1) * size),
  }));
}

async function writeOutputsAsJson(
  outputs: readonly FileOutput[],
  outputPath: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const entries = outputs.map(({ values, ...answer }) =>
    // Nine significant digits identify a float32.
    JSON.stringify({ ...answer, values: Array.from(values, (value) => Number(value.toPrecision(9))) }),
  );
  const text = `[\n${entries.map((entry) => `  ${entry}`).join(',\n')}\n]\n`;
  if (outputPath === undefined) terminal.out.write(text);
  else
    await writeOutputFile(
      outputPath,
      text,
      outputs.map(({ file }) => file),
      terminal,
    );
}

/** One output goes to one file, in the current folder by default; several go to a folder, one file each. */
async function writeOutputImages(
  outputs: readonly FileOutput[],
  model: string,
  outputPath: string | undefined,
  files: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const single = outputs.length === 1 && (outputPath === undefined || outputPath.endsWith('.png'));
  const folder = single ? '' : (outputPath ?? `${model}-output`);
  if (folder) {
    try {
      await makeDirectory(resolve(terminal.cwd, folder));
    } catch (error) {
      throw new UserError(`${folder}: ${systemReason(error)}`);
    }
  }
  const stems = uniqueFileStems(
    outputs.map(({ file }) => file),
    terminal.cwd,
  );
  for (const [at, answer] of outputs.entries()) {
    const name = `${stems[at]!}-${model}.png`;
    const path = single ? (outputPath ?? name) : join(folder, name);
    const { shape, values } = answer;
    if (!isImageShape(shape)) throw new Error(`writeOutputImages: [${shape.join(', ')}] is no image`);
    await writeOutputFile(path, await encodeExamplePng(values, shape), files, terminal);
  }
}

/**
 * File name stems of the outputs: those of the inputs. Inputs of the same name are told apart by their folders:
 * `left/cat.png` and `right/cat.png` become `left-cat` and `right-cat`.
 */
function uniqueFileStems(files: readonly string[], cwd: string): string[] {
  const paths = files.map((file) => {
    const path = resolve(cwd, file);
    return [...dirname(path).split(sep), basename(path, extname(path))];
  });
  const byName = new Map<string, Set<string>>();
  for (const path of paths) {
    const name = path.at(-1)!;
    byName.set(name, (byName.get(name) ?? new Set()).add(path.join(sep)));
  }
  const taken = new Set<string>();
  return paths.map((path) => {
    const namesakes = [...byName.get(path.at(-1)!)!].filter((other) => other !== path.join(sep));
    // Prepend as few parent folders as make it unique.
    let count = 1;
    while (namesakes.some((other) => `${sep}${other}`.endsWith(sep + path.slice(-count).join(sep))))
      count += 1;
    const stem = path.slice(-count).filter(Boolean).join('-');
    let unique = stem;
    for (let again = 2; taken.has(unique.toLowerCase()); again += 1) unique = `${stem}-${again}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

async function writeOutputFile(
  path: string,
  content: Uint8Array | string,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const full = resolve(terminal.cwd, path);
  if (inputs.some((input) => resolve(terminal.cwd, input) === full)) {
    throw new UserError(`${path} is an input; it is not overwritten`, {
      hint: 'choose another name with -o',
    });
  }
  try {
    await writeFileAtomically(full, typeof content === 'string' ? content : [content]);
  } catch (error) {
    throw new UserError(`${path}: ${systemReason(error)}`);
  }
  terminal.out.line(relative(terminal.cwd, full));
}
