/** Dropout masks and activation derivatives, in one pass each (see passes/fuse-dropout-and-activation-masks.ts). */
import type { ValueId } from '../../../capture/index.js';
import { physicalDims, isNchwc, type Layout } from '../layout/index.js';
import { NCHWC_DOMAIN, type TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { SATURATING_POWER_OF_TWO, FLOAT32_MAX } from './saturation-factors.js';

/**
 * clip(factor * x + shift, low, high) in one multithreaded pass, as a 1 x 1 depthwise convolution with fused Clip.
 */
function clipByDepthwiseConvolution(
  { graph }: OnnxLoweringContext,
  x: TensorName,
  layout: Layout,
  { factor, shift, low, high }: { factor: number; shift: number; low: number; high: number },
): TensorName {
  const [n, h, w, c] = layout.splits.map((factors) => factors.reduce((a, b) => a * b, 1)) as [
    number,
    number,
    number,
    number,
  ];
  const inputs = [graph.reshape(x, [n, c, h, w]), graph.filled([c, 1, 1, 1], factor)];
  if (shift !== 0) inputs.push(graph.filled([c], shift));
  const clipped = graph.op(
    'Conv',
    inputs,
    {
      kernel_shape: [1, 1],
      pads: [0, 0, 0, 0],
      strides: [1, 1],
      dilations: [1, 1],
      group: c,
      activation: 'Clip',
      activation_params: { floats: [low, high] },
    },
    NCHWC_DOMAIN,
  );
  return graph.reshape(clipped, physicalDims(layout));
}

/** `low` where x <= 0, `high` where x > 0. */
const slope: OnnxEmitter = (lowering, call) => {
  const layout = lowering.preferredLayout(call);
  const { graph } = lowering;
  const x = lowering.get(lowering.input(call, 'x'), layout);
  const [low, high] = [Number(call.attrs.low), Number(call.attrs.high)];
  const make = () => {
    // HardSigmoid is slightly faster than the convolution, but only yields 0 and 1.
    const isBinary = low === 0 && high === 1;
    if (isNchwc(layout, lowering.plan.block) && !isBinary) {
      return clipByDepthwiseConvolution(lowering, x, layout, {
        factor: SATURATING_POWER_OF_TWO,
        shift: 0,
        low,
        high,
      });
    }
    const mask = graph.op('HardSigmoid', [x], { alpha: { float: FLOAT32_MAX }, beta: { float: 0 } });
    if (low === 0) return high === 1 ? mask : graph.op('Mul', [mask, graph.number(high)]);
    return graph.op('Clip', [
      graph.op('Mul', [x, graph.number(FLOAT32_MAX)]),
      graph.number(low),
      graph.number(high),
    ]);
  };
  lowering.set(call.outputs[0] as ValueId, make(), layout);
};

/** 0 where a byte is below the threshold, otherwise `scale`. */
const mask: OnnxEmitter = (lowering, call) => {
  const layout = lowering.preferredLayout(call);
  const { graph } = lowering;
  const id = lowering.input(call, 'x');
  // Conversion to NCHWc is multithreaded for float32 only.
  const x = lowering.uint8AsFloat32(id, layout);
  const [threshold, scale] = [Number(call.attrs.threshold), Number(call.attrs.scale)];
  const make = () => {
    if (isNchwc(layout, lowering.plan.block)) {
      return clipByDepthwiseConvolution(lowering, x, layout, {
        factor: SATURATING_POWER_OF_TWO,
        shift: -(threshold - 0.5) * SATURATING_POWER_OF_TWO,
        low: 0,
        high: scale,
      });
    }
    const kept = graph.op('HardSigmoid', [x], {
      alpha: { float: 2 },
      beta: { float: 1 - 2 * threshold + 0 },
    });
    return scale === 1 ? kept : graph.op('Mul', [kept, graph.number(scale)]);
  };
  lowering.set(call.outputs[0] as ValueId, make(), layout);
};

export const onnxMaskEmitters: OnnxEmitterTable = { '@Slope': slope, '@Mask': mask };
