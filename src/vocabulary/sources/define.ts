import type { Static, TObject } from '../schema.js';
import type { Answer, Column, DataDeclaration, FieldType, LoadedSource, SourceDefinition } from '../types.js';
import type { OwnFile, SourceTools } from '../types.js';

/** A source whose functions see its arguments with their types. Real data, unless it says otherwise. */
export function source<A extends TObject>(definition: {
  name: string;
  summary: string;
  about: string;
  args: A;
  simulated?: boolean;
  declare(args: Static<A>): Answer<DataDeclaration>;
  files?(args: Static<A>): readonly OwnFile[];
  load(args: Static<A>, tools: SourceTools): Promise<LoadedSource>;
}): SourceDefinition {
  return { kind: 'source', simulated: false, ...definition } as unknown as SourceDefinition;
}

/** The fields of a data set of classified pictures: image [height, width, channels], label [classes]. */
export const classifiedImages = (
  shape: readonly [number, number, number],
  classes: number,
): Record<'image' | 'label', FieldType> => ({
  image: { shape, dtype: 'float32', role: 'image' },
  label: { shape: [classes], dtype: 'float32', role: 'label' },
});

/** Pictures as they are stored, a byte a channel, [examples, height, width, channels]. */
export const imageColumn = (data: Uint8Array, shape: readonly [number, number, number]): Column => ({
  data,
  shape,
  scale: 1 / 255,
});

/** One class number an example. */
export const labelColumn = (data: Uint8Array | Int32Array, classes: number): Column => ({
  data,
  shape: [],
  scale: 1,
  classes,
});

/** The first number that is no class, of as many classes; undefined if there is none. */
export const noClass = (numbers: ArrayLike<number>, classes: number): number | undefined =>
  Array.prototype.find.call(
    numbers,
    (number: number) => !(Number.isInteger(number) && number >= 0 && number < classes),
  ) as number | undefined;
