/** Small sources for tests of data sets, registered beside the language's own, and programs that use them. */
import type { Augmentation, Dataset, DataStep, Program } from '../../../src/compiler/index.js';
import { SourceUnavailableError } from '../../../src/runtime/data/tools/index.js';
import {
  sources,
  type DataDeclaration,
  type FieldType,
  type LoadedSource,
  type SourceDefinition,
} from '../../../src/vocabulary/index.js';

export const images = (...shape: number[]): FieldType => ({ shape, dtype: 'float32', role: 'image' });
export const labels = (classes: number): FieldType => ({ shape: [classes], dtype: 'float32', role: 'label' });

/** Byte `i` of a synthetic example: the first identifies the example, the others are its image. */
export const byteOf = (example: number, i: number) =>
  i === 0 ? example : 20 + ((example * 31 + i * 67) % 200);

/**
 * Examples of the given classes, numbered from `first` on. `test` has the same classes once more, numbered after those
 * of `train`.
 */
export function madeUp(classes: readonly number[], width: number, first = 0): LoadedSource {
  const split = (from: number) => ({
    examples: classes.length,
    columns: {
      image: {
        data: Uint8Array.from({ length: classes.length * 12 }, (_, i) =>
          byteOf(from + Math.floor(i / 12), i % 12),
        ),
        shape: [2, 2, 3],
        scale: 1 / 255,
      },
      label: { data: Uint8Array.from(classes), shape: [], scale: 1, classes: width },
    },
  });
  return {
    splits: { train: split(first), test: split(first + classes.length) },
    hash: `${classes.join('')}/${first}`,
    origin: `made up from ${first}`,
    simulated: false,
  };
}

export const declared = (width: number): DataDeclaration => ({
  fields: { image: images(2, 2, 3), label: labels(width) },
  splits: { train: { examples: null }, test: { examples: null } },
});

/** Registers a source until the tests of the file end. `loads` counts how often it was read. */
export function addSource(
  name: string,
  loaded: LoadedSource | Promise<LoadedSource> | string,
  declaration: DataDeclaration,
  simulated = false,
): { loads: number } {
  const count = { loads: 0 };
  (sources as Map<string, SourceDefinition>).set(name, {
    kind: 'source',
    name,
    simulated,
    declare: () => ({ ok: true, value: declaration }),
    load: async () => {
      count.loads++;
      if (typeof loaded === 'string') throw new SourceUnavailableError(loaded);
      return loaded;
    },
  } as unknown as SourceDefinition);
  return count;
}

export const augmentation = (change: Partial<Augmentation> = {}): Augmentation => ({
  rotate: 0,
  shift: [0, 0],
  shear: 0,
  zoom: [1, 1],
  flip: { horizontal: false, vertical: false },
  fill: 'nearest',
  cval: 0,
  ...change,
});

/** A program of data sets alone. `fields` default to those of a synthetic source with three classes. */
export function programOf(
  datasets: Record<string, { steps: DataStep[]; fields?: Dataset['fields'] }>,
  seed = 7,
): Program {
  return {
    name: 'test',
    phases: [],
    seed,
    datasets: Object.entries(datasets).map(([name, { steps, fields }]) => ({
      name,
      steps,
      fields: fields ?? declared(3).fields,
      splits: declared(3).splits,
    })),
  } as unknown as Program;
}

export const source = (name: string, otherwise?: string): DataStep => ({
  step: 'source',
  source: name,
  args: {},
  ...(otherwise ? { otherwise: { source: otherwise, args: {} } } : {}),
});
