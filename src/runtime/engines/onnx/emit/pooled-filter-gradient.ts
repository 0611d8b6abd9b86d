/**
 * The gradient by the filter of a convolution whose image was pooled next, where nothing else wants the image's gradient
 * (the first layer, or the first above frozen ones). Its even and odd columns need not be put together for it: each half
 * is a gradient by the same filter with twice the stride, and the two add up.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { geometry, type Geometry } from '../../passes/index.js';
import type { Emitter, EmitterTable } from '../lowering.js';
import { grouped } from './filter-gradient.js';
import { maxPoolHalvesColumns } from './max-pool-halves.js';

type Four = [number, number, number, number];

/** The windows of every second column, beginning with the first or the second. */
function ofColumns(geo: Geometry, width: number, windows: number, first: 0 | 1): Geometry {
  const [top, left, bottom] = geo.pads;
  const [down, across] = geo.strides;
  const before = left - first * across;
  const end = (windows - 1) * 2 * across + geo.kernel[1] - width - before;
  return {
    ...geo,
    strides: [down, 2 * across],
    pads: [top, before, bottom, Math.max(0, end)],
    unused: [geo.unused[0], Math.max(0, -end)],
  };
}

const pooledFilterGradient: Emitter = (lowering, call: KernelCall) => {
  const { graph } = lowering;
  const [x, dy, image, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'dy'),
    lowering.input(call, 'input'),
    call.outputs[0] as ValueId,
  ];
  const geo = geometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(image));
  const [n, height, width, channels] = lowering.shape(image) as Four;
  const shape: Four = [n, height, width / 2, channels];
  const halves = maxPoolHalvesColumns(lowering, dy, image).map((name, first) =>
    grouped(
      lowering,
      x,
      { name, shape },
      ofColumns(geo, lowering.shape(x)[2] ?? 1, width / 2, first as 0 | 1),
    ),
  );
  const [even, odd] = halves as [(typeof halves)[number], (typeof halves)[number]];
  lowering.set(out, graph.op('Add', [even.name, odd.name]), even.layout);
};

export const pooled: EmitterTable = { '@PooledFilterGradient': pooledFilterGradient };
