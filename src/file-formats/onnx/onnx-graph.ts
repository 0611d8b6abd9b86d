/** What of an ONNX model (https://github.com/onnx/onnx, onnx.proto) is read. */

/** Numbers of a model. They are decoded when they are asked for, which may throw FileContentError. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface OnnxNode {
  /** `Conv`; of operators that are not ONNX's own with their domain: `com.microsoft.Gelu`. */
  op: string;
  name: string;
  inputs: string[];
  outputs: string[];
  /** Numbers, lists of numbers, texts (of several: with commas between them) and tensors. */
  attributes: ReadonlyMap<string, number | number[] | string | OnnxTensor>;
}

export interface OnnxGraph {
  name: string;
  /** The version of ONNX's own operators. */
  opset: number;
  nodes: OnnxNode[];
  initializers: Map<string, OnnxTensor>;
  /** Null for a side that is not known, as that of the batch. */
  inputs: { name: string; shape: (number | null)[] }[];
  outputs: string[];
  /** The files beside the model that hold numbers of it. */
  beside: Uint8Array[];
}
