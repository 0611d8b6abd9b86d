/** Kernels whose inputs the capture backend remembers, so that logits can be found from probabilities. */
import type { NamedAttrMap, NamedTensorMap } from '@tensorflow/tfjs-core';

/** The kernel that made a value, as tfjs called it. */
export interface KernelOrigin {
  kernel: string;
  /** The tensors of tfjs's tape, so that gradients are propagated to them. */
  inputs: NamedTensorMap;
  attrs: NamedAttrMap;
}

/** Data movement kernels and the input that they move. `PadV2` is not one: it inserts zeros. */
export const dataMovementKernels: Readonly<Record<string, string>> = {
  ExpandDims: 'input',
  GatherV2: 'x',
  MirrorPad: 'x',
  Reshape: 'x',
  ResizeNearestNeighbor: 'images',
  Reverse: 'x',
  Slice: 'x',
  Tile: 'x',
  Transpose: 'x',
};

/** Those of them that keep vectors along the last axis whole, if its length does not change. */
export const vectorPreservingKernels: ReadonlySet<string> = new Set([
  'Reshape',
  'ResizeNearestNeighbor',
  'Slice',
  'Tile',
]);

/** Data movement kernels with a list of inputs. */
export const joiningKernels: ReadonlySet<string> = new Set(['Concat', 'Pack']);

/** Kernels whose inputs are remembered. */
export const tracedKernels: ReadonlySet<string> = new Set([
  'Softmax',
  'Sigmoid',
  'Sub',
  ...Object.keys(dataMovementKernels),
  ...joiningKernels,
]);
