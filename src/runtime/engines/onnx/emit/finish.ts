import type { KernelCall, ValueId } from '../../../capture/index.js';
import type { Geometry } from '../../passes/index.js';
import type { Attributes, Name } from '../model/index.js';
import type { Lowering } from '../lowering.js';

/** Where a convolution's windows lie, as its attributes say it. */
export const window = ({ kernel, strides, dilations, pads }: Geometry): Attributes => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
});

/** What is done to a convolution's sums while they are at hand. */
export interface Finish {
  bias: ValueId | undefined;
  activation: string | undefined;
  alpha: number;
}

export const finishOf = (call: KernelCall): Finish => ({
  bias: call.inputs.bias,
  activation: call.attrs.activation as string | undefined,
  alpha: Number(call.attrs.alpha ?? 0),
});

/** The activation as attributes of a blocked convolution. */
export const fused = ({ activation, alpha }: Finish): Attributes =>
  activation === undefined
    ? {}
    : activation === 'LeakyRelu'
      ? { activation, activation_params: { floats: [alpha] } }
      : { activation };

/** The activation as an operator of its own. */
export function activated({ graph }: Lowering, x: Name, { activation, alpha }: Finish): Name {
  if (activation === undefined) return x;
  return activation === 'LeakyRelu'
    ? graph.op('LeakyRelu', [x], { alpha: { float: alpha } })
    : graph.op(activation, [x]);
}
