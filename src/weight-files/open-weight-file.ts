import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import {
  FileContentError,
  openOnnx,
  openSafetensors,
  openZip,
  toFloat32,
  withHdf5,
  type StoredArray,
} from '../file-formats/index.js';
import { readRegularFile } from '../regular-file.js';
import { kerasTensors } from './keras-hdf5.js';
import { unreadFormatError } from './other-formats.js';
import { openTfjsModel } from './tfjs-model.js';
import {
  splitTensorName,
  WEIGHT_FILE_ENDINGS,
  type OpenedWeightFile,
  type WeightTensor,
} from './weight-file.js';

/** Tensors that count batches, and are no weights. */
const COUNTERS = /(^|[./])num_batches_tracked$/;

/**
 * Opens a file with weights: `.keras` and `.h5` of Keras, `model.json` of TensorFlow.js, `.safetensors`, `.onnx`.
 *
 * @param named the file's name in messages
 * @throws FileContentError, NotRegularFileError, or what Node throws
 */
export async function openWeightFile(path: string, named = path): Promise<OpenedWeightFile> {
  const kind = WEIGHT_FILE_ENDINGS.find((ending) => path.toLowerCase().endsWith(ending));
  const bytes = await readRegularFile(path);
  if (!kind) throw unreadFormatError(named);
  const readBeside = (name: string) => readRegularFile(join(dirname(path), name));
  switch (kind) {
    case '.keras':
      return openedHdf5(await fileOfKerasArchive(bytes, KERAS_WEIGHTS, named), named, sha256(bytes));
    case '.h5':
    case '.hdf5':
      return openedHdf5(bytes, named, sha256(bytes));
    case '.json': {
      const { shards, ...opened } = await openTfjsModel(bytes, named, readBeside);
      return { sha256: sha256(bytes, ...shards), ...opened };
    }
    case '.safetensors':
      return openedSafetensors(bytes, named);
    case '.onnx': {
      const { initializers, beside } = await openOnnx(bytes, named, readBeside);
      const shapes = [...initializers].map(([name, { shape }]): [string, readonly number[]] => [name, shape]);
      return {
        sha256: sha256(bytes, ...beside),
        tensors: namedTensors(shapes),
        read: (names) =>
          Promise.resolve(new Map([...names].map((name) => [name, initializers.get(name)!.data]))),
      };
    }
  }
}

const KERAS_WEIGHTS = 'model.weights.h5';

/** A file in a `.keras` archive. */
export async function fileOfKerasArchive(bytes: Uint8Array, name: string, path: string): Promise<Buffer> {
  const damaged = (error: Error): never => {
    throw new FileContentError(
      `${path} is no file of Keras 3, or damaged: ${error.message.replace(/\.$/, '')}.`,
      'Write it again with model.save().',
    );
  };
  const entry = (await openZip(bytes).catch(damaged)).get(name);
  return entry ? entry.read().catch(damaged) : damaged(new Error(`there is no ${name} in it`));
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Tensors whose names say their layers. */
const namedTensors = (shapes: readonly (readonly [string, readonly number[]])[]): WeightTensor[] =>
  shapes
    .filter(([name]) => !COUNTERS.test(name))
    .map(([name, shape]) => ({ name, shape, ...splitTensorName(name) }));

async function openedHdf5(bytes: Uint8Array, path: string, hash: string): Promise<OpenedWeightFile> {
  return {
    sha256: hash,
    tensors: await withHdf5(bytes, path, async (file) => kerasTensors(file, path)),
    read: (names) =>
      withHdf5(bytes, path, async (file) => {
        const values = new Map<string, Float32Array>();
        for (const name of names) values.set(name, numbersOf(await file.read(name), name, path));
        return values;
      }),
  };
}

function openedSafetensors(bytes: Uint8Array, path: string): OpenedWeightFile {
  const { names: all, shapeOf, read } = openSafetensors(bytes, path);
  return {
    sha256: sha256(bytes),
    tensors: namedTensors(all.map((name) => [name, shapeOf(name)])),
    async read(names) {
      const values = new Map<string, Float32Array>();
      for (const name of names) values.set(name, numbersOf(await read(name), name, path));
      return values;
    },
  };
}

function numbersOf({ data }: StoredArray, name: string, path: string): Float32Array {
  if (ArrayBuffer.isView(data)) return toFloat32(data);
  throw new FileContentError(`${path} has texts where numbers should be: ${name}.`);
}
