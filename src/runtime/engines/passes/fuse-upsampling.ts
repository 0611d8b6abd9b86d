/**
 * UpSampling2D (nearest) before a convolution of stride 1: each input pixel is multiplied by the filter at several
 * shifts. Summing the shifted filters first gives a larger filter E with kernel + scale - 1 taps per axis, and the
 * two layers become one transposed convolution of the input with stride `scale`:
 *
 * y[o] = sum_i x[i] E[o - scale i + pad],  E[e] = sum_r filter[e - r],  r = 0 ... scale - 1
 *
 * For 3 x 3 filters and a scale of 2 that is 4 instead of 9 multiply-adds per pixel and channel, forward and in both
 * gradients, and the upsampled image is never stored.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { rewriteCalls, type CallRewriter } from './rewrite-calls.js';
import {
  integerUpsamplingScale,
  windowGeometry,
  hasUnitStrideAndDilation,
  type WindowGeometry,
} from './window-geometry.js';

type Pair = [number, number];

/** The input and integer scale of a nearest-neighbour upsampling; null for other values. */
function upsampledSource(
  id: ValueId | undefined,
  rewriter: CallRewriter,
): { x: ValueId; scale: Pair } | null {
  const call = rewriter.producer(id);
  if (call?.kernel !== 'ResizeNearestNeighbor') return null;
  const x = call.inputs.images as ValueId;
  const scale = integerUpsamplingScale(
    call.attrs,
    rewriter.value(x).shape,
    rewriter.value(id as ValueId).shape,
  );
  return scale && rewriter.value(x).dtype === 'float32' ? { x, scale } : null;
}

/** A stride-1 convolution between an upsampled image u and an image g of output size. */
interface UpsampledConvolution {
  /** The filter's shape, [kh, kw, ...]. */
  filter: readonly number[];
  geo: WindowGeometry;
  /** The filter is [.., channels of u, channels of g] and flipped, as for Conv2D. */
  turned: boolean;
}

/** Attributes of the transposed convolution's kernel calls. */
function transposedConvolutionAttributes(
  { filter, geo, turned }: UpsampledConvolution,
  scale: Pair,
): KernelCall['attrs'] {
  const pad = ([0, 1] as const).map((axis) => {
    const before = turned ? (filter[axis] ?? 1) - 1 - geo.pads[axis] : geo.pads[axis];
    return [before, before];
  });
  return { strides: scale, dilations: [1, 1], pad: [[0, 0], ...pad, [0, 0]] };
}

/** Whether an engine profits, by input and output channels and scale. */
export type IsFusionProfitable = (from: number, to: number, scale: Pair) => boolean;

/** Whether the fusion is valid and profitable. */
function isFusible(
  { filter, geo, turned }: UpsampledConvolution,
  scale: Pair,
  isProfitable: IsFusionProfitable,
): boolean {
  const [kh = 1, kw = 1, third = 1, fourth = 1] = filter;
  if (scale.every((one) => one === 1) || kh * kw === 1) return false;
  const inside = geo.pads.every((pad, at) => pad < (geo.kernel[at % 2] ?? 1));
  if (!hasUnitStrideAndDilation(geo) || !inside || geo.unused.some((one) => one !== 0)) return false;
  return turned ? isProfitable(third, fourth, scale) : isProfitable(fourth, third, scale);
}

export function fuseUpsampling(program: StepProgram, isProfitable: IsFusionProfitable): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    const shape = (id: ValueId) => rewriter.value(id).shape;
    const upsampledConvolution = (
      attrs: KernelCall['attrs'],
      filter: ValueId,
      u: ValueId,
      g: ValueId,
      turned: boolean,
    ): UpsampledConvolution => {
      const [inputOf, outputOf] = turned ? [u, g] : [g, u];
      const filterShape = shape(filter);
      return {
        filter: filterShape,
        turned,
        geo: windowGeometry(attrs, filterShape, shape(inputOf), shape(outputOf)),
      };
    };

    /** The call that computes the summed filter, [kh, kw, channels of g, channels of x]. */
    const summedFilterCall = (
      filter: ValueId,
      { filter: filterShape, turned }: UpsampledConvolution,
      scale: Pair,
    ): { id: ValueId; call: KernelCall } => {
      const [kh = 1, kw = 1, third = 1, fourth = 1] = filterShape;
      const channels = turned ? [fourth, third] : [third, fourth];
      const id = rewriter.addValue({
        ...rewriter.value(filter),
        shape: [kh + scale[0] - 1, kw + scale[1] - 1, ...channels],
      });
      const summedCall: KernelCall = {
        kernel: '@Spread',
        inputs: { x: filter },
        attrs: { scale, turned },
        outputs: [id],
        scope: call.scope,
      };
      return { id, call: summedCall };
    };

    // Forward: Conv2D flips the filter relative to a transposed convolution.
    if (call.kernel === 'Conv2D' || call.kernel === 'Conv2DBackpropInput') {
      const turned = call.kernel === 'Conv2D';
      const [u, filter, y] = [
        turned ? call.inputs.x : call.inputs.dy,
        call.inputs.filter,
        call.outputs[0],
      ] as [ValueId, ValueId, ValueId];
      const source = upsampledSource(u, rewriter);
      if (!source) return;
      const convolution = upsampledConvolution(call.attrs, filter, u, y, turned);
      if (!isFusible(convolution, source.scale, isProfitable)) return;
      const summed = summedFilterCall(filter, convolution, source.scale);
      rewriter.replace(call, [
        summed.call,
        {
          kernel: 'Conv2DBackpropInput',
          inputs: { dy: source.x, filter: summed.id },
          attrs: transposedConvolutionAttributes(convolution, source.scale),
          outputs: call.outputs,
          scope: call.scope,
        },
      ]);
      return;
    }

    // Filter gradient.
    if (call.kernel === 'Conv2DBackpropFilter') {
      for (const turned of [true, false]) {
        const [u, g] = (turned ? [call.inputs.x, call.inputs.dy] : [call.inputs.dy, call.inputs.x]) as [
          ValueId,
          ValueId,
        ];
        const source = upsampledSource(u, rewriter);
        if (!source) continue;
        const gradient = call.outputs[0] as ValueId;
        const convolution = upsampledConvolution(call.attrs, gradient, u, g, turned);
        if (!isFusible(convolution, source.scale, isProfitable)) continue;
        const { id, call: summed } = summedFilterCall(gradient, convolution, source.scale);
        rewriter.replace(call, [
          {
            kernel: 'Conv2DBackpropFilter',
            inputs: { x: g, dy: source.x },
            attrs: transposedConvolutionAttributes(convolution, source.scale),
            outputs: [id],
            scope: call.scope,
          },
          { ...summed, kernel: '@Gather', inputs: { x: id }, outputs: call.outputs },
        ]);
        return;
      }
      return;
    }

    // Input gradient.
    if (call.kernel !== 'ResizeNearestNeighborGrad') return;
    const du = call.inputs.dy as ValueId;
    const gradientCall = rewriter.producer(du);
    if (gradientCall?.kernel !== 'Conv2D' && gradientCall?.kernel !== 'Conv2DBackpropInput') return;
    if (rewriter.onlyConsumer(du) !== call) return;
    const turned = gradientCall.kernel === 'Conv2DBackpropInput';
    const [g, filter] = [
      turned ? gradientCall.inputs.dy : gradientCall.inputs.x,
      gradientCall.inputs.filter,
    ] as [ValueId, ValueId];
    const scale = integerUpsamplingScale(call.attrs, shape(call.outputs[0] as ValueId), shape(du));
    const convolution = upsampledConvolution(gradientCall.attrs, filter, du, g, turned);
    if (!scale || !isFusible(convolution, scale, isProfitable)) return;
    const summed = summedFilterCall(filter, convolution, scale);
    rewriter.replace(call, [
      summed.call,
      {
        kernel: 'Conv2D',
        inputs: { x: g, filter: summed.id },
        attrs: transposedConvolutionAttributes(convolution, scale),
        outputs: call.outputs,
        scope: call.scope,
      },
    ]);
  });
}
