/** Layers models of TensorFlow.js: `model.json`, and the files with numbers beside it. */
import {
  BYTES_OF_NUMBER,
  decodeNumbers,
  FileContentError,
  readBeside,
  toFloat32,
  type NumberType,
  type ReadFileBeside,
} from '../file-formats/index.js';
import { splitTensorName, type OpenedWeightFile, type WeightTensor } from './weight-file.js';

interface StoredWeight {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string; scale?: number; min?: number };
}

interface ModelJson {
  format?: string;
  weightsManifest?: { paths: string[]; weights: StoredWeight[] }[];
}

/** Types of numbers that tfjs writes, by its names, which are NumPy's. */
const TYPES: readonly string[] = ['float32', 'float16', 'int32', 'uint8', 'uint16', 'bool'];
const numberType = (dtype: string): NumberType | null =>
  TYPES.includes(dtype) ? (dtype as NumberType) : null;

/** Throws FileContentError. */
export async function openTfjsModel(
  json: Uint8Array,
  path: string,
  readFile: ReadFileBeside,
): Promise<Omit<OpenedWeightFile, 'sha256'> & { shards: Uint8Array[] }> {
  const { format, weightsManifest } = parseModel(json, path);
  if (format === 'graph-model')
    throw new FileContentError(
      `${path} is a graph model of TensorFlow.js, which has no layers.`,
      'tensorflowjs_converter writes a layers model from a model of Keras with --output_format=tfjs_layers_model.',
    );
  if (!Array.isArray(weightsManifest))
    throw new FileContentError(`${path} is no model of TensorFlow.js: it lists no weights.`);
  const tensors: WeightTensor[] = [];
  const values = new Map<string, () => Float32Array>();
  const shards: Uint8Array[] = [];
  for (const { paths, weights } of weightsManifest) {
    const read = await Promise.all(paths.map((name) => readBeside(path, name, readFile)));
    shards.push(...read);
    const bytes = Buffer.concat(read);
    let at = 0;
    for (const weight of weights) {
      const size = weight.shape.reduce((product, side) => product * side, 1);
      const type = numberType(weight.quantization?.dtype ?? weight.dtype);
      if (!type)
        throw new FileContentError(
          `${path}: ${weight.name} is of the type ${weight.dtype}, which is not read; save it as float32.`,
        );
      const length = size * BYTES_OF_NUMBER[type];
      const own = bytes.subarray(at, (at += length));
      if (own.length < length)
        throw new FileContentError(
          `${path} is cut off: the numbers of ${weight.name} are missing from ${paths.join(', ')}.`,
        );
      values.set(weight.name, () => dequantized(toFloat32(decodeNumbers(type, own)), weight));
      const { layer, weight: name } = splitTensorName(weight.name);
      tensors.push({ name: weight.name, layer, weight: name, shape: weight.shape });
    }
  }
  return {
    shards,
    tensors,
    read: (names) =>
      Promise.resolve(new Map([...names].map((name): [string, Float32Array] => [name, values.get(name)!()]))),
  };
}

function parseModel(json: Uint8Array, path: string): ModelJson {
  try {
    return (JSON.parse(Buffer.from(json).toString('utf8')) ?? {}) as ModelJson;
  } catch {
    throw new FileContentError(`${path} is not JSON.`);
  }
}

function dequantized(numbers: Float32Array, { quantization }: StoredWeight): Float32Array {
  if (quantization?.scale === undefined) return numbers;
  const { scale, min = 0 } = quantization;
  return numbers.map((number) => number * scale + min);
}
