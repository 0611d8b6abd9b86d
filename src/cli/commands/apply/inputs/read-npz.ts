import { extname } from 'node:path';
import { FileContentError, withArrayFile, type StoredArray } from '../../../../runtime/index.js';
import { isImageShape, shapeText } from '../../../../vocabulary/index.js';
import { readUserFile } from '../../../read-user-file.js';
import { UserError } from '../../../user-error.js';
import type { Example, ModelInput } from './model-input.js';

/**
 * Examples of a `.npz` or `.npy` file: an array [examples, ...shape] for each input, by its name; where there is one input
 * and one array, whatever it is called. Bytes for pictures are taken as 0..255.
 */
export async function readNumpyExamples(
  file: string,
  inputs: readonly ModelInput[],
  cwd: string,
): Promise<Example[]> {
  const bytes = await readUserFile(file, cwd);
  const isAlone = extname(file).toLowerCase() === '.npy';
  const arrays = await readArrays(bytes, file, isAlone ? 'npy' : 'npz');
  const columns = inputs.map((input) => columnOf(input, inputs, arrays, file, isAlone));
  const counts = new Set(columns.map(({ count }) => count));
  if (counts.size > 1) {
    const each = inputs.map(({ name }, at) => `${name} ${columns[at]!.count}`).join(', ');
    throw new UserError(`${file}: its arrays have different numbers of examples: ${each}`);
  }
  const [count = 0] = counts;
  if (count === 0) throw new UserError(`${file}: there is nothing in it`);
  return Array.from({ length: count }, (_, at) => ({
    file,
    row: at + 1,
    values: columns.map(({ data }, of) => {
      const { size } = inputs[of]!;
      return data.subarray(at * size, (at + 1) * size);
    }),
  }));
}

/** The arrays by name; that of `.npy` has none of its own. */
async function readArrays(
  bytes: Buffer,
  file: string,
  format: 'npy' | 'npz',
): Promise<Map<string, StoredArray>> {
  try {
    return await withArrayFile(format, bytes, file, async ({ names, read }) => {
      const arrays = new Map<string, StoredArray>();
      for (const name of names) arrays.set(name, await read(name));
      return arrays;
    });
  } catch (error) {
    if (error instanceof FileContentError) throw new UserError(error.message);
    throw error;
  }
}

function columnOf(
  { name, shape, size }: ModelInput,
  inputs: readonly ModelInput[],
  arrays: ReadonlyMap<string, StoredArray>,
  file: string,
  isAlone: boolean,
): { data: Float32Array; count: number } {
  const alone = inputs.length === 1 && arrays.size === 1 ? [...arrays.values()][0] : undefined;
  const array = (isAlone ? undefined : arrays.get(name)) ?? alone;
  if (!array) {
    const names = isAlone ? '' : [...arrays.keys()].join(', ');
    throw new UserError(`${file} has no array ${name}${names === '' ? '' : `; it has ${names}`}`);
  }
  if (!ArrayBuffer.isView(array.data))
    throw new UserError(`${file}: ${name} holds texts; the network takes numbers`);
  const wanted = `[examples, ${shape.join(', ')}]`;
  const { length } = array.data;
  const count = array.shape[0] ?? 0;
  // One example may come without its number, and a gray picture without its channel.
  const isOne = length === size && array.shape.join() === shape.join();
  if (!isOne && count * size !== length)
    throw new UserError(`${file}: ${name} must have the shape ${wanted}; it has ${shapeText(array.shape)}`);
  const scale = array.type === 'uint8' && isImageShape(shape) ? 255 : 1;
  const data = Float32Array.from(array.data, (value) => value / scale);
  return { data, count: isOne ? 1 : count };
}
