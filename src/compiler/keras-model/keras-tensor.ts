/** Tensors of a graph of Keras layers, as they are handed from call to call. */

/** One output of a call of a layer: Keras's history of a tensor. */
export interface KerasTensor {
  layer: string;
  /** Which call of the layer. */
  node: number;
  shape: readonly (number | null)[];
  dtype: string;
}

/** An argument of a call: a tensor, several, or a number. */
export type KerasArgument = KerasTensor | readonly KerasTensor[] | number;
