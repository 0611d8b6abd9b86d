/** An input of the model that examples are read for. */
export interface ModelInput {
  name: string;
  /** Without the examples. */
  shape: readonly number[];
  size: number;
}

/** Something that goes through the model once. */
export interface Example {
  /** As the user wrote it, or found in a folder or by a pattern that the user wrote. */
  file: string;
  /** In a file of several examples, from 1. */
  row: number | null;
  /** Numbers for each input, in the order of inputs. */
  values: Float32Array[];
}
