/** What lagraph uses of onnxruntime, however it is called. */

/** Arrays that hold tensors, by element type; bools are bytes of 0 and 1. */
export const arrayTypes = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

export type OrtElementType = keyof typeof arrayTypes;
export type OrtTensorDataOf<T extends OrtElementType> = {
  float32: Float32Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}[T];
export type OrtTensorData = OrtTensorDataOf<OrtElementType>;

/** An array that models read and write where it lies. */
export interface OrtTensor<T extends OrtElementType = OrtElementType> {
  readonly type: T;
  readonly dims: readonly number[];
  readonly data: OrtTensorDataOf<T>;
  /** Frees what onnxruntime holds of it; the array is left. */
  release(): void;
}

/** Tensors by the names of a model's inputs or outputs. */
export type OrtPorts = Readonly<Record<string, OrtTensor>>;

/** A model that is loaded. */
export interface OrtSession {
  /**
   * Runs the model. What it computes is written into the arrays of `outputs`, which must not be those of `inputs`; after
   * an error they hold anything.
   *
   * @param outputs the outputs that are wanted, of the types and dimensions that the model gives them
   * @throws Error with onnxruntime's message
   */
  run(inputs: OrtPorts, outputs: OrtPorts): Promise<void>;
  release(): Promise<void>;
}

export interface Ort {
  /** How it is called. */
  readonly through: 'C' | 'Node';
  /** @param data without it, an array of zeros that lies as the processor reads it best. */
  tensor<T extends OrtElementType>(type: T, dims: readonly number[], data?: OrtTensorDataOf<T>): OrtTensor<T>;
  /**
   * @param model an encoded ModelProto
   * @throws Error with onnxruntime's message if it refuses the model
   */
  createSession(model: Uint8Array, threads: number): Promise<OrtSession>;
}

export const elementCount = (dims: readonly number[]): number =>
  dims.reduce((product, side) => product * side, 1);
