import type * as H5 from 'h5wasm';
import { damagedFile, FileContentError } from '../file-content-error.js';
import { loadHdf5 } from './load-hdf5.js';
import { decodeNumbers, narrowIntegers, type NumberType } from './decode-numbers.js';
import { noArrayError } from './no-array-error.js';
import type { ArrayContent, ArrayFile, StoredArray } from './stored-array.js';

/** The library reports a stack of errors, the cause last: `#006: H5Fsuper.c line 388 in f(): not found`. */
function causeOf(error: unknown): string {
  const causes = [...(error as Error).message.matchAll(/ in \w+\(\): (.+)/g)];
  return causes.at(-1)?.[1] ?? (error as Error).message.split('\n')[0]!;
}

/** The result of a library call, or the error of the file that it failed at. */
function orDamaged<T>(path: string, problem: string, what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw damagedFile(path, `${problem} (${causeOf(error)})`);
  }
}

/** Maximum number of elements of one dataset: a file can declare any size. */
const MAX_DATASET_ELEMENTS = 2 ** 31 - 1;

/** An HDF5 file, open for reading. */
export interface Hdf5File extends ArrayFile {
  /** The shape of a dataset, without reading it. */
  shapeOf(name: string): readonly number[];
  /** A text, or texts, that a group has as an attribute; the group `` is the file. */
  attribute(group: string, name: string): string | readonly string[] | undefined;
}

/**
 * Calls `use` with the datasets of an HDF5 file, by their paths in it (`images`, `train/images`). The library has
 * access to the file in memory and nothing else: an HDF5 file can refer to other files of the machine.
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  path: string,
  use: (file: Hdf5File) => Promise<T>,
): Promise<T> {
  const { h5, library, inside } = await loadHdf5();
  library.FS.writeFile(inside, bytes);
  try {
    const file = orDamaged(path, "can't be read as an HDF5 file", () => new h5.File(inside, 'r'));
    try {
      const names = orDamaged(path, "can't be read as an HDF5 file", () => namesOfDatasets(file, h5));
      return await use({
        names,
        read: async (name) => readDataset(path, name, names, file, h5),
        shapeOf: (name) => shapeOf(path, name, names, file, h5),
        attribute: (group, name) =>
          orDamaged(path, `is damaged: ${group} can't be read`, () => attributeOf(file, group, name)),
      });
    } finally {
      file.close();
    }
  } finally {
    library.FS.unlink(inside);
  }
}

/** Groups within groups are entered to this depth: links can lead in a circle. */
const MAX_DEPTH = 16;

/** Paths of all datasets, without links that lead out of the file or nowhere. */
function namesOfDatasets(file: H5.File, { Dataset, Group }: Pick<typeof H5, 'Dataset' | 'Group'>): string[] {
  const names: string[] = [];
  const enter = (group: H5.Group, before: string, depth: number): void => {
    for (const key of group.keys()) {
      const entity = group.get(key);
      if (entity instanceof Dataset) names.push(before + key);
      else if (entity instanceof Group && depth < MAX_DEPTH) enter(entity, `${before}${key}/`, depth + 1);
    }
  };
  enter(file, '', 0);
  return names;
}

function shapeOf(
  path: string,
  name: string,
  names: readonly string[],
  file: H5.File,
  { Dataset }: Pick<typeof H5, 'Dataset'>,
): readonly number[] {
  const entity = orDamaged(path, `is damaged: ${name} can't be read`, () => file.get(name));
  if (!(entity instanceof Dataset)) throw noArrayError(path, name, names);
  return orDamaged(path, `is damaged: ${name} can't be read`, () => entity.shape ?? []);
}

function attributeOf(file: H5.File, group: string, name: string): string | string[] | undefined {
  const entity = group === '' ? file : file.get(group);
  const attribute = entity && 'attrs' in entity ? entity.attrs[name] : undefined;
  const value: unknown = attribute?.value;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  return undefined;
}

function readDataset(
  path: string,
  name: string,
  names: readonly string[],
  file: H5.File,
  { Dataset, ExternalLink }: Pick<typeof H5, 'Dataset' | 'ExternalLink'>,
): StoredArray {
  const unreadable = `is damaged: ${name} can't be read`;
  const entity = orDamaged(path, unreadable, () => file.get(name));
  const elsewhere = (other: string) =>
    new FileContentError(
      `${path}: the numbers of ${name} lie in another file (${other}), which is not read. Write them into the file itself.`,
    );
  if (entity instanceof ExternalLink) throw elsewhere(entity.filename);
  if (!(entity instanceof Dataset)) throw noArrayError(path, name, names);
  const otherType = (type: string) =>
    new FileContentError(
      `${path}: ${name} is of the type ${type}, which is not read; save it as numbers (float32, or whole ones) or texts.`,
    );
  const metadata = orDamaged(path, unreadable, () => entity.metadata);
  const [virtual] = metadata.virtual_sources ?? [];
  if (virtual) throw elsewhere(virtual.file_name);
  if (metadata.total_size > MAX_DATASET_ELEMENTS) {
    throw damagedFile(path, `says that ${name} holds ${metadata.total_size} numbers, which is too many`);
  }
  const { value, shape, dtype } = attemptIn(() => ({
    value: entity.value,
    shape: entity.shape,
    dtype: entity.dtype,
  }));
  const read = contentOf(value, dtype, entity);
  if (!read) throw otherType(describeType(dtype));
  return { shape: [...(shape ?? [])], ...read };

  /** Data in external files is what the library can't find. */
  function attemptIn<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      const { message } = error as Error;
      if (/External file list/.test(message)) throw elsewhere('external storage');
      // The library has no half floats.
      if (/Float16/.test(message)) throw otherType('float16');
      throw damagedFile(path, `${unreadable} (${causeOf(error)})`);
    }
  }
}

const describeType = (dtype: H5.Dtype): string => (typeof dtype === 'string' ? dtype : 'a table (compound)');

/** Types by the codes of Python's struct module, which the library uses. */
const TYPES: Readonly<Record<string, NumberType>> = {
  B: 'uint8',
  b: 'int8',
  H: 'uint16',
  h: 'int16',
  I: 'uint32',
  i: 'int32',
  Q: 'uint64',
  q: 'int64',
  e: 'float16',
  f: 'float32',
  d: 'float64',
};

/** Numbers or texts of a dataset; null for anything else. */
function contentOf(
  value: unknown,
  dtype: H5.Dtype,
  dataset: Pick<H5.Dataset, 'metadata'>,
): { type: string; data: ArrayContent } | null {
  if (value instanceof Float32Array) return { type: codeType(dtype) ?? 'float32', data: value };
  if (ArrayBuffer.isView(value)) {
    // h5py's truths are an enumeration of bytes; others have a type of numbers below.
    const { enum_type: members } = dataset.metadata;
    if (members && 'TRUE' in members.members && value instanceof Int8Array)
      return { type: 'bool', data: Uint8Array.from(value) };
    const type = codeType(dtype) ?? (members ? typeOfView(value) : null);
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return type && { type, data: decodeNumbers(type, bytes) };
  }
  if (typeof value === 'string') return { type: 'str', data: [value.replace(/\0+$/, '')] };
  if (typeof value === 'boolean') return { type: 'bool', data: Uint8Array.of(Number(value)) };
  if (typeof value === 'number' || typeof value === 'bigint') {
    const isWhole = Number.isInteger(Number(value)) && !/[efd]$/.test(String(dtype));
    const data = isWhole ? narrowIntegers([Number(value)]) : Float32Array.of(Number(value));
    return { type: codeType(dtype) ?? 'float64', data };
  }
  if (!Array.isArray(value)) return null;
  const texts = value.flat(Infinity) as unknown[];
  if (!texts.every((one): one is string => typeof one === 'string')) return null;
  return { type: 'str', data: texts.map((text) => text.replace(/\0+$/, '')) };
}

/** `Int16Array` is of int16. */
const typeOfView = (view: ArrayBufferView): NumberType | null => {
  const name = view.constructor.name.replace(/^Big/, '').replace('Array', '').toLowerCase();
  return Object.values(TYPES).find((type) => type === name) ?? null;
};

const codeType = (dtype: H5.Dtype): NumberType | null => {
  const code = typeof dtype === 'string' ? dtype.slice(-1) : '';
  return Object.hasOwn(TYPES, code) ? TYPES[code]! : null;
};
