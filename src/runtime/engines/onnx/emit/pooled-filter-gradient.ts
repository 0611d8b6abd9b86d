/**
 * Filter gradient of a convolution followed by 2 x 2 max pooling, where the image gradient has no other use (the
 * first layer, or the first above frozen ones): instead of merging even and odd columns of the pooling gradient, each
 * half gives a filter gradient with twice the stride, and the two are added.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { windowGeometry, type WindowGeometry } from '../../passes/index.js';
import type { OnnxEmitter, OnnxEmitterTable } from '../lowering-context.js';
import { groupedFilterGradient } from './filter-gradient.js';
import { nchwcMaxPool2x2GradientColumns } from './max-pool-2x2-nchwc.js';

type Four = [number, number, number, number];

/** The windows of every second column, starting with column 0 or 1. */
function everySecondColumn(
  geo: WindowGeometry,
  width: number,
  windowCount: number,
  first: 0 | 1,
): WindowGeometry {
  const [top, left, bottom] = geo.pads;
  const [down, across] = geo.strides;
  const before = left - first * across;
  const end = (windowCount - 1) * 2 * across + geo.kernel[1] - width - before;
  return {
    ...geo,
    strides: [down, 2 * across],
    pads: [top, before, bottom, Math.max(0, end)],
    unused: [geo.unused[0], Math.max(0, -end)],
  };
}

const pooledFilterGradient: OnnxEmitter = (lowering, call: KernelCall) => {
  const { graph } = lowering;
  const [x, dy, image, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'dy'),
    lowering.input(call, 'input'),
    call.outputs[0] as ValueId,
  ];
  const geo = windowGeometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(image));
  const [n, height, width, channels] = lowering.shape(image) as Four;
  const shape: Four = [n, height, width / 2, channels];
  const halves = nchwcMaxPool2x2GradientColumns(lowering, dy, image).map((name, first) =>
    groupedFilterGradient(
      lowering,
      x,
      { name, shape },
      everySecondColumn(geo, lowering.shape(x)[2] ?? 1, width / 2, first as 0 | 1),
    ),
  );
  const [even, odd] = halves as [(typeof halves)[number], (typeof halves)[number]];
  lowering.set(out, graph.op('Add', [even.name, odd.name]), even.layout);
};

export const onnxPooledFilterGradientEmitters: OnnxEmitterTable = {
  '@PooledFilterGradient': pooledFilterGradient,
};
