import type { FieldType } from '../../vocabulary/index.js';

/** Where arrays for a batch come from; what is in them is written over. */
export interface ArrayAllocator {
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
}

/** One split of one data set, in memory and ready to make batches. */
export interface ExampleSet {
  examples: number;
  /** The fields that `gather` can make. Fields that `add` declares are not here: the compiler puts them in the step. */
  fields: Readonly<Record<string, FieldType>>;
  /**
   * Make a batch: example numbers in `order`, as they are in `epoch` (0-based; augmentation may differ by epoch).
   * Images come as 0..1 float32, labels as one-hot rows. Only the asked-for fields are made. Pure: the same
   * (order, epoch) gives the same bytes, on any machine. The arrays are new ones, or those that `arrays` gives.
   */
  gather(
    order: ArrayLike<number>,
    epoch: number,
    fields: readonly string[],
    arrays?: ArrayAllocator,
  ): Record<string, Float32Array | Int32Array>;
  /** True if `gather` of this field can differ from epoch to epoch. */
  varies(field: string): boolean;
  /**
   * The number under which an example's own draws are addressed. For a pair, `member` names the side.
   * With `every: 'epoch'` it is unique for (example, epoch); with `once` the same in all epochs.
   */
  drawKey(example: number, epoch: number, every: 'once' | 'epoch', member?: string): number;
}

export interface OpenedDataset {
  name: string;
  split(name: string): ExampleSet;
  /** Over the bytes read, and the steps made of them. */
  hash: string;
  origin: string;
  simulated: boolean;
}
