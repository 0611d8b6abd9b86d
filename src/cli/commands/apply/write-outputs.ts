import { dirname, extname, join, relative, resolve } from 'node:path';
import { imageGridPng } from '../../../report/index.js';
import {
  makeDirectory,
  writeFileAtomically,
  type OpenedRun,
  type WireValues,
} from '../../../runtime/index.js';
import { isImageShape, shapeText } from '../../../vocabulary/index.js';
import { UserError, systemReason } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';
import type { ApplyCommandOptions } from './apply-options.js';
import { encodeExamplePng, type Example, type FoundFile, type ModelInput } from './inputs/index.js';
import { jsonText, npzBytes, outputsCsv, valuesOf, type Output, type Source } from './outputs/index.js';

type Results = readonly { name: string; values: WireValues }[];

export interface OutputWriter {
  /** Takes the results of a batch; pictures for a folder are written at once. */
  add(sources: readonly Source[], results: Results, examples: readonly Example[]): Promise<void>;
  /** Writes what is left. */
  finish(describe: (results: Results) => Output[]): Promise<void>;
}

interface OutputContext {
  run: OpenedRun;
  model: string;
  inputs: readonly ModelInput[];
  /** Shapes of an example. */
  outputs: readonly (readonly number[])[];
  groups: readonly (readonly FoundFile[])[];
  /** Files that must not be written over, by their whole paths. */
  isInput: ReadonlySet<string>;
  options: ApplyCommandOptions;
  terminal: Terminal;
}

/** By the ending of `-o`, or by what comes out. */
export function openOutput(given: Omit<OutputContext, 'isInput'>): OutputWriter {
  const isInput = new Set(given.groups.flat().map(({ path }) => resolve(given.terminal.cwd, path)));
  const context = { ...given, isInput };
  const { outputs, options, model, terminal } = context;
  const target = options.output;
  const kind = target === undefined ? '' : extname(target).toLowerCase();
  const isPicture = outputs.length === 1 && isImageShape(outputs[0]!);
  if (kind === '.png' && !isPicture) {
    const shapes = outputs.map(shapeText).join(' and ');
    throw new UserError(`-o ${target}: ${model} gives ${shapes}, which is no picture`, {
      hint: `-o ${target!.slice(0, -kind.length)}.csv, .json or .npz`,
    });
  }
  if (kind === '.json' || kind === '.csv' || kind === '.npz') return tableWriter(kind, target!, context);
  if (kind === '.png') return pictureWriter(target!, context);
  if (options.json || (!isPicture && target === undefined)) {
    return collect(async (sources, described) => terminal.out.write(jsonText(sources, described)));
  }
  return folderWriter(isPicture, context);
}

/** Keeps everything until the end. */
function collect(
  write: (sources: readonly Source[], outputs: readonly Output[]) => Promise<void>,
): OutputWriter {
  const sources: Source[] = [];
  const batches: Results[] = [];
  return {
    add(of, results) {
      sources.push(...of);
      batches.push(results);
      return Promise.resolve();
    },
    finish: (describe) => write(sources, describe(joined(batches))),
  };
}

/** The outputs of all batches, one behind the other. */
function joined(batches: readonly Results[]): Results {
  const [first = []] = batches;
  if (batches.length === 1) return first;
  return first.map(({ name, values }, of) => {
    const parts = batches.map((batch) => batch[of]!.values);
    const data = concatenated(parts.map((part) => part.data));
    const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
    return { name, values: { shape: [count, ...values.shape.slice(1)], data } };
  });
}

function concatenated(arrays: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

const tableWriter = (kind: '.json' | '.csv' | '.npz', target: string, context: OutputContext): OutputWriter =>
  collect(async (sources, outputs) => {
    const content =
      kind === '.json'
        ? jsonText(sources, outputs)
        : kind === '.csv'
          ? outputsCsv(sources, outputs)
          : npzBytes(sources, outputs);
    await writeOutputFile(target, content, context);
  });

/** One picture, or a grid with the pictures that went in above those that came out. */
function pictureWriter(target: string, context: OutputContext): OutputWriter {
  const { inputs, outputs, run } = context;
  const given: Float32Array[] = [];
  const made = collect(async (sources, [output]) => {
    const shape = outputs[0]!;
    const values = output!.values.data as Float32Array;
    if (sources.length === 1 && isImageShape(shape)) {
      await writeOutputFile(target, await encodeExamplePng(values, shape), context);
      return;
    }
    const rows = [
      ...(given.length > 0 ? [{ shape: inputs[0]!.shape, data: concatenated(given) }] : []),
      { shape, data: values },
    ];
    await writeOutputFile(target, await imageGridPng(rows, { simulated: run.manifest.simulated }), context);
  });
  return {
    ...made,
    async add(sources, results, examples) {
      if (inputs.length === 1 && isImageShape(inputs[0]!.shape))
        given.push(...examples.map(({ values }) => values[0]!));
      await made.add(sources, results, examples);
    },
  };
}

/** A file for each example: a picture, or its numbers as JSON. One picture alone needs no folder. */
function folderWriter(isPicture: boolean, context: OutputContext): OutputWriter {
  const { model, outputs, options, groups } = context;
  const ending = isPicture ? 'png' : 'json';
  const write = async (sources: readonly Source[], described: readonly Output[], folder: string) => {
    for (const [at, { stem }] of sources.entries()) {
      const path = join(folder, `${stem}-${model}.${ending}`);
      const shape = outputs[0]!;
      const content =
        isPicture && isImageShape(shape)
          ? await encodeExamplePng(valuesOf(described[0]!, at), shape)
          : jsonText(sources, described, [at]);
      await writeOutputFile(path, content, context);
    }
  };
  // Only files of one picture each are known to be one example.
  const isSingle = isPicture && options.output === undefined && groups.length === 1;
  if (!isPicture) return collect((sources, described) => write(sources, described, options.output!));
  let isFirst = true;
  return {
    async add(sources, results) {
      const folder = isSingle && isFirst && sources.length === 1 ? '' : (options.output ?? `${model}-output`);
      isFirst = false;
      await write(
        sources,
        results.map((result) => ({ ...result, classes: null })),
        folder,
      );
    },
    finish: () => Promise.resolve(),
  };
}

async function writeOutputFile(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
  { isInput, terminal }: OutputContext,
): Promise<void> {
  const full = resolve(terminal.cwd, path);
  if (isInput.has(full)) {
    throw new UserError(`${path} is an input; it is not overwritten`, {
      hint: 'choose another name with -o',
    });
  }
  try {
    await makeDirectory(dirname(full));
    await writeFileAtomically(full, content instanceof Uint8Array ? [content] : content);
  } catch (error) {
    throw new UserError(`${path}: ${systemReason(error)}`);
  }
  terminal.out.line(relative(terminal.cwd, full));
}
