import type { Static, TObject } from '../typebox-builders.js';
import type {
  RuleResult,
  Column,
  DataDeclaration,
  FieldType,
  LoadedSource,
  SourceDefinition,
  UserFile,
  SourceLoaderTools,
} from '../definition-types.js';

/** Defines a source whose functions receive typed arguments. Its data is real unless it declares otherwise. */
export function defineSource<A extends TObject>(definition: {
  name: string;
  summary: string;
  about: string;
  args: A;
  simulated?: boolean;
  declare(args: Static<A>): RuleResult<DataDeclaration>;
  files?(args: Static<A>): readonly UserFile[];
  load(args: Static<A>, tools: SourceLoaderTools): Promise<LoadedSource>;
}): SourceDefinition {
  return { kind: 'source', simulated: false, ...definition } as unknown as SourceDefinition;
}

/** The fields of an image classification data set: image [height, width, channels], label [classes]. */
export const classifiedImageFields = (
  shape: readonly [number, number, number],
  classes: number,
): Record<'image' | 'label', FieldType> => ({
  image: { shape, dtype: 'float32', role: 'image' },
  label: { shape: [classes], dtype: 'float32', role: 'label' },
});

/** Images as stored, one byte per channel: [examples, height, width, channels]. */
export const imageColumn = (data: Uint8Array, shape: readonly [number, number, number]): Column => ({
  data,
  shape,
  scale: 1 / 255,
});

/** One class number per example. */
export const labelColumn = (data: Uint8Array | Int32Array, classes: number): Column => ({
  data,
  shape: [],
  scale: 1,
  classes,
});

/** The first number that is not a valid class; undefined if there is none. */
export const firstInvalidClass = (classNumbers: ArrayLike<number>, classCount: number): number | undefined =>
  Array.prototype.find.call(
    classNumbers,
    (number: number) => !(Number.isInteger(number) && number >= 0 && number < classCount),
  ) as number | undefined;
