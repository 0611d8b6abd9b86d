import type { FieldType } from '../../vocabulary/index.js';

/** Allocates arrays for a batch; their content is overwritten. */
export interface ArrayAllocator {
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
}

/** One split of one data set, in memory. */
export interface ExampleSet {
  examples: number;
  /**
   * The fields that `gather` can make. Fields declared by `add` are not among them: the compiler puts them in the
   * step.
   */
  fields: Readonly<Record<string, FieldType>>;
  /**
   * Make a batch: examples by number in `order`, as they are in `epoch` (0-based; augmentation may differ by epoch).
   * Images are float32 in 0..1, labels one-hot rows. Only the requested fields are made. Pure: the same (order,
   * epoch) gives the same bytes, on any machine. The arrays are new, or come from `arrays`.
   */
  gather(
    order: ArrayLike<number>,
    epoch: number,
    fields: readonly string[],
    arrays?: ArrayAllocator,
  ): Record<string, Float32Array | Int32Array>;
  /** The class of each example by a label; null for other fields. */
  classes(label: string): ArrayLike<number> | null;
  /** True if `gather` of this field can differ from epoch to epoch. */
  varies(field: string): boolean;
  /**
   * The number that addresses an example's own draws. For a pair, `member` names the side. With `every: 'epoch'` it
   * is unique for (example, epoch); with `once` the same in all epochs.
   */
  drawKey(example: number, epoch: number, every: 'once' | 'epoch', member?: string): number;
}

export interface OpenedDataset {
  name: string;
  split(name: string): ExampleSet;
  /** Hash of the bytes read and of the steps applied to them. */
  hash: string;
  origin: string;
  simulated: boolean;
  /** Hashes of what the sources have given, by the names of the data sets that read them. */
  sources: ReadonlyMap<string, string>;
}
