/**
 * UpSampling2D (nearest) before a convolution of stride 1: each pixel of the small image meets the filter at several
 * shifts. Adding the shifted filters up first gives a larger filter E of kernel + scale - 1 places a side, and the two
 * layers are one transposed convolution of the small image with stride `scale`:
 *
 *   y[o] = sum_i x[i] E[o - scale i + pad],  E[e] = sum_r filter[e - r],  r = 0 ... scale - 1
 *
 * For 3 x 3 filters and a scale of 2 that is 4 multiply-adds a pixel and channel where it was 9, forward and in both
 * gradients, and the large image before the convolution is never made.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { rewriteCalls, type CallRewriter } from './rewriter.js';
import {
  integerUpsamplingScale,
  windowGeometry,
  hasUnitStrideAndDilation,
  type WindowGeometry,
} from './window-geometry.js';

type Pair = [number, number];

/** The small image and the whole numbers by which it grew; null for what is not such an upsampling. */
function upsampledSource(id: ValueId | undefined, at: CallRewriter): { x: ValueId; scale: Pair } | null {
  const call = at.producer(id);
  if (call?.kernel !== 'ResizeNearestNeighbor') return null;
  const x = call.inputs.images as ValueId;
  const scale = integerUpsamplingScale(call.attrs, at.value(x).shape, at.value(id as ValueId).shape);
  return scale && at.value(x).dtype === 'float32' ? { x, scale } : null;
}

/** One convolution of stride 1 between an upsampled image u and an image g of the size that comes out. */
interface UpsampledConvolution {
  /** What the filter's shape is, [kh, kw, ...]. */
  filter: readonly number[];
  geo: WindowGeometry;
  /** The filter is [.., channels of u, channels of g] and read from the end, as of Conv2D. */
  turned: boolean;
}

/** Attributes of the transposed convolution's own kernel calls. */
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

/** Whether an engine gains by it: channels that come in and go out, and by how much the image grows. */
export type IsFusionProfitable = (from: number, to: number, scale: Pair) => boolean;

/** Where the filter has something to add up, and the windows lie as a transposed convolution's can. */
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
  return rewriteCalls(program, (call, at) => {
    const shape = (id: ValueId) => at.value(id).shape;
    const met = (
      attrs: KernelCall['attrs'],
      filter: ValueId,
      u: ValueId,
      g: ValueId,
      turned: boolean,
    ): UpsampledConvolution => {
      const [big, small] = turned ? [u, g] : [g, u];
      const sides = shape(filter);
      return { filter: sides, turned, geo: windowGeometry(attrs, sides, shape(big), shape(small)) };
    };

    /** The summed filter, [kh, kw, channels of g, channels of x]. */
    const spread = (
      filter: ValueId,
      { filter: sides, turned }: UpsampledConvolution,
      scale: Pair,
    ): { id: ValueId; call: KernelCall } => {
      const [kh = 1, kw = 1, third = 1, fourth = 1] = sides;
      const channels = turned ? [fourth, third] : [third, fourth];
      const id = at.addValue({
        ...at.value(filter),
        shape: [kh + scale[0] - 1, kw + scale[1] - 1, ...channels],
      });
      const made: KernelCall = {
        kernel: '@Spread',
        inputs: { x: filter },
        attrs: { scale, turned },
        outputs: [id],
        scope: call.scope,
      };
      return { id, call: made };
    };

    // Forward: Conv2D reads the filter from the end where a transposed convolution reads it as it is.
    if (call.kernel === 'Conv2D' || call.kernel === 'Conv2DBackpropInput') {
      const turned = call.kernel === 'Conv2D';
      const [u, filter, y] = [
        turned ? call.inputs.x : call.inputs.dy,
        call.inputs.filter,
        call.outputs[0],
      ] as [ValueId, ValueId, ValueId];
      const source = upsampledSource(u, at);
      if (!source) return;
      const how = met(call.attrs, filter, u, y, turned);
      if (!isFusible(how, source.scale, isProfitable)) return;
      const sum = spread(filter, how, source.scale);
      at.replace(call, [
        sum.call,
        {
          kernel: 'Conv2DBackpropInput',
          inputs: { dy: source.x, filter: sum.id },
          attrs: transposedConvolutionAttributes(how, source.scale),
          outputs: call.outputs,
          scope: call.scope,
        },
      ]);
      return;
    }

    // Gradient by the filter.
    if (call.kernel === 'Conv2DBackpropFilter') {
      for (const turned of [true, false]) {
        const [u, g] = (turned ? [call.inputs.x, call.inputs.dy] : [call.inputs.dy, call.inputs.x]) as [
          ValueId,
          ValueId,
        ];
        const source = upsampledSource(u, at);
        if (!source) continue;
        const gradient = call.outputs[0] as ValueId;
        const how = met(call.attrs, gradient, u, g, turned);
        if (!isFusible(how, source.scale, isProfitable)) continue;
        const { id, call: sum } = spread(gradient, how, source.scale);
        at.replace(call, [
          {
            kernel: 'Conv2DBackpropFilter',
            inputs: { x: g, dy: source.x },
            attrs: transposedConvolutionAttributes(how, source.scale),
            outputs: [id],
            scope: call.scope,
          },
          { ...sum, kernel: '@Gather', inputs: { x: id }, outputs: call.outputs },
        ]);
        return;
      }
      return;
    }

    // Gradient by the image.
    if (call.kernel !== 'ResizeNearestNeighborGrad') return;
    const du = call.inputs.dy as ValueId;
    const back = at.producer(du);
    if (back?.kernel !== 'Conv2D' && back?.kernel !== 'Conv2DBackpropInput') return;
    if (at.onlyConsumer(du) !== call) return;
    const turned = back.kernel === 'Conv2DBackpropInput';
    const [g, filter] = [turned ? back.inputs.dy : back.inputs.x, back.inputs.filter] as [ValueId, ValueId];
    const scale = integerUpsamplingScale(call.attrs, shape(call.outputs[0] as ValueId), shape(du));
    const how = met(back.attrs, filter, du, g, turned);
    if (!scale || !isFusible(how, scale, isProfitable)) return;
    const sum = spread(filter, how, scale);
    at.replace(call, [
      sum.call,
      {
        kernel: 'Conv2D',
        inputs: { x: g, filter: sum.id },
        attrs: transposedConvolutionAttributes(how, scale),
        outputs: call.outputs,
        scope: call.scope,
      },
    ]);
  });
}
