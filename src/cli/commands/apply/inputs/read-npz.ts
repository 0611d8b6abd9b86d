import { extname } from 'node:path';
import { shapeText } from '../../../../vocabulary/index.js';
import { readUserFile } from '../../../read-user-file.js';
import { systemReason, UserError } from '../../../user-error.js';
import { isImageShape } from './image-files.js';
import type { Example, ModelInput } from './model-input.js';
import { decodeNpy, type NumpyArray } from './npy.js';

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
  const arrays =
    extname(file).toLowerCase() === '.npy' ? new Map([['', bytes]]) : await readArchive(bytes, file);
  const columns = inputs.map((input) => columnOf(input, inputs, arrays, file));
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

function readArray(bytes: Uint8Array, what: string): NumpyArray {
  try {
    return decodeNpy(bytes);
  } catch (error) {
    throw new UserError(`${what} ${(error as Error).message}`);
  }
}

/** The bytes of the arrays, by name. */
async function readArchive(bytes: Buffer, file: string): Promise<Map<string, Uint8Array>> {
  const { fromBufferPromise } = (await import('yauzl')).default;
  const arrays = new Map<string, Uint8Array>();
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.endsWith('.npy')) continue;
      const pieces: Buffer[] = [];
      for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
      arrays.set(entry.fileName.slice(0, -'.npy'.length), Buffer.concat(pieces));
    }
  } catch (error) {
    throw new UserError(`${file}: not an archive of numpy: ${systemReason(error)}`);
  }
  return arrays;
}

function columnOf(
  { name, shape, size }: ModelInput,
  inputs: readonly ModelInput[],
  arrays: ReadonlyMap<string, Uint8Array>,
  file: string,
): { data: Float32Array; count: number } {
  const alone = inputs.length === 1 && arrays.size === 1 ? [...arrays.values()][0] : undefined;
  const bytes = arrays.get(name) ?? alone;
  if (!bytes) {
    const names = [...arrays.keys()].filter((one) => one !== '').join(', ');
    throw new UserError(`${file} has no array ${name}${names === '' ? '' : `; it has ${names}`}`);
  }
  const array = readArray(bytes, arrays.has('') ? file : `${file}: ${name}`);
  const wanted = `[examples, ${shape.join(', ')}]`;
  const { length } = array.data;
  const count = array.shape[0] ?? 0;
  // One example may come without its number, and a gray picture without its channel.
  const isOne = length === size && array.shape.join() === shape.join();
  if (!isOne && count * size !== length)
    throw new UserError(`${file}: ${name} must have the shape ${wanted}; it has ${shapeText(array.shape)}`);
  const data = array.isBytes && isImageShape(shape) ? array.data.map((value) => value / 255) : array.data;
  return { data, count: isOne ? 1 : count };
}
