import type { KernelCall, ValueId } from '../../../capture/index.js';
import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxAttributes, TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';

/** The geometry as attributes of Conv. */
export const windowAttributes = ({ kernel, strides, dilations, pads }: WindowGeometry): OnnxAttributes => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
});

/** Epilogue fused into a convolution: bias and activation. */
export interface ConvolutionEpilogue {
  bias: ValueId | undefined;
  activation: string | undefined;
  alpha: number;
}

export const epilogueOf = (call: KernelCall): ConvolutionEpilogue => ({
  bias: call.inputs.bias,
  activation: call.attrs.activation as string | undefined,
  alpha: Number(call.attrs.alpha ?? 0),
});

/** The activation as attributes of an NCHWc convolution. */
export const fusedActivationAttributes = ({ activation, alpha }: ConvolutionEpilogue): OnnxAttributes =>
  activation === undefined
    ? {}
    : activation === 'LeakyRelu'
      ? { activation, activation_params: { floats: [alpha] } }
      : { activation };

/** The activation as a separate operator. */
export function applyActivation(
  { graph }: OnnxLoweringContext,
  x: TensorName,
  { activation, alpha }: ConvolutionEpilogue,
): TensorName {
  if (activation === undefined) return x;
  return activation === 'LeakyRelu'
    ? graph.op('LeakyRelu', [x], { alpha: { float: alpha } })
    : graph.op(activation, [x]);
}
